"""Two skills that mean the same become one: everything about the one says the other from now on."""

from typing import Any, NamedTuple

from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from accounts.dating import DAY
from accounts.models import (
    Assessment,
    AssessmentDispute,
    HelpRequest,
    Interest,
    PeerRequest,
    Person,
    PersonSkill,
    PublishedBlock,
    PublishedCell,
    RoleRequirement,
    Skill,
    SkillCell,
    SkillChange,
    SkillLevel,
    SkillTarget,
    TeachingOffer,
)
from accounts.refresh import touch
from accounts.search_entries import index_person, index_skill
from ecosystem.core import search
from ecosystem.core.audit import record
from ecosystem.core.clock import today
from ecosystem.core.errors import Refused
from ecosystem.core.outbox import enqueue
from ecosystem.core.policy import policy
from ecosystem.core.versions import change

COMPUTED = {PersonSkill, SkillCell, SkillChange, PublishedCell, PublishedBlock}
SINGLE = {
    Assessment: ["person", "source", "assessor", "stated_on", "evidence"],
    Interest: ["person"],
    TeachingOffer: ["person"],
    SkillTarget: ["source", "unit", "job_role"],
    HelpRequest: ["person", "teacher"],
    PeerRequest: ["person", "peer"],
    AssessmentDispute: ["person"],
}


class Impact(NamedTuple):
    """How much a merge would move; None where fewer people than the floor are behind the number."""

    roles: int
    targets: int
    statements: int | None
    goals_and_others: int | None


def impact_of_merge(skill: Skill) -> Impact:
    """What says this skill today: nothing about fewer people than k."""
    statements = Assessment.objects.filter(skill=skill).values("person").distinct().count()
    others = sum(model._base_manager.filter(**{name: skill}).count() for model, name in _links_from_above())
    return Impact(
        RoleRequirement.objects.from_day(today()).filter(skill=skill).count(),
        SkillTarget.objects.from_day(today()).filter(skill=skill).count(),
        _published(statements),
        _published(others),
    )


@transaction.atomic
def merge_skill(skill: Skill, *, into: Skill, actor: Person, version: int | None) -> None:
    """`skill` retires and points to `into`; requirements, targets, statements, interests, offers and goals move there.

    Where both say something at the same time, what `into` says stays.
    """
    if into.pk == skill.pk or into.merged_into_id or into.retired_on:
        raise Refused(_("Choose another skill that is in use."), field="into")
    if not change(skill, version, where={"merged_into": None}, merged_into=into, retired_on=today()):
        raise Refused(_("This skill was merged already."))
    teachers = list(TeachingOffer.objects.filter(skill=skill).values_list("person_id", flat=True))
    _move_requirements(skill, into)
    for model, same in SINGLE.items():
        _move(model, same, skill, into)
    for model, name in _links_from_above():
        _move_from_above(model, name, skill, into)
    labels = [*into.alternative_labels, skill.name, *skill.alternative_labels]
    change(into, None, alternative_labels=list(dict.fromkeys(label for label in labels if label != into.name)))
    record(actor, "skill.merged", skill, fields=["merged_into"])
    index_skill(skill)
    index_skill(into)
    search.replace_skill(skill.pk, into.pk)
    for pk in teachers:
        index_person(pk)
    touch(skill_ids=[skill.pk, into.pk])
    enqueue("accounts.rebuild_sums", key=f"skill-merged-{skill.pk}-{skill.version}")


def _move_requirements(skill: Skill, into: Skill) -> None:
    """Past days stay with the old skill. From today on the other's requirement wins where a role has both."""
    kept = RoleRequirement.objects.from_day(today()).filter(skill=into)
    for row in RoleRequirement.objects.from_day(today()).filter(skill=skill).select_related("job_role"):
        begins = max(row.valid_from, today())
        clash = kept.filter(job_role=row.job_role).filter(_overlaps(row, begins)).exists()
        if not clash:
            RoleRequirement.objects.create(
                job_role=row.job_role,
                skill=into,
                level=row.level,
                importance=row.importance,
                valid_from=begins,
                valid_to=row.valid_to,
            )
        if row.valid_from >= today():
            row.delete()
        else:
            row.valid_to = today() - DAY
            row.save(update_fields=["valid_to"])


def _overlaps(row: RoleRequirement, begins) -> Q:
    ends = Q(valid_from__lte=row.valid_to) if row.valid_to else Q()
    return ends & (Q(valid_to=None) | Q(valid_to__gte=begins))


def _move(model: type[models.Model], same: list[str], skill: Skill, into: Skill) -> None:
    """Rows that `into` has already are dropped, the others move."""
    old = model._base_manager.filter(skill=skill)
    twin = model._base_manager.filter(skill=into)
    for name in same:
        column: Any = model._meta.get_field(name)
        if column.null:  # nothing and nothing are the same here
            twin = twin.annotate(**{f"{name}_or_none": Coalesce(column.attname, 0)})
            twin = twin.filter(**{f"{name}_or_none": Coalesce(OuterRef(column.attname), 0)})
        else:
            twin = twin.filter(**{name: OuterRef(name)})
    old.filter(Exists(twin)).delete()
    old.update(skill=into)


def _move_from_above(model: type[models.Model], name: str, skill: Skill, into: Skill) -> None:
    """Where a constraint lets only one of the two stand, that of `into` stays; the others move."""
    rows = model._base_manager.all()
    for constraint in model._meta.constraints:
        if isinstance(constraint, models.UniqueConstraint) and name in constraint.fields:
            holds = constraint.condition or Q()
            same = {field: OuterRef(field) for field in constraint.fields if field != name}
            rows.filter(holds, Exists(rows.filter(holds, **{name: into}, **same)), **{name: skill}).delete()
    rows.filter(**{name: skill}).update(**{name: into})


def _links_from_above() -> list[tuple[type[models.Model], str]]:
    """Columns of other apps that point to a skill, found without importing them; their history stays as it was."""
    own = {*COMPUTED, *SINGLE, RoleRequirement, SkillLevel, Skill}
    relations: Any = Skill._meta.get_fields(include_hidden=True)
    return [
        (relation.related_model, relation.field.name)
        for relation in relations
        if relation.one_to_many and relation.related_model not in own and not _is_history(relation.related_model)
    ]


def _is_history(model: type[models.Model]) -> bool:
    return any(field.name == "pgh_id" for field in model._meta.get_fields())


def _published(people: int) -> int | None:
    return people if people == 0 or people >= policy().k else None
