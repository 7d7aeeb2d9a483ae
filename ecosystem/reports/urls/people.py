from django.urls import path

from ecosystem.reports.views import home, team

urlpatterns = [
    path("", home.home, name="home"),
    path("team/", team.team, name="team"),
]
