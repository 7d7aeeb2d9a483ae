"""The addresses for programs."""

from django.urls import path

from resources.views import outside

app_name = "api"
urlpatterns = [
    path("api/search", outside.api_search, name="search"),
    path("api/resources/<int:pk>", outside.api_resource, name="resource"),
    path("slack/learn", outside.slack_learn, name="slack_learn"),
]
