"""Profiles to begin with: for a role without requirements a similar role, for a person without a role what is usual nearby."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from accounts.models import JobRole, Person, RoleHolding, RoleRequirement, SuggestedProfile, UnitMembership
from ecosystem.core.clock import today

SAME_FAMILY = 0.5
LIKE_ENOUGH = 0.3
MOST = 50


@dataclass(frozen=True)
class Profile:
    """Whose requirements to begin with, and why. `confirmed`: L&D has said so."""

    job_role: JobRole
    why: str
    confirmed: bool


def profiles() -> QuerySet[JobRole]:
    """Roles with requirements today."""
    required = RoleRequirement.objects.on(today()).filter(job_role=OuterRef("pk"))
    return JobRole.objects.filter(Exists(required)).order_by("name")


def roles_without() -> QuerySet[JobRole]:
    """Roles that somebody holds today and that require nothing, with how many hold them."""
    required = RoleRequirement.objects.on(today()).filter(job_role=OuterRef("pk"))
    held = Q(holdings__valid_from__lte=today()) & (Q(holdings__valid_to=None) | Q(holdings__valid_to__gte=today()))
    roles = JobRole.objects.filter(~Exists(required)).annotate(held_by=Count("holdings", filter=held, distinct=True))
    return roles.filter(held_by__gt=0).order_by("-held_by", "name")


def people_without_role() -> QuerySet[Person]:
    """Colleagues employed today who hold no role, with their unit and what L&D confirmed for them."""
    held = RoleHolding.objects.on(today()).filter(person=OuterRef("pk"))
    unit = UnitMembership.objects.on(today()).filter(person=OuterRef("pk"))
    chosen = SuggestedProfile.objects.filter(person=OuterRef("pk"))
    return (
        Person.objects.people()
        .filter(~Exists(held), is_active=True)
        .employed_on(today())
        .annotate(
            unit_id=Subquery(unit.values("unit_id")[:1]),
            unit_name=Subquery(unit.values("unit__name")[:1]),
            profile_id=Subquery(chosen.values("job_role_id")[:1]),
        )
        .order_by("full_name", "pk")
    )


def most_similar(role: JobRole, others: Iterable[JobRole]) -> JobRole | None:
    """By family and by name; none where nothing is alike."""
    scored = [(similarity(role, other), -other.pk, other) for other in others if other.pk != role.pk]
    best = max(scored, default=None)
    return best[2] if best and best[0] >= LIKE_ENOUGH else None


def similarity(one: JobRole, other: JobRole) -> float:
    """0 … 1.5: how alike the names are, and half a point for one family."""
    family = SAME_FAMILY if one.family and one.family == other.family else 0
    return family + SequenceMatcher(None, one.name.lower(), other.name.lower()).ratio()


def usual_in(unit_ids: Iterable[int | None], offered: Sequence[JobRole]) -> dict[int, JobRole]:
    """By unit, the role with requirements that most people there hold. One statement."""
    known = {role.pk: role for role in offered}
    held = RoleHolding.objects.on(today()).filter(
        job_role__in=known, person__unit_memberships__unit__in=set(unit_ids) - {None}
    )
    inside = Q(person__unit_memberships__valid_from__lte=today()) & (
        Q(person__unit_memberships__valid_to=None) | Q(person__unit_memberships__valid_to__gte=today())
    )
    counted = (
        held.filter(inside).values(unit=F("person__unit_memberships__unit"), role=F("job_role")).annotate(n=Count("pk"))
    )
    found: dict[int, JobRole] = {}
    for each in counted.order_by("n", "-role"):
        found[each["unit"]] = known[each["role"]]
    return found


def profile_for(person: Person) -> Profile | None:
    """For somebody of whom no role requires anything: what L&D confirmed, else a similar role, else what is usual in the unit."""
    chosen = SuggestedProfile.objects.filter(person=person).select_related("job_role").first()
    if chosen:
        return Profile(chosen.job_role, _("L&D chose this profile for you"), True)
    offered = list(profiles())
    held = JobRole.objects.filter(holdings__in=RoleHolding.objects.on(today()).filter(person=person)).first()
    if held and (similar := most_similar(held, offered)):
        return Profile(similar, _("the role most like %(role)s") % {"role": held}, False)
    unit = UnitMembership.objects.on(today()).filter(person=person).values_list("unit_id", flat=True).first()
    usual = usual_in([unit], offered).get(unit) if unit else None
    return Profile(usual, _("what most people in your unit do"), False) if usual else None
