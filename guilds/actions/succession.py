"""Nobody who has left tends, sponsors or belongs to a guild: the night sees to it."""

import datetime as dt

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import Person
from ecosystem.core.audit import SYSTEM, record
from ecosystem.core.clock import now, today
from ecosystem.core.outbox import enqueue_many
from ecosystem.core.versions import change
from guilds.actions.counting import count_soon
from guilds.actions.stewards import end_term
from guilds.models import Guild, Membership, Stewardship

OPEN = ("member", "asked", "invited")


def leavers_with_a_place(day: dt.date) -> QuerySet[Person]:
    """Everybody who is out and still belongs to, tends or sponsors a guild. One statement."""
    me = OuterRef("pk")
    places = Exists(Membership.objects.filter(person=me, state__in=OPEN))
    terms = Exists(Stewardship.objects.current().filter(person=me))
    sponsored = Exists(Guild.objects.filter(sponsor=me))
    return Person.objects.left_before(day).filter(Q(places) | Q(terms) | Q(sponsored), is_active=False)


def look_after_guilds_of_leavers() -> int:
    """Once a night: a task for each. Returns for how many."""
    people = list(leavers_with_a_place(today()).values_list("pk", flat=True))
    work = [(f"guilds-of-leaver-{pk}-{today()}", {"person_id": pk}) for pk in people]
    enqueue_many("guilds.end_places_of_leaver", work)
    return len(people)


@transaction.atomic
def end_places_of_leaver(person: Person) -> int:
    """Stewardships end, and where nobody is left the members are asked; then the places. Returns how many guilds it touched."""
    touched = set()
    for term in person.stewardships.current().select_related("guild").order_by("guild", "pk"):
        touched.add(term.guild_id)
        end_term(term)
    for place in person.memberships.filter(state__in=OPEN).select_related("guild").order_by("guild"):
        touched.add(place.guild_id)
        change(place, None, state=Membership.State.LEFT, left_on=today(), changed_at=now(), coffee=False)
        record(SYSTEM, "guild.left", place.guild, subject=person.pk)
        count_soon(place.guild)
    for guild in Guild.objects.filter(sponsor=person).order_by("pk"):
        touched.add(guild.pk)
        change(guild, None, sponsor=None)
        record(SYSTEM, "guild.sponsor_ended", guild, fields=["sponsor"], subject=person.pk)
    return len(touched)
