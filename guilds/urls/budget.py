"""The budget of a guild."""

from django.urls import path

from guilds.views import budget

urlpatterns = [
    path("guilds/<int:pk>/budget/", budget.budget, name="budget"),
    path("guilds/<int:pk>/budget/grant/", budget.budget_grant, name="budget_grant"),
    path("guilds/<int:pk>/budget/ask/", budget.budget_ask, name="budget_ask"),
    path("guilds/budget/<int:pk>/answer/", budget.budget_answer, name="budget_answer"),
    path("guilds/budget/<int:pk>/withdraw/", budget.budget_withdraw, name="budget_withdraw"),
    path("guilds/budget/<int:pk>/book/", budget.budget_book, name="budget_book"),
    path("guilds/ledger/<int:pk>/correct/", budget.budget_correct, name="budget_correct"),
]
