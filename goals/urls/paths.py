"""Learning paths, those who are on them, and what a goal is learned from."""

from django.urls import path

from goals.views import enrolments, paths

urlpatterns = [
    path("paths/", paths.path_list, name="path_list"),
    path("paths/new/", paths.path_new, name="path_new"),
    path("paths/steps/options/", paths.step_options, name="step_options"),
    path("paths/<int:pk>/", paths.path_page, name="path_page"),
    path("paths/<int:pk>/change/", paths.path_change, name="path_change"),
    path("paths/<int:pk>/steps/", paths.path_steps, name="path_steps"),
    path("paths/<int:pk>/publish/", paths.path_publish, name="path_publish"),
    path("paths/<int:pk>/archive/", paths.path_archive, name="path_archive"),
    path("paths/<int:pk>/begin/", enrolments.path_enrol, name="path_enrol"),
    path("paths/mine/<int:pk>/tick/", enrolments.step_tick, name="step_tick"),
    path("paths/mine/<int:pk>/take-up/", enrolments.path_take_up, name="path_take_up"),
    path("paths/mine/<int:pk>/finish/", enrolments.path_finish, name="path_finish"),
    path("paths/mine/<int:pk>/worth/", enrolments.path_worth, name="path_worth"),
    path("paths/mine/<int:pk>/leave/", enrolments.path_leave, name="path_leave"),
    path("goals/of-resource/<int:pk>/", enrolments.resource_panel, name="resource_panel"),
    path("goals/of-resource/<int:pk>/add/", enrolments.resource_to_goal, name="resource_to_goal"),
    path("goals/<int:pk>/resources/drop/", enrolments.goal_resource_drop, name="goal_resource_drop"),
]
