"""Acts on key results: write, read, tick milestones."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from accounts.models import Person, Unit
from accounts.rollup import people_at_level
from ecosystem.core.audit import SYSTEM, record
from ecosystem.core.clock import now, today
from ecosystem.core.errors import Refused
from ecosystem.core.policy import policy
from ecosystem.core.twice import SENT_TWICE, twin
from ecosystem.core.versions import change
from goals.actions.objectives import store_roll_up
from goals.measures import measure_of_key_result, progress_of_key_result
from goals.models import KeyResult, KeyResultMilestone, Objective, Reading
from goals.progress import MeasureProblem, measure_problem

PROBLEMS = {
    MeasureProblem.MISSING_BASELINE: _("Give a start value: where it stands today, in the same unit."),
    MeasureProblem.MISSING_TARGET: _("Give a target: the value at which this is reached."),
    MeasureProblem.WRONG_SIDE: _("The target lies on the wrong side of the start for this direction."),
    MeasureProblem.WRONG_DIRECTION: _("Staying within a bound and moving to a target do not go together."),
}
STARTS_WHERE_IT_STANDS = {KeyResult.Kind.NUMBER, KeyResult.Kind.PERCENTAGE, KeyResult.Kind.MONEY}


@transaction.atomic
def set_key_result(
    objective: Objective, *, actor: Person, title: str, milestones: Sequence[tuple[str, Decimal]] = (), **fields
) -> KeyResult:
    """Add a key result; its code follows the objective's (O6.1, O6.2 …) unless one is given.

    A start value says where it stands today, and so is the first reading. Sent twice it is one.
    """
    if before := twin(actor, "key_result.set", objective.key_results.filter(title=title, **fields)):
        return before
    fields.setdefault("code", _next_code(objective))
    key_result = KeyResult(objective=objective, title=title, **fields)
    _refuse_impossible(key_result)
    key_result.save()
    KeyResultMilestone.objects.bulk_create(
        [
            KeyResultMilestone(key_result=key_result, title=name, weight=weight, position=position)
            for position, (name, weight) in enumerate(milestones)
        ]
    )
    record(actor, "key_result.set", key_result, fields=["title", *fields])
    if key_result.baseline is not None and key_result.kind in STARTS_WHERE_IT_STANDS:
        record_reading(key_result, actor=actor, value=key_result.baseline)
    store_roll_up(objective)
    return key_result


@transaction.atomic
def change_key_result(key_result: KeyResult, *, actor: Person, version: int, **fields) -> None:
    """Change its words or its measure; progress is computed anew from the readings it has."""
    for name, value in fields.items():
        setattr(key_result, name, value)
    _refuse_impossible(key_result)
    change(key_result, version, **fields)
    _store_progress(key_result)
    record(actor, "key_result.changed", key_result, fields=list(fields))


@transaction.atomic
def drop_key_result(key_result: KeyResult, *, actor: Person) -> None:
    """Take a key result away; refused once learning goals serve it, for their history would go with it."""
    if key_result.alignments.exists():
        raise Refused(_("Learning goals serve this key result. Change it, or end the objective."))
    objective = key_result.objective
    record(actor, "key_result.dropped", key_result)
    key_result.delete()
    store_roll_up(objective)


@transaction.atomic
def record_reading(
    key_result: KeyResult,
    *,
    actor: Any,
    value: Decimal | None,
    confidence: int | None = None,
    note: str = "",
    read_on: dt.date | None = None,
) -> Reading:
    """A dated value with the owner's confidence. The latest by date counts as the current one."""
    day = read_on or today()
    if day > today():
        raise Refused(_("A reading cannot lie in the future."))
    said = {"key_result": key_result, "value": value, "confidence": confidence, "note": note, "read_on": day}
    if same := _said_already(actor, said):
        return same
    reading = Reading.objects.create(**said, author_id=actor.pk, created_at=now())
    if key_result.current_on is None or day >= key_result.current_on:
        change(key_result, None, current=value, confidence=confidence or key_result.confidence, current_on=day)
    _store_progress(key_result)
    record(actor, "key_result.read", key_result, fields=["current", "confidence"])
    return reading


def _said_already(actor: Any, said: dict[str, Any]) -> Reading | None:
    """The latest reading, where this person said the very same a moment ago."""
    if actor.pk is None:
        return None
    key_result = KeyResult.objects.select_for_update(no_key=True, of=("self",)).get(pk=said["key_result"].pk)
    latest = key_result.readings.filter(created_at__gte=now() - SENT_TWICE).order_by("-created_at", "-pk").first()
    same = latest is not None and latest.author_id == actor.pk
    return latest if same and all(getattr(latest, name) == value for name, value in said.items()) else None


@transaction.atomic
def tick_milestone(milestone: KeyResultMilestone, *, actor: Person, done: bool) -> None:
    """Done today, or not done after all. Twice is harmless."""
    milestone.done_on = (milestone.done_on or today()) if done else None
    if not KeyResultMilestone.objects.filter(pk=milestone.pk, done_on__isnull=done).update(done_on=milestone.done_on):
        return
    change(milestone.key_result, None, current_on=today())
    _store_progress(milestone.key_result)
    record(actor, "key_result.milestone_ticked", milestone.key_result, fields=["milestones"])


def read_people_at_level(day: dt.date) -> int:
    """The nightly reading of key results that count people at a skill level. Returns how many were read.

    In a unit of k people or fewer nobody is counted: the number would be about each of them.
    """
    counted = KeyResult.objects.filter(kind=KeyResult.Kind.PEOPLE_AT_LEVEL, objective__status="active")
    read = [row for row in counted.select_related("objective", "skill_unit") if _has_enough_people(row.skill_unit, day)]
    for key_result in read:
        assert key_result.skill_id and key_result.skill_level  # a constraint says so
        found = people_at_level(key_result.skill_id, key_result.skill_level, key_result.skill_unit_id, day)
        if key_result.current_on != day or key_result.current != found:
            record_reading(key_result, actor=SYSTEM, value=Decimal(found), read_on=day)
    return len(read)


def _has_enough_people(unit: Unit | None, day: dt.date) -> bool:
    return unit is None or Person.objects.people().employed_on(day).in_unit(unit).count() > policy().k


def _store_progress(key_result: KeyResult) -> None:
    key_result.progress = progress_of_key_result(key_result)
    key_result.save(update_fields=["progress"])
    store_roll_up(key_result.objective)


def _refuse_impossible(key_result: KeyResult) -> None:
    problem = measure_problem(measure_of_key_result(key_result, ()))
    if problem:
        raise Refused(PROBLEMS[problem])


def _next_code(objective: Objective) -> str:
    count = objective.key_results.count()
    taken = objective.key_results.aggregate(last=Max("code"))["last"] or ""
    number = max(count, int(taken.rpartition(".")[2]) if taken.rpartition(".")[2].isdigit() else 0) + 1
    return f"{objective.code}.{number}"
