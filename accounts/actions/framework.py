"""Acts on the skills framework: skills and their levels, the scale, job roles and what they require."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actions.units import free_code
from accounts.dating import DAY, let_hold
from accounts.models import JobRole, Person, RoleRequirement, Scale, Skill, SkillLevel
from accounts.placing import plainly
from accounts.refresh import touch_later
from accounts.search_entries import index_skill
from ecosystem.core.audit import record
from ecosystem.core.clock import today
from ecosystem.core.errors import Refused
from ecosystem.core.twice import twin
from ecosystem.core.versions import already, change


@transaction.atomic
def add_skill(
    *, actor: Person, name: str, code: str = "", sentences: Mapping[int, str] | None = None, **fields: Any
) -> Skill:
    """A new skill; `sentences` says per level what somebody can do. Sent twice it is one."""
    alike = Skill.objects.filter(name=name, retired_on=None, **fields)
    if before := twin(actor, "skill.added", alike.filter(code=code) if code else alike):
        return before
    skill = Skill.objects.create(name=name, code=code or free_code(Skill, name), **fields)
    _write_levels(skill, sentences or {})
    index_skill(skill)
    record(actor, "skill.added", skill)
    return skill


@transaction.atomic
def change_skill(
    skill: Skill, *, actor: Person, version: int | None, sentences: Mapping[int, str] | None = None, **fields: Any
) -> None:
    """Name, labels, kind, what each level means."""
    change(skill, version, **fields)
    if sentences is not None:
        _write_levels(skill, sentences)
    index_skill(skill)
    record(actor, "skill.changed", skill, fields=[*fields, *(["levels"] if sentences is not None else [])])


@transaction.atomic
def retire_skill(skill: Skill, *, actor: Person, version: int | None) -> None:
    """Not offered any more; what was stated stays. Roles stop requiring it after today. Twice is harmless."""
    if not change(skill, version, where={"retired_on": None}, retired_on=today()):
        return already(skill, "retired_on")
    required = RoleRequirement.objects.filter(skill=skill)
    required.filter(valid_from__gt=today()).delete()
    required.from_day(today()).update(valid_to=today())
    index_skill(skill)
    record(actor, "skill.retired", skill, fields=["retired_on"])
    touch_later(f"skill-{skill.pk}-v{skill.version}", skill_ids=[skill.pk])


@transaction.atomic
def bring_back_skill(skill: Skill, *, actor: Person, version: int | None) -> None:
    """A retired skill is offered again; roles that should require it are told anew. Twice is harmless."""
    if skill.merged_into_id:
        raise Refused(_("This skill was merged into “%(skill)s”.") % {"skill": skill.merged_into})
    if change(skill, version, where={"retired_on__isnull": False}, retired_on=None):
        index_skill(skill)
        record(actor, "skill.brought_back", skill, fields=["retired_on"])


@transaction.atomic
def add_role(*, actor: Person, name: str, code: str = "", **fields: Any) -> JobRole:
    """A new role; sent twice it is one."""
    alike = JobRole.objects.filter(name=name, **fields)
    if before := twin(actor, "job_role.added", alike.filter(code=code) if code else alike):
        return before
    role = JobRole.objects.create(name=name, code=code or free_code(JobRole, name), **fields)
    record(actor, "job_role.added", role)
    return role


@transaction.atomic
def change_role(role: JobRole, *, actor: Person, version: int | None, **fields: Any) -> None:
    change(role, version, **fields)
    record(actor, "job_role.changed", role, fields=list(fields))


@transaction.atomic
def require_skill(
    role: JobRole | None, *, actor: Person, skill: Skill, level: int, importance: int, day: dt.date
) -> bool:
    """From a day on a role (None: everybody) requires a level. Returns whether that changes anything."""
    if skill.retired_on or skill.merged_into_id:
        raise Refused(_("“%(skill)s” is not in use any more.") % {"skill": skill}, field="skill")
    owner = {"job_role_id": role.pk if role else None, "skill_id": skill.pk}
    with plainly(RoleRequirement, field="skill"):
        changed = let_hold(RoleRequirement, owner, day, {"level": level, "importance": importance})
    if changed:
        _note_requirement(role, skill, actor, day)
    return changed


@transaction.atomic
def end_requirement(requirement: RoleRequirement, *, actor: Person, last_day: dt.date | None = None) -> None:
    """Not required any more after a day (yesterday unless given). One that has not begun by then goes. Twice is harmless."""
    day = last_day or today() - DAY
    if requirement.valid_to and requirement.valid_to <= day:
        return
    if requirement.valid_from > day:
        requirement.delete()
    else:
        requirement.valid_to = day
        requirement.save(update_fields=["valid_to"])
    _note_requirement(requirement.job_role, requirement.skill, actor, day)


@transaction.atomic
def rename_scale(scale: Scale, *, actor: Person, name: str, names: Mapping[int, str]) -> None:
    """The words of the levels; their number and meaning in figures stay as they are."""
    scale.name = name
    scale.save(update_fields=["name"])
    for level in scale.levels.all():
        if names.get(level.value, level.name) != level.name:
            level.name = names[level.value]
            level.save(update_fields=["name"])
    record(actor, "scale.renamed", scale, fields=["name", "levels"])


def _note_requirement(role: JobRole | None, skill: Skill, actor: Person, day: dt.date) -> None:
    """What people need follows within seconds: at once for few, in a worker for many."""
    record(actor, "requirement.changed", role or skill, fields=["level", "importance"])
    moment = f"{role.pk if role else 'all'}-{skill.pk}-{day}-{RoleRequirement.objects.count()}"
    touch_later(f"requirement-{moment}", skill_ids=[skill.pk])


def _write_levels(skill: Skill, sentences: Mapping[int, str]) -> None:
    for level, sentence in sentences.items():
        if sentence:
            SkillLevel.objects.update_or_create(skill=skill, level=level, defaults={"sentence": sentence})
        else:
            SkillLevel.objects.filter(skill=skill, level=level).delete()
