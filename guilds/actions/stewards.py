"""Acts of stewards: take it on, take it again, hand it on, step down; and what the night ends."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from ecosystem.core.audit import SYSTEM, record
from ecosystem.core.clock import now, today
from ecosystem.core.errors import Refused
from ecosystem.core.versions import change
from ecosystem.notifications.actions import tell, tell_many
from guilds.actions.counting import count_soon, move_sums
from guilds.models import Guild, Membership, Stewardship
from guilds.terms import NOTICE, term_end

MOST = 4
ASKED_TO_TEND = 20


@transaction.atomic
def add_steward(guild: Guild, *, actor: Person, person: Person) -> Stewardship:
    """One more who tends it, for a term, told at once; they become a member. Twice is harmless."""
    current = _current(guild)
    if known := next((term for term in current if term.person_id == person.pk), None):
        return known
    if len(current) >= MOST:
        raise Refused(_("Four stewards are enough; hand a place on."), field="person")
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
    """From today on it is somebody else's, for a term of their own. Twice is harmless."""
    current = _current(term.guild)
    if term.ended_on and term.handed_to_id == to.pk:
        return
    if any(each.person_id == to.pk for each in current):
        raise Refused(_("%(name)s tends it already.") % {"name": to}, field="to")
    if not _end(term, actor, version, handed_to=to):
        raise Refused(_("This term has ended."))
    _begin(term.guild, actor, to)


@transaction.atomic
def step_down(term: Stewardship, *, actor: Person, version: int) -> None:
    """The last one may go too: then the place is open, and members are told. Twice is harmless."""
    current = _current(term.guild)
    if _end(term, actor, version):
        _open_place(term.guild, [each for each in current if each.pk != term.pk], but=term.person_id)


def end_terms() -> int:
    """Once a night: terms whose last day has passed end, and the place is open. Returns how many."""
    ended = 0
    for term in Stewardship.objects.current().filter(until__lt=today()).select_related("guild").order_by("pk"):
        ended += end_term(term)
    return ended


@transaction.atomic
def end_term(term: Stewardship) -> bool:
    """By the night, for its day has passed or its steward is no longer here; they hear of it. False if it had ended."""
    current = _current(term.guild)
    if not _end(term, SYSTEM, None):
        return False
    left = [each for each in current if each.pk != term.pk]
    _open_place(term.guild, left)
    if left:
        tell("guilds.term_over", person_id=term.person_id, subject_id=term.pk)
    return True


def _current(guild: Guild) -> list[Stewardship]:
    """Who tends it, and nobody begins or ends meanwhile."""
    Guild.objects.select_for_update(no_key=True).get(pk=guild.pk)
    return list(guild.stewardships.current().select_related("person").order_by("since", "pk"))


def _begin(guild: Guild, actor: Person, person: Person) -> Stewardship:
    day = today()
    place: dict[str, Any] = {"state": "member", "joined_on": day, "changed_at": now(), "left_on": None}
    row, new = Membership.objects.get_or_create(guild=guild, person=person, defaults=place)
    joins = new or row.state != Membership.State.MEMBER
    if joins and not new:
        change(row, None, **place)
    if joins:
        move_sums(row, 1)
    term = Stewardship.objects.create(guild=guild, person=person, since=day, until=term_end(day))
    record(actor, "guild.steward_began", guild, fields=["stewards"], subject=person.pk)
    if person.pk != actor.pk:
        tell("guilds.steward", person_id=person.pk, subject_id=term.pk)
    count_soon(guild)
    return term


def _end(term: Stewardship, actor: Any, version: int | None, handed_to: Person | None = None) -> bool:
    if not change(term, version, {"ended_on": None}, ended_on=today(), handed_to=handed_to):
        return False
    record(actor, "guild.steward_ended", term.guild, fields=["stewards"], subject=term.person_id)
    count_soon(term.guild)
    return True


def _open_place(guild: Guild, left: list[Stewardship], but: int | None = None) -> None:
    """Where nobody tends it any more, those who do most there are asked, and the sponsor hears of it."""
    if left or not guild.is_at_work:
        return
    here = guild.memberships.members().exclude(person=but).order_by("-acts", "pk").values_list("person", flat=True)
    asked = list(dict.fromkeys([*here[:ASKED_TO_TEND], *([guild.sponsor_id] if guild.sponsor_id else [])]))
    tell_many("guilds.place_open", person_ids=asked, subject_id=guild.pk, window=today())
