"""Learning goals: emil's goal is shared with his manager; mara reads it, nora above her gets the summary, for all others it is not there.
Stan, who stands in for mara, gets the summary too, and has emil's obstacles in hand."""

import datetime as dt

from accounts.models import Delegation
from ecosystem.core.clock import now, today
from goals.models import CheckIn, Comment, LearningGoal, Obstacle
from tests.factories.goals import CheckInFactory, CommentFactory, GoalFactory, MilestoneFactory, ObstacleFactory
from tests.matrix import everybody, only

OWNER = only("emil", status=302, others=404) | {"mara": 403, "nora": 403, "stan": 403}
OWNER_PAGE = OWNER | {"emil": 200}
READERS = only("emil", "mara", others=404) | {"nora": 403, "stan": 403}
HANDS = only("emil", "mara", "dario", "stan", others=404)


def _goal(cast, **fields) -> LearningGoal:
    return GoalFactory(owner=cast.emil, visibility="manager", **fields)


def _closed(cast) -> LearningGoal:
    return _goal(cast, closed_at=now(), outcome="reached")


def _check_in(cast) -> CheckIn:
    return CheckInFactory(goal=_goal(cast))


def _comment(cast, author: str = "mara") -> Comment:
    return CommentFactory(goal=_goal(cast), author=getattr(cast, author))


def _obstacle(cast, **fields) -> Obstacle:
    """In mara's hands, shared with dario."""
    return ObstacleFactory(goal=_goal(cast), turn=cast.mara, shared_with=cast.dario, **fields)


def _pk(make):
    return lambda cast: {"pk": make(cast).pk}


def _resolved(cast) -> Obstacle:
    return _obstacle(cast, resolved_at=now(), resolved_by=cast.mara)


def _milestone_goal(cast) -> LearningGoal:
    return MilestoneFactory(goal=_goal(cast, measure="milestones")).goal


def _milestone_posted(cast) -> dict:
    return {"milestone": LearningGoal.objects.latest("pk").milestones.get().pk, "done": "1"}


