"""Projects and assignments."""

from django.urls import path

from accounts.views import projects

urlpatterns = [
    path("organisation/projects/", projects.project_list, name="project_list"),
    path("organisation/projects/add/", projects.project_add, name="project_add"),
    path("organisation/projects/<int:pk>/", projects.project_page, name="project_page"),
    path("organisation/projects/<int:pk>/change/", projects.project_change, name="project_change"),
    path("organisation/projects/<int:pk>/assign/", projects.assignment_add, name="assignment_add"),
    path("organisation/assignments/<int:pk>/end/", projects.assignment_end, name="assignment_end"),
]
