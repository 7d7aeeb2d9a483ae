"""Acts on objectives: write, link, give critical skills, end, grade."""

import datetime as dt
from collections.abc import Collection, Iterable
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import JobRole, Person, Skill, SkillTarget, Unit
from ecosystem.core.audit import record
from ecosystem.core.clock import now, today
from ecosystem.core.errors import Refused
from ecosystem.core.outbox import enqueue
from ecosystem.core.twice import in_turn, twin
from ecosystem.core.versions import already, change
from goals.alignment import creates_cycle
from goals.measures import roll_up_of
from goals.models import Cycle, Objective, ObjectiveLink, ObjectiveSkill
from goals.objective_entries import index_objective


class CriticalSkill(NamedTuple):
    """A level that an objective wants of a number of people, in a unit (with all below), in a role, or everywhere."""

    skill: Skill
    level: int
    unit: Unit | None = None
    job_role: JobRole | None = None
    people_wanted: int | None = None
    importance: int = 3


@transaction.atomic
def set_objective(*, actor: Person, cycle: Cycle, title: str, code: str = "", **fields) -> Objective:
    """Write a new objective; without a code it gets the next free one of the company (O1, O2 …). Sent twice it is one."""
    alike = Objective.objects.filter(cycle=cycle, title=title, **fields)
    if before := twin(actor, "objective.set", alike.filter(code=code) if code else alike):
        return before
    objective = Objective.objects.create(cycle=cycle, title=title, code=code or _next_code(), **fields)
    record(actor, "objective.set", objective, fields=["title", *fields])
    index_objective(objective)
    return objective


@transaction.atomic
def change_objective(objective: Objective, *, actor: Person, version: int, **fields) -> None:
    """Change words, owner, theme, kind, cycle or unit. Ended objectives stay as they were graded."""
    if not change(objective, version, where={"status__in": ["draft", "active"]}, **fields):
        raise Refused(_("This objective has ended; write a new one for this cycle."))
    _rename_targets(objective)
    record(actor, "objective.changed", objective, fields=list(fields))
    index_objective(objective)


@transaction.atomic
def link_objective(objective: Objective, parents: Collection[Objective], *, actor: Person) -> None:
    """Say which objectives this one serves. A circle is refused."""
    in_turn("goals.objective_links")
    wanted = {parent.pk for parent in parents}
    edges = list(ObjectiveLink.objects.exclude(child=objective).values_list("parent_id", "child_id"))
    for parent in parents:
        if creates_cycle(edges, parent.pk, objective.pk):
            raise Refused(_("“%(parent)s” already serves this objective; that would be a circle.") % {"parent": parent})
    ObjectiveLink.objects.filter(child=objective).exclude(parent__in=wanted).delete()
    ObjectiveLink.objects.bulk_create(
        [ObjectiveLink(child=objective, parent_id=pk) for pk in sorted(wanted)], ignore_conflicts=True
    )
    record(actor, "objective.linked", objective, fields=["parents"])


@transaction.atomic
def give_critical_skills(objective: Objective, skills: Iterable[CriticalSkill], *, actor: Person) -> None:
    """Replace the levels that this objective wants; people's needs follow in the background."""
    source = f"objective:{objective.pk}"
    kept = [_target(objective, source, wanted).pk for wanted in skills]
    gone = SkillTarget.objects.filter(source=source).exclude(pk__in=kept)
    no_longer = list(gone.values_list("skill_id", flat=True))
    gone.delete()
    ObjectiveSkill.objects.bulk_create(
        [ObjectiveSkill(objective=objective, target_id=pk) for pk in kept], ignore_conflicts=True
    )
    record(actor, "objective.skills_given", objective, fields=["critical_skills"])
    index_objective(objective)
    _refresh_needs(objective, no_longer)


@transaction.atomic
def add_critical_skill(objective: Objective, wanted: CriticalSkill, *, actor: Person) -> None:
    """Name one more level that this objective wants; the same skill in the same place is changed instead."""
    target = _target(objective, f"objective:{objective.pk}", wanted)
    ObjectiveSkill.objects.get_or_create(objective=objective, target=target)
    record(actor, "objective.skill_added", objective, fields=["critical_skills"])
    index_objective(objective)
    _refresh_needs(objective)