GOAL = {
    "title": "Build a form that passes its audit",
    "target": "3",
    "unit_of_measure": "forms",
    "due_date": (dt.date.today() + dt.timedelta(days=60)).isoformat(),
    "measure": "number",
    "baseline": "0",
    "kind": "learning",
    "visibility": "manager",
    "serves": "me",
}
MATRIX = {
    "goals:goal_list": everybody(),
    "goals:goal_new": everybody(),
    "goals:goal_new POST": everybody(302),
    "goals:goal_hints": everybody(),
    "goals:person_goals": everybody(),
    "goals:goal_page": only("emil", "mara", "nora", "stan", others=404),
    "goals:goal_timeline": READERS,
    "goals:goal_change": OWNER_PAGE,
    "goals:goal_change POST": OWNER,
    "goals:goal_align": OWNER_PAGE,
    "goals:goal_align POST": OWNER,
    "goals:goal_close": OWNER_PAGE,
    "goals:goal_close POST": OWNER,
    "goals:goal_reopen": OWNER,
    "goals:goal_cancel": OWNER,
    "goals:milestone_tick": OWNER,
    "goals:check_in": OWNER_PAGE,
    "goals:check_in POST": OWNER,
    "goals:check_in_panel": OWNER_PAGE,
    "goals:check_in_panel POST": OWNER,
    "goals:check_in_proposal": OWNER_PAGE,
    "goals:check_in_change": only("emil", others=404) | {"mara": 403},
    "goals:check_in_change POST": only("emil", status=302, others=404) | {"mara": 403},
    "goals:check_in_comment": only("emil", "mara", others=404),
    "goals:check_in_comment POST": only("emil", "mara", status=302, others=404),
    "goals:evidence_add": OWNER_PAGE,
    "goals:evidence_add POST": OWNER,
    "goals:comment_add": READERS,
    "goals:comment_add POST": only("emil", "mara", status=302, others=404) | {"nora": 403, "stan": 403},
    "goals:comment_publish": only("emil", status=302, others=404) | {"mara": 403},
    "goals:comment_withdraw": only("mara", status=302, others=404) | {"emil": 403},
    "goals:obstacle_raise": OWNER_PAGE,
    "goals:obstacle_raise POST": OWNER,
    "goals:obstacle_page": HANDS,
    "goals:obstacle_resolve": only("emil", "mara", "stan", status=302, others=404) | {"dario": 403},
    "goals:obstacle_delegate": only("mara", "stan", status=302, others=404) | {"emil": 403, "dario": 403},
    "goals:obstacle_pass_up": only("mara", "stan", status=302, others=404) | {"emil": 403, "dario": 403},
    "goals:obstacle_share": only("emil", status=302, others=404) | {"mara": 403, "dario": 403, "stan": 403},
    "goals:obstacle_confirm": only("emil", status=302, others=404) | {"mara": 403, "dario": 403, "stan": 403},
}
_of_goal = ("goal_page", "goal_timeline", "goal_change", "goal_align", "goal_close", "goal_cancel")
_in_it = ("check_in", "check_in_panel", "check_in_proposal", "evidence_add", "comment_add", "obstacle_raise")
_on_obstacle = ("obstacle_page", "obstacle_resolve", "obstacle_delegate", "obstacle_pass_up", "obstacle_share")
OF_THE_LINE = {
    "goals:goal_page",
    "goals:goal_timeline",
    "goals:check_in_comment",
    "goals:check_in_comment POST",
    "goals:comment_add",
    "goals:comment_add POST",
    "goals:obstacle_page",
}
OBJECTS = {
    **{f"goals:{name}": _pk(_goal) for name in _of_goal + _in_it},
    **{f"goals:{name}": _pk(_obstacle) for name in _on_obstacle},
    "goals:goal_reopen": _pk(_closed),
    "goals:person_goals": lambda cast: {"pk": cast.emil.pk},
    "goals:milestone_tick": _pk(_milestone_goal),
    "goals:obstacle_confirm": _pk(_resolved),
    "goals:check_in_change": _pk(_check_in),
    "goals:check_in_comment": _pk(_check_in),
    "goals:comment_publish": _pk(_comment),
    "goals:comment_withdraw": _pk(_comment),
}
FIRST = {"version": "1"}
SAID = {**FIRST, "value": "2", "confidence": "7", "text": "The date picker fought back."}
POSTS = {
    "goals:goal_new": GOAL,
    "goals:goal_hints": GOAL,
    "goals:goal_change": {**GOAL, **FIRST},
    "goals:goal_align": {**FIRST, "serves": "me"},
    "goals:goal_close": {**FIRST, "outcome": "reached", "lesson": "Start with the labels."},
    "goals:goal_reopen": {},
    "goals:goal_cancel": FIRST,
    "goals:milestone_tick": _milestone_posted,
    "goals:check_in": SAID,
    "goals:check_in_panel": SAID,
    "goals:check_in_change": SAID,
    "goals:check_in_comment": {"text": "Well fought."},
    "goals:evidence_add": {"title": "Sign-up step 2", "rung": "artefact", "occurred_on": dt.date.today().isoformat()},
    "goals:comment_add": {"text": "Well fought."},
    "goals:comment_publish": {"public": "1"},
    "goals:comment_withdraw": {},
    "goals:obstacle_raise": {"text": "No audit slot"},
    "goals:obstacle_resolve": {**FIRST, "resolution": "A slot is booked."},
    "goals:obstacle_delegate": {**FIRST, "to": "dario@example.com", "line": "Can you free a slot?"},
    "goals:obstacle_pass_up": {**FIRST, "line": "We need a slot."},
    "goals:obstacle_share": {**FIRST, "share_with": ""},
    "goals:obstacle_confirm": {**FIRST, "cleared": "1"},
}


def _goals_of_every_kind(cast) -> None:
    """Of emil, in each visibility; otto stands in for mara."""
    for visibility in ("everyone", "manager", "me"):
        GoalFactory(owner=cast.emil, visibility=visibility)
    GoalFactory(owner=cast.mara, visibility="manager")
    _stand_in(cast)


def _stand_in(cast) -> None:
    day = today()
    Delegation.objects.create(
        manager=cast.mara, delegate=cast.otto, valid_from=day, valid_to=day + dt.timedelta(days=5), created_at=now()
    )


def _check_ins_of_every_kind(cast) -> None:
    for visibility in ("everyone", "manager", "me"):
        CheckInFactory(goal=GoalFactory(owner=cast.emil, visibility=visibility))


def _comments_of_every_kind(cast) -> None:
    for visibility in ("everyone", "manager", "me"):
        goal = GoalFactory(owner=cast.emil, visibility=visibility)
        for author in (cast.emil, cast.mara, cast.otto):
            for public in (False, True):
                CommentFactory(goal=goal, author=author, public=public)


def _obstacles_of_every_kind(cast) -> None:
    _stand_in(cast)
    for visibility in ("everyone", "manager", "me"):
        goal = GoalFactory(owner=cast.emil, visibility=visibility)
        for turn in (cast.emil, cast.mara, cast.nora):
            ObstacleFactory(goal=goal, turn=turn, shared_with=cast.dario if turn == cast.mara else None)


VISIBLE = {
    LearningGoal: ("goals.view_goal", _goals_of_every_kind),
    CheckIn: ("goals.view_check_in", _check_ins_of_every_kind),
    Comment: ("goals.view_comment", _comments_of_every_kind),
    Obstacle: ("goals.view_obstacle", _obstacles_of_every_kind),
}
