"""Courses: lessons, their checks, and what one has finished."""

from django.urls import path

from resources.views import courses

urlpatterns = [
    path("library/<int:pk>/lessons/", courses.course_panel, name="course_panel"),
    path("library/<int:pk>/lessons/new/", courses.lesson_new, name="lesson_new"),
    path("library/<int:pk>/finish/", courses.resource_finish, name="resource_finish"),
    path("library/lessons/<int:pk>/", courses.lesson_page, name="lesson_page"),
    path("library/lessons/<int:pk>/change/", courses.lesson_change, name="lesson_change"),
    path("library/lessons/<int:pk>/move/", courses.lesson_move, name="lesson_move"),
    path("library/lessons/<int:pk>/remove/", courses.lesson_remove, name="lesson_remove"),
    path("library/lessons/<int:pk>/answer/", courses.lesson_answer, name="lesson_answer"),
    path("library/finished/<int:pk>/worth/", courses.completion_worth, name="completion_worth"),
    path("library/finished/<int:pk>/evidence/", courses.completion_evidence, name="completion_evidence"),
    path("library/finished/<int:pk>/take-back/", courses.completion_take_back, name="completion_take_back"),
]