@transaction.atomic
def drop_critical_skill(objective: Objective, target_id: int, *, actor: Person) -> None:
    """Take a critical skill away. A second call is harmless."""
    dropped = SkillTarget.objects.filter(pk=target_id, source=f"objective:{objective.pk}")
    skills = list(dropped.values_list("skill_id", flat=True))
    if dropped.delete()[0]:
        record(actor, "objective.skill_dropped", objective, fields=["critical_skills"])
        index_objective(objective)
        _refresh_needs(objective, skills)


@transaction.atomic
def end_objective(
    objective: Objective, *, actor: Any, version: int | None, status: str, on: dt.date | None = None
) -> None:
    """Done or cancelled. Its critical skills stop being needed; learning goals that served it lose their alignment,
    and their owners are asked once what to do. Ending twice is harmless."""
    day = on or today()
    if not change(objective, version, where={"status__in": ["draft", "active"]}, status=status, ended_on=day):
        return already(objective, "ended_on")
    SkillTarget.objects.filter(source=f"objective:{objective.pk}").from_day(day).update(valid_to=day)
    record(actor, f"objective.{status}", objective, fields=["status"])
    index_objective(objective)
    _refresh_needs(objective)
    enqueue("goals.note_lost_alignment", key=f"objective-ended-{objective.pk}", objective_id=objective.pk)


@transaction.atomic
def grade_objective(objective: Objective, *, actor: Person, version: int, grade: Decimal) -> None:
    """End-of-cycle grade, 0–1; a second grade replaces the first while the edition is the one seen."""
    change(objective, version, grade=grade, graded_at=now())
    record(actor, "objective.graded", objective, fields=["grade"])


@transaction.atomic
def mark_no_learning_needed(objective: Objective, *, actor: Person, version: int, marked: bool) -> None:
    """Take an objective out of (or back into) the denominator of learning coverage."""
    change(objective, version, no_learning_needed=marked)
    record(actor, "objective.learning_marked", objective, fields=["no_learning_needed"])


def store_roll_up(objective: Objective) -> None:
    """Store progress and mean confidence from the key results, after one of them changed."""
    key_results = list(objective.key_results.all())
    stated = [key_result.confidence for key_result in key_results if key_result.confidence]
    objective.progress = roll_up_of(key_results).progress
    objective.confidence = Decimal(sum(stated)) / len(stated) if stated else None
    objective.progress_at = now()
    objective.save(update_fields=["progress", "confidence", "progress_at"])


def _target(objective: Objective, source: str, wanted: CriticalSkill) -> SkillTarget:
    place = {"source": source, "skill": wanted.skill, "unit": wanted.unit, "job_role": wanted.job_role}
    values = {
        "source_name": objective.title,
        "level": wanted.level,
        "importance": wanted.importance,
        "people_wanted": wanted.people_wanted,
        "valid_to": objective.cycle.end,
    }
    first = {**values, "valid_from": objective.cycle.start}
    return SkillTarget.objects.update_or_create(**place, defaults=values, create_defaults=first)[0]


def _rename_targets(objective: Objective) -> None:
    SkillTarget.objects.filter(source=f"objective:{objective.pk}").update(source_name=objective.title)


def _refresh_needs(objective: Objective, no_longer: Iterable[int] = ()) -> None:
    """People's needs in the skills that are, or are no longer, wanted."""
    wanted = SkillTarget.objects.filter(source=f"objective:{objective.pk}").values_list("skill_id", flat=True)
    ids = sorted({*wanted, *no_longer})
    key = f"objective-skills-{objective.pk}-{now().timestamp()}"
    enqueue("accounts.refresh_skills", key=key, skill_ids=ids)


def _next_code() -> str:
    taken = set(Objective.objects.filter(code__regex=r"^O\d+$").values_list("code", flat=True))
    number = 1 + max((int(code[1:]) for code in taken), default=0)
    return f"O{number}"
