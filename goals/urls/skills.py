"""What the page of a skill shows of goals."""

from django.urls import path

from goals.views import skill_panel

urlpatterns = [path("goals/skills/<int:pk>/", skill_panel.skill_panel, name="skill_panel")]
