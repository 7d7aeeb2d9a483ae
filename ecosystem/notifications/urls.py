"""Addresses of the notifications."""

from django.urls import path, register_converter

from ecosystem.notifications import views
from ecosystem.notifications.models import Nudge

app_name = "notifications"


class AnswerConverter:
    """One of the answers to a nudge."""

    regex = "|".join(Nudge.Answer.values)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return str(value)


register_converter(AnswerConverter, "nudge_answer")

urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("read/", views.inbox_read, name="inbox_read"),
    path("<int:pk>/read/", views.notification_read, name="notification_read"),
    path("nudges/<int:pk>/<nudge_answer:answer>/", views.nudge_answer, name="nudge_answer"),
    path("n/<str:token>/<nudge_answer:answer>/", views.link_answer, name="link_answer"),
    path("u/<str:token>/", views.link_unsubscribe, name="link_unsubscribe"),
    path("preferences/", views.preferences_change, name="preferences_change"),
    path("stopped/<int:pk>/resume/", views.rule_resume, name="rule_resume"),
    path("rules/", views.rule_list, name="rule_list"),
    path("rules/<int:pk>/", views.rule_page, name="rule_page"),
    path("rules/<int:pk>/change/", views.rule_change, name="rule_change"),
]
