"""Learning goals, check-ins, comments, obstacles."""

from django.urls import path

from goals.views import check_ins, goals, obstacles

urlpatterns = [
    path("goals/", goals.goal_list, name="goal_list"),
    path("goals/new/", goals.goal_new, name="goal_new"),
    path("goals/new/hints/", goals.goal_hints, name="goal_hints"),
    path("goals/of/<int:pk>/", goals.person_goals, name="person_goals"),
    path("goals/<int:pk>/", goals.goal_page, name="goal_page"),
    path("goals/<int:pk>/change/", goals.goal_change, name="goal_change"),
    path("goals/<int:pk>/align/", goals.goal_align, name="goal_align"),
    path("goals/<int:pk>/close/", goals.goal_close, name="goal_close"),
    path("goals/<int:pk>/reopen/", goals.goal_reopen, name="goal_reopen"),
    path("goals/<int:pk>/cancel/", goals.goal_cancel, name="goal_cancel"),
    path("goals/<int:pk>/milestones/", goals.milestone_tick, name="milestone_tick"),
    path("goals/<int:pk>/timeline/", goals.goal_timeline, name="goal_timeline"),
    path("goals/<int:pk>/check-in/", check_ins.check_in, name="check_in"),
    path("goals/<int:pk>/check-in/panel/", check_ins.check_in_panel, name="check_in_panel"),
    path("goals/<int:pk>/check-in/proposal/", check_ins.check_in_proposal, name="check_in_proposal"),
    path("goals/<int:pk>/evidence/", check_ins.evidence_add, name="evidence_add"),
    path("goals/<int:pk>/comments/", check_ins.comment_add, name="comment_add"),
    path("goals/check-ins/<int:pk>/change/", check_ins.check_in_change, name="check_in_change"),
    path("goals/check-ins/<int:pk>/comments/", check_ins.check_in_comment, name="check_in_comment"),
    path("goals/comments/<int:pk>/publish/", check_ins.comment_publish, name="comment_publish"),
    path("goals/comments/<int:pk>/withdraw/", check_ins.comment_withdraw, name="comment_withdraw"),
    path("goals/<int:pk>/obstacles/", obstacles.obstacle_raise, name="obstacle_raise"),
    path("goals/obstacles/<int:pk>/", obstacles.obstacle_page, name="obstacle_page"),
    path("goals/obstacles/<int:pk>/resolve/", obstacles.obstacle_resolve, name="obstacle_resolve"),
    path("goals/obstacles/<int:pk>/delegate/", obstacles.obstacle_delegate, name="obstacle_delegate"),
    path("goals/obstacles/<int:pk>/pass-up/", obstacles.obstacle_pass_up, name="obstacle_pass_up"),
    path("goals/obstacles/<int:pk>/share/", obstacles.obstacle_share, name="obstacle_share"),
    path("goals/obstacles/<int:pk>/confirm/", obstacles.obstacle_confirm, name="obstacle_confirm"),
]
