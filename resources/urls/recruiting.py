"""Asking somebody to write."""

from django.urls import path

from resources.views import recruiting

urlpatterns = [
    path("library/ask-to-write/", recruiting.writing_ask, name="writing_ask"),
    path("library/ask-to-write/<int:pk>/", recruiting.writing_page, name="writing_page"),
    path("library/ask-to-write/<int:pk>/accept/", recruiting.writing_accept, name="writing_accept"),
    path("library/ask-to-write/<int:pk>/decline/", recruiting.writing_decline, name="writing_decline"),
    path("library/ask-to-write/<int:pk>/withdraw/", recruiting.writing_withdraw, name="writing_withdraw"),
]
