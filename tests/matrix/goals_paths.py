"""Paths are everybody's once published, a draft its owner's; how far somebody is on one is theirs alone."""

from ecosystem.core.clock import now
from goals.actions.enrolments import enrol
from goals.models import Enrolment, Path, PathStep, StepDone
from tests.factories.goals import GoalFactory
from tests.factories.paths import EnrolmentFactory, PathFactory
from tests.factories.resources import ResourceFactory, ResourceSkillFactory
from tests.factories.skills import SkillFactory
from tests.matrix import everybody, only

TENDS = only("mara", "lena", status=302)
WALKS = only("emil", status=302, others=404)

MATRIX = {
    "goals:path_list": everybody(),
    "goals:path_new": everybody(),
    "goals:path_new POST": everybody(302),
    "goals:step_options": everybody(),
    "goals:path_page": everybody(),
    "goals:path_change": only("mara", "lena"),
    "goals:path_change POST": TENDS,
    "goals:path_steps": only("mara", "lena"),
    "goals:path_steps POST": TENDS,
    "goals:path_publish": only("mara", status=302, others=404),
    "goals:path_archive": TENDS,
    "goals:path_enrol": everybody(302),
    "goals:step_tick": WALKS,
    "goals:path_take_up": WALKS,
    "goals:path_finish": WALKS,
    "goals:path_worth": WALKS,
    "goals:path_leave": WALKS,
    "goals:resource_panel": everybody(),
    "goals:resource_to_goal": only("emil", status=302, others=422),
    "goals:goal_resource_drop": only("emil", status=302, others=404) | {"mara": 403, "nora": 403, "stan": 403},
}


def _path(cast, **fields) -> Path:
    """Mara's, of two tasks."""
    return PathFactory(owner=cast.mara, tasks=2, **fields)


def _walk(cast) -> Enrolment:
    """Emil's."""
    return EnrolmentFactory(path=_path(cast), person=cast.emil)


def _outdated(cast) -> Enrolment:
    walk = _walk(cast)
    Path.objects.filter(pk=walk.path_id).update(number=2)
    return walk


def _all_done(cast) -> Enrolment:
    """Everything done, not said to be finished."""
    walk = _walk(cast)
    for step in PathStep.objects.filter(path=walk.path_id):
        StepDone.objects.create(enrolment=walk, step=step, at=now())
    return walk


def _finished(cast) -> Enrolment:
    walk = _all_done(cast)
    Enrolment.objects.filter(pk=walk.pk).update(finished_at=now())
    return walk


def _pk(make, **fields):
    return lambda cast: {"pk": make(cast, **fields).pk}


def _resource(cast):
    """In the skill of a goal of emil's."""
    lead = ResourceSkillFactory()
    GoalFactory(owner=cast.emil, skill=lead.skill, visibility="manager")
    return lead.resource


def _goal_with_resource(cast):
    goal = GoalFactory(owner=cast.emil, visibility="manager")
    goal.resource_links.create(resource=ResourceFactory(), added_at=now())
    return goal


OBJECTS = {
    **{f"goals:path_{verb}": _pk(_path) for verb in ("page", "change", "steps", "archive", "enrol")},
    "goals:path_publish": _pk(_path, state="draft"),
    "goals:step_tick": _pk(_walk),
    "goals:path_leave": _pk(_walk),
    "goals:path_take_up": _pk(_outdated),
    "goals:path_finish": _pk(_all_done),
    "goals:path_worth": _pk(_finished),
    "goals:resource_panel": _pk(_resource),
    "goals:resource_to_goal": _pk(_resource),
    "goals:goal_resource_drop": _pk(_goal_with_resource),
}


def _described(cast) -> dict:
    return {"title": "Forms for all", "skill": SkillFactory().pk, "to_level": "2", "weeks": "6"}


def _last(model, **which):
    return model.objects.filter(**which).latest("pk")


FIRST = {"version": "1"}
POSTS = {
    "goals:path_new": _described,
    "goals:path_change": lambda cast: {**_described(cast), **FIRST},
    "goals:path_steps": {
        **FIRST,
        "steps-TOTAL_FORMS": "1",
        "steps-INITIAL_FORMS": "0",
        "steps-0-kind": "task",
        "steps-0-what": "Audit a form",
    },
    "goals:path_publish": FIRST,
    "goals:path_archive": FIRST,
    "goals:path_enrol": {"weeks": "4"},
    "goals:step_tick": lambda cast: {"step": _last(PathStep).pk, "done": "1"},
    "goals:path_take_up": {},
    "goals:path_finish": {},
    "goals:path_worth": {"worth_it": "yes"},
    "goals:path_leave": FIRST,
    "goals:resource_to_goal": lambda cast: {"goal": cast.emil.learning_goals.latest("pk").pk},
    "goals:goal_resource_drop": lambda cast: {
        "resource": cast.emil.learning_goals.latest("pk").resource_links.get().resource_id
    },
}


def _paths(cast) -> None:
    for state in Path.State.values:
        _path(cast, state=state)


def _walks(cast) -> None:
    path = _path(cast)
    for person in (cast.emil, cast.mara):
        enrol(path, actor=person)


VISIBLE = {
    Path: ("goals.view_path", _paths),
    Enrolment: ("goals.follow_path", _walks),
}
