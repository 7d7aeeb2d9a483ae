"""Objectives and key results: xenia tends the company's, dario the one he owns, mara those of the unit she leads; all others read."""

import datetime as dt

from ecosystem.core.clock import now, today
from goals.models import Cycle, KeyResult, KeyResultMilestone, Objective, Theme
from tests.factories.goals import CycleFactory, KeyResultFactory, ObjectiveFactory, ThemeFactory
from tests.factories.skills import SkillFactory
from tests.matrix import everybody, only

COMPANY, COMPANY_DOES = only("xenia", "dario"), only("xenia", "dario", status=302)
UNIT, UNIT_DOES = only("xenia", "otto", "mara", "nora"), only("xenia", "otto", "mara", "nora", status=302)

MATRIX = {
    "goals:okr_tree": everybody(),
    "goals:objective_set": everybody(),
    "goals:objective_set POST": everybody(302),
    "goals:objective_hints": everybody(),
    "goals:objective_page": everybody(),
    "goals:objective_change": COMPANY,
    "goals:objective_change POST": COMPANY_DOES,
    "goals:objective_link": UNIT,
    "goals:objective_link POST": UNIT_DOES,
    "goals:objective_skill": UNIT,
    "goals:objective_skill POST": UNIT_DOES,
    "goals:objective_skill_drop": UNIT_DOES,
    "goals:objective_end": UNIT_DOES,
    "goals:objective_grade": COMPANY_DOES,
    "goals:objective_learning": UNIT_DOES,
    "goals:objective_carry_over": COMPANY_DOES,
    "goals:key_result_set": UNIT,
    "goals:key_result_set POST": UNIT_DOES,
    "goals:key_result_hints": everybody(),
    "goals:key_result_page": everybody(),
    "goals:key_result_change": COMPANY,
    "goals:key_result_change POST": COMPANY_DOES,
    "goals:key_result_drop": COMPANY_DOES,
    "goals:key_result_read": only("xenia", "dario", "emil", status=302),
    "goals:key_result_milestone_tick": only("xenia", "dario", "emil", status=302),
    "goals:cycle_carry_over": COMPANY,
    "goals:cycle_carry_over POST": COMPANY_DOES,
    "goals:theme_list": everybody(),
    "goals:theme_set": COMPANY,
    "goals:theme_set POST": COMPANY_DOES,
    "goals:theme_change": COMPANY,
    "goals:theme_change POST": COMPANY_DOES,
    "goals:theme_retire": COMPANY_DOES,
}


def _company(cast) -> Objective:
    """Of the company; dario owns it, so he is a named OKR owner."""
    return ObjectiveFactory(owner=cast.dario, code="O-1")


def _unit(cast) -> Objective:
    """Of mara's unit; otto owns it."""
    cast.engineering.lead = cast.mara
    cast.engineering.save(update_fields=["lead"])
    return ObjectiveFactory(level="unit", unit=cast.engineering, owner=cast.otto, code="O-2")


def _key_result(cast, **fields) -> KeyResult:
    """Of dario's objective; emil reads it."""
    return KeyResultFactory(objective=_company(cast), owner=cast.emil, **fields)


def _milestone(cast) -> KeyResultMilestone:
    return KeyResultMilestone.objects.create(key_result=_key_result(cast, kind="milestones"), title="Stage one")


def _cycle(cast) -> Cycle:
    return _company(cast).cycle


def _theme(cast) -> Theme:
    _company(cast)
    return ThemeFactory()


def _later(cast) -> Cycle:
    after = Cycle.objects.get(code="2026-Q4").end + dt.timedelta(days=1)
    return CycleFactory(code="2027-Q1", fiscal_year=2027, quarter=1, start=after, end=after + dt.timedelta(days=90))


def _pk(make):
    return lambda cast: {"pk": make(cast).pk}


