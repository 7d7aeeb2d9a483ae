"""Who is next to own what a leaver shared: whoever wrote it with them, can teach its skill, or leads their unit."""

import datetime as dt
from typing import NamedTuple

from django.db.models import Exists, F, OuterRef, QuerySet

from accounts.models import Person, PersonSkill, TeachingOffer, UnitClosure, UnitMembership
from resources.models import Resource


class Heir(NamedTuple):
    person: Person
    because: str


def owners_who_left(day: dt.date) -> QuerySet[Person]:
    """Everybody who is out, however long ago, and still owns something that is not archived. One statement."""
    owned = Resource.objects.filter(owner=OuterRef("pk")).exclude(state=Resource.State.ARCHIVED)
    return Person.objects.left_before(day).filter(Exists(owned), is_active=False)


def left_behind(person: Person) -> QuerySet[Resource]:
    """What they own and others use or could write on; a draft that nobody else writes on stays theirs."""
    mine = Resource.objects.filter(owner=person)
    shared_drafts = mine.filter(state=Resource.State.DRAFT, co_authors__person__is_active=True)
    return mine.published() | mine.filter(pk__in=shared_drafts.values("pk"))


def heir_of(resource: Resource) -> Heir | None:
    """The next qualified person who is here; None where nobody is, and L&D sees it without an owner."""
    found = (
        ("co_author", _co_author(resource)),
        ("teacher", _teacher(resource)),
        ("unit", _lead_of_unit(resource)),
    )
    return next((Heir(person, because) for because, person in found if person), None)


def _here() -> QuerySet[Person]:
    return Person.objects.people().filter(is_active=True)


def _co_author(resource: Resource) -> Person | None:
    wrote = resource.co_authors.filter(person__in=_here()).select_related("person").order_by("added_at", "pk").first()
    return wrote.person if wrote else None


def _teacher(resource: Resource) -> Person | None:
    """Of those who offer to teach its first skill, who is assessed the highest; a self-rating alone is no assessment."""
    first = resource.skills.order_by("pk").values("skill_id")[:1]
    offers = TeachingOffer.objects.filter(person=OuterRef("person"), skill=OuterRef("skill"))
    able = PersonSkill.objects.filter(
        Exists(offers), skill__in=first, known=True, self_only=False, not_applicable=False, person__in=_here()
    )
    best = able.select_related("person").order_by(F("level").desc(nulls_last=True), "person_id").first()
    return best.person if best else None


def _lead_of_unit(resource: Resource) -> Person | None:
    """Whoever leads the unit of the owner's last day, or the next one above that is led by somebody who is here."""
    unit = UnitMembership.objects.filter(person=resource.owner_id).order_by("-valid_from").values("unit_id")[:1]
    above = UnitClosure.objects.filter(descendant__in=unit, ancestor__lead__in=_here())
    led = above.exclude(ancestor__lead=resource.owner_id).select_related("ancestor__lead").order_by("depth").first()
    return led.ancestor.lead if led else None
