"""Themes and cycles: opening them, and carrying over what is not finished at a cycle's end."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from ecosystem.core.audit import record
from ecosystem.core.clock import now
from ecosystem.core.errors import Refused
from ecosystem.core.periods import Period, cycle_of
from ecosystem.core.policy import policy
from ecosystem.core.twice import twin
from ecosystem.core.versions import already, change
from goals.actions.objectives import CriticalSkill, end_objective, give_critical_skills, link_objective, set_objective
from goals.models import Cycle, KeyResultMilestone, Objective, Theme

COPIED = ("title", "why", "theme", "level", "unit", "owner", "kind", "visibility", "no_learning_needed")
COPIED_OF_KEY_RESULT = (
    "title",
    "kind",
    "direction",
    "unit_of_measure",
    "target",
    "weight",
    "owner",
    "skill",
    "skill_level",
    "skill_unit",
)


def open_cycles(day: dt.date) -> list[Cycle]:
    """The quarter of `day`, the next one, and their years; made where missing."""
    quarter = cycle_of(day, policy().fiscal_year_first_month)
    return [open_cycle(period) for period in (quarter, quarter.next(), quarter.year(), quarter.next().year())]


def open_cycle(period: Period) -> Cycle:
    """The stored row of a period."""
    fields = {name: getattr(period, name) for name in ("fiscal_year", "quarter", "start", "end")}
    return Cycle.objects.get_or_create(code=period.code, defaults=fields)[0]


@transaction.atomic
def set_theme(*, actor: Person, name: str, description: str = "") -> Theme:
    """What objectives are gathered under; sent twice it is one."""
    if before := twin(actor, "theme.set", Theme.objects.filter(name=name, description=description)):
        return before
    theme = Theme.objects.create(name=name, description=description)
    record(actor, "theme.set", theme, fields=["name", "description"])
    return theme


@transaction.atomic
def change_theme(theme: Theme, *, actor: Person, version: int, **fields) -> None:
    change(theme, version, **fields)
    record(actor, "theme.changed", theme, fields=list(fields))


@transaction.atomic
def retire_theme(theme: Theme, *, actor: Person, version: int) -> None:
    """No new objectives for it; those it has keep it. Retiring twice is harmless."""
    if not change(theme, version, where={"retired_at": None}, retired_at=now()):
        return already(theme, "retired_at")
    record(actor, "theme.retired", theme)


@transaction.atomic
def carry_over(objective: Objective, *, actor: Person, version: int, into: Cycle) -> Objective:
    """Continue an unfinished objective in the next cycle: a new objective that starts where this one stands, with its
    key results, parents and critical skills; this one ends as done. A second call returns the first copy."""
    existing = objective.carried_to.filter(cycle=into).first()
    if existing:
        return existing
    if into.start <= objective.cycle.start:
        raise Refused(_("Choose a later cycle."))
    values = {name: getattr(objective, name) for name in COPIED}
    copy = set_objective(actor=actor, cycle=into, carried_from=objective, **values)
    link_objective(copy, _parents_of(objective, into), actor=actor)
    _copy_key_results(objective, copy)
    give_critical_skills(copy, _skills_of(objective), actor=actor)
    end_objective(objective, actor=actor, version=version, status=Objective.Status.DONE, on=objective.cycle.end)
    return copy


@transaction.atomic
def carry_over_all(objectives: Iterable[Objective], *, actor: Person, into: Cycle) -> int:
    """Carry over each of these: those of the company first, so that the others serve the copies. Returns how many."""
    levels = list(Objective.Level)
    from_above = sorted(objectives, key=lambda objective: levels.index(Objective.Level(objective.level)))
    for objective in from_above:
        carry_over(objective, actor=actor, version=objective.version, into=into)
    return len(from_above)


def _parents_of(objective: Objective, into: Cycle) -> list[Objective]:
    """What it serves, in the cycle where that goes on."""
    parents = objective.parents.prefetch_related(Prefetch("carried_to", Objective.objects.filter(cycle=into)))
    return [next(iter(parent.carried_to.all()), parent) for parent in parents]


def _copy_key_results(objective: Objective, copy: Objective) -> None:
    for number, old in enumerate(objective.key_results.prefetch_related("milestones"), start=1):
        values = {name: getattr(old, name) for name in COPIED_OF_KEY_RESULT}
        start = old.baseline if old.current is None else old.current
        new = copy.key_results.create(code=f"{copy.code}.{number}", baseline=start, **values)
        KeyResultMilestone.objects.bulk_create(
            [
                KeyResultMilestone(key_result=new, title=step.title, weight=step.weight, position=step.position)
                for step in old.milestones.all()
                if step.done_on is None
            ]
        )


def _skills_of(objective: Objective) -> Iterable[CriticalSkill]:
    links = objective.critical_skills.select_related("target__skill", "target__unit", "target__job_role")
    for target in (link.target for link in links):
        yield CriticalSkill(
            target.skill, target.level, target.unit, target.job_role, target.people_wanted, target.importance
        )