def _skill_wanted(cast) -> dict:
    """A critical skill of the objective, and the target that stands for it."""
    from goals.actions.objectives import CriticalSkill, add_critical_skill

    objective = _unit(cast)
    add_critical_skill(objective, CriticalSkill(skill=SkillFactory(), level=2), actor=cast.otto)
    return {"pk": objective.pk, "target": objective.critical_skills.get().target_id}


_of_company = ("objective_page", "objective_change", "objective_grade", "objective_carry_over")
_of_unit = ("objective_link", "objective_skill", "objective_end", "objective_learning", "key_result_set")
_of_key_result = ("key_result_page", "key_result_change", "key_result_drop", "key_result_read")
OBJECTS = {
    **{f"goals:{name}": _pk(_company) for name in _of_company},
    **{f"goals:{name}": _pk(_unit) for name in _of_unit},
    **{f"goals:{name}": _pk(_key_result) for name in _of_key_result},
    **{f"goals:theme_{verb}": _pk(_theme) for verb in ("change", "retire")},
    "goals:theme_set": lambda cast: _company(cast) and {},
    "goals:objective_skill_drop": _skill_wanted,
    "goals:key_result_milestone_tick": _pk(_milestone),
    "goals:cycle_carry_over": _pk(_cycle),
}
FIRST = {"version": "1"}
KEY_RESULT = {"title": "Audit pass rate", "kind": "number", "direction": "up", "baseline": "46", "target": "90"}


def _objective(cast) -> dict:
    return {"title": "Accessible by default", "level": "person", "cycle": CycleFactory().pk, "kind": "committed"}


def _changed(cast) -> dict:
    return {**_objective(cast), "level": "unit", "unit": cast.engineering.pk, "owner": cast.dario.pk, **FIRST}


POSTS = {
    "goals:objective_set": _objective,
    "goals:objective_change": lambda cast: {**_objective(cast), "owner": cast.dario.pk, **FIRST},
    "goals:objective_link": lambda cast: {"parents": [_company(cast).pk]},
    "goals:objective_skill": lambda cast: {"skill": SkillFactory().pk, "level": "2"},
    "goals:objective_skill_drop": {},
    "goals:objective_end": {**FIRST, "status": "done"},
    "goals:objective_grade": {**FIRST, "grade": "0.7"},
    "goals:objective_learning": {**FIRST, "marked": "on"},
    "goals:objective_carry_over": lambda cast: {**FIRST, "into": _later(cast).pk},
    "goals:cycle_carry_over": lambda cast: {"into": _later(cast).pk, "sure": "on"},
    "goals:key_result_set": KEY_RESULT,
    "goals:key_result_change": {**KEY_RESULT, **FIRST},
    "goals:key_result_drop": {},
    "goals:key_result_read": lambda cast: {"value": "4", "confidence": "6", "read_on": today().isoformat()},
    "goals:key_result_milestone_tick": {"done": "on"},
    "goals:theme_set": {"name": "Grow together"},
    "goals:theme_change": {"name": "Grow together", **FIRST},
    "goals:theme_retire": {},
}


def _every_objective(cast) -> list[Objective]:
    """Of company and unit, and emil's own in each visibility."""
    shared = [
        ObjectiveFactory(level="person", owner=cast.emil, visibility=visibility)
        for visibility in ("everyone", "manager", "me")
    ]
    return [_company(cast), _unit(cast), *shared]


def _every_key_result(cast) -> list[KeyResult]:
    return [KeyResultFactory(objective=objective) for objective in _every_objective(cast)]


def _every_milestone(cast) -> None:
    for key_result in _every_key_result(cast):
        KeyResultMilestone.objects.create(key_result=key_result, title="Stage one")


VISIBLE = {
    Theme: ("goals.view_themes", lambda cast: ThemeFactory(retired_at=now()) and ThemeFactory()),
    Cycle: ("goals.view_cycles", lambda cast: CycleFactory()),
    Objective: ("goals.view_objective", _every_objective),
    KeyResult: ("goals.view_key_result", _every_key_result),
    KeyResultMilestone: ("goals.view_key_result_milestone", _every_milestone),
}
