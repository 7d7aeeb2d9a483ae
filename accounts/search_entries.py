"""What search knows of people, skills and units: public facts only, the same for every colleague."""

from collections.abc import Iterator
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg, StringAgg
from django.db.models import OuterRef, Q, Subquery, TextField, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from accounts.models import Person, PersonSkill, RoleHolding, Skill, TeachingOffer, Unit, UnitMembership
from ecosystem.core import search
from ecosystem.core.clock import today

PERSON, SKILL, UNIT = "person", "skill", "unit"
LIKED = {SKILL: 3000, UNIT: 600, PERSON: 400, "teacher": 900}  # beside resources, which have up to 2000


def open_to_colleagues(person: Any) -> Q:
    """Every entry of these kinds is a public fact."""
    return Q()


def skills_of(person: Any) -> Any:
    """Those that somebody needs or has, by number."""
    return PersonSkill.objects.filter(person=person).values("skill")


# --- people ----------------------------------------------------------------------------------------------------------
def index_person(pk: int) -> None:
    """Bring the entry of one person up to date; leavers and vacant seats are not found."""
    person = _people().filter(pk=pk).first()
    if person is None:
        search.remove(PERSON, pk)
    else:
        search.index(PERSON, **_entry_of_person(person))


def forget_person(pk: int) -> None:
    search.remove(PERSON, pk)


def all_people() -> Iterator[dict[str, Any]]:
    for person in _people().iterator(chunk_size=2000):
        yield _entry_of_person(person)


def _people() -> Any:
    """With what they do and where, and with what they offer to teach."""
    mine = {"person": OuterRef("pk")}
    roles = RoleHolding.objects.on(today()).filter(**mine).order_by("job_role__name").values("job_role__name")[:1]
    units = UnitMembership.objects.on(today()).filter(**mine).values("unit__name")[:1]
    offers = TeachingOffer.objects.filter(**mine).order_by().values("person")
    taught = offers.annotate(names=StringAgg("skill__name", delimiter=", ", order_by="skill__name")).values("names")
    numbers = offers.annotate(numbers=ArrayAgg("skill")).values("numbers")
    return (
        Person.objects.people()
        .filter(is_active=True)
        .annotate(
            role_name=Coalesce(Subquery(roles), Value("")),
            unit_name=Coalesce(Subquery(units), Value("")),
            taught=Coalesce(Subquery(taught, output_field=TextField()), Value(""), output_field=TextField()),
            taught_numbers=Subquery(numbers),
        )
    )


def _entry_of_person(person: Any) -> dict[str, Any]:
    return {
        "object_id": person.pk,
        "title": person.full_name,
        "subtitle": ", ".join(filter(None, [person.role_name, person.unit_name])),
        "body": _("Offers to teach: %(skills)s") % {"skills": person.taught} if person.taught else "",
        "url": person.get_absolute_url(),
        "skills": person.taught_numbers or [],
        "popularity": LIKED["teacher" if person.taught else PERSON],
    }


# --- skills ----------------------------------------------------------------------------------------------------------
def index_skill(skill: Skill) -> None:
    if skill.retired_on or skill.merged_into_id:
        search.remove(SKILL, skill.pk)
    else:
        search.index(SKILL, **_entry_of_skill(skill))


def all_skills() -> Iterator[dict[str, Any]]:
    for skill in Skill.objects.current().iterator():
        yield _entry_of_skill(skill)


def _entry_of_skill(skill: Skill) -> dict[str, Any]:
    return {
        "object_id": skill.pk,
        "title": skill.name,
        "subtitle": ", ".join(skill.alternative_labels) or skill.group,
        "body": " ".join(filter(None, [skill.group, skill.description])),
        "also": ", ".join(skill.alternative_labels),
        "url": skill.get_absolute_url(),
        "skills": [skill.pk],
        "popularity": LIKED[SKILL],
    }


# --- units -----------------------------------------------------------------------------------------------------------
def index_unit(unit: Unit) -> None:
    if unit.closed_on:
        search.remove(UNIT, unit.pk)
    else:
        search.index(UNIT, **_entry_of_unit(unit))


def all_units() -> Iterator[dict[str, Any]]:
    for unit in Unit.objects.filter(closed_on=None).select_related("parent").iterator():
        yield _entry_of_unit(unit)


def _entry_of_unit(unit: Unit) -> dict[str, Any]:
    return {
        "object_id": unit.pk,
        "title": unit.name,
        "subtitle": unit.parent.name if unit.parent else "",
        "url": unit.get_absolute_url(),
        "popularity": LIKED[UNIT],
    }
