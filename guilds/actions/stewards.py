"""Acts of stewards: take it on, take it again, hand it on, step down."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from ecosystem.core.audit import record
from ecosystem.core.clock import now, today
from ecosystem.core.errors import Refused
from ecosystem.core.versions import change
from ecosystem.notifications.actions import tell
from guilds.models import Guild, Membership, Stewardship
from guilds.terms import NOTICE, term_end

FEWEST, MOST = 1, 4


@transaction.atomic
def add_steward(guild: Guild, *, actor: Person, person: Person) -> Stewardship:
    """One more who tends it, for a term, told at once; they become a member. Twice is harmless."""
    current = _current(guild)
    if known := next((term for term in current if term.person_id == person.pk), None):
        return known
    if len(current) >= MOST:
        raise Refused(_("Four stewards are enough; hand a place on."))
    return _begin(guild, actor, person)


@transaction.atomic
def take_stewardship(guild: Guild, *, actor: Person) -> Stewardship:
    """A member takes a guild on that nobody tends. Twice is harmless."""
    current = _current(guild)
    if known := next((term for term in current if term.person_id == actor.pk), None):
        return known
    if current:
        raise Refused(_("%(name)s tends it meanwhile.") % {"name": current[0].person})
    return _begin(guild, actor, actor)


@transaction.atomic
def renew_term(term: Stewardship, *, actor: Person, version: int) -> None:
    """For another term, from the month before its end on. Twice is harmless."""
    if term.until > today() + NOTICE:
        return
    if not change(term, version, {"ended_on": None}, until=term_end(max(term.until, today()))):
        raise Refused(_("This term has ended."))
    record(actor, "guild.term_renewed", term.guild, fields=["until"])


@transaction.atomic
def hand_over(term: Stewardship, *, actor: Person, version: int, to: Person) -> None:
    """The rest of the term, and a new one after it, is somebody else's. Twice is harmless."""
    current = _current(term.guild)
    if any(each.person_id == to.pk for each in current):
        raise Refused(_("%(name)s tends it already.") % {"name": to})
    if _end(term, actor, version, handed_to=to):
        _begin(term.guild, actor, to)


@transaction.atomic
def step_down(term: Stewardship, *, actor: Person, version: int) -> None:
    """The last one may go too: then the place is open, and members see it. Twice is harmless."""
    _end(term, actor, version)


def _current(guild: Guild) -> list[Stewardship]:
    """Who tends it, and nobody begins or ends meanwhile."""
    Guild.objects.select_for_update(no_key=True).get(pk=guild.pk)
    return list(guild.stewardships.current().select_related("person").order_by("since", "pk"))


def _begin(guild: Guild, actor: Person, person: Person) -> Stewardship:
    day = today()
    place = {"state": Membership.State.MEMBER, "joined_on": day, "changed_at": now(), "left_on": None}
    row, new = Membership.objects.get_or_create(guild=guild, person=person, defaults=place)
    if not new and row.state != Membership.State.MEMBER:
        change(row, None, **place)
    term = Stewardship.objects.create(guild=guild, person=person, since=day, until=term_end(day))
    record(actor, "guild.steward_began", guild, fields=["stewards"], subject=person.pk)
    if person.pk != actor.pk:
        tell("guilds.steward", person_id=person.pk, subject_id=guild.pk, window=day)
    return term


def _end(term: Stewardship, actor: Person, version: int, handed_to: Person | None = None) -> bool:
    if term.ended_on:
        return False
    day: dt.date = today()
    change(term, version, {"ended_on": None}, ended_on=day, handed_to=handed_to)
    record(actor, "guild.steward_ended", term.guild, fields=["stewards"], subject=term.person_id)
    return True
