"""Acts of members: join, ask, be invited, leave; and what stewards say to who asked."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from ecosystem.core.audit import record
from ecosystem.core.clock import now, today
from ecosystem.core.errors import Refused
from ecosystem.core.versions import change
from ecosystem.notifications.actions import tell, tell_many
from guilds.actions.counting import count_soon, move_sums
from guilds.actions.telling import edition
from guilds.models import Guild, Membership

State = Membership.State
NOWHERE = (State.LEFT, State.REFUSED)


@transaction.atomic
def join_guild(guild: Guild, *, actor: Person, words: str = "") -> Membership:
    """At once where it is open or one was invited; on request the stewards are asked. Twice is harmless."""
    fresh = _as_it_stands(guild)
    place = guild.memberships.filter(person=actor).first()
    if place and place.state in {State.MEMBER, State.ASKED}:
        return place
    invited = place is not None and place.state == State.INVITED
    if fresh.joining == Guild.Joining.HIDDEN and not invited:
        raise Refused(_("This guild invites its members."))
    asks = fresh.joining == Guild.Joining.ASK and not invited
    place = _put(guild, actor, State.ASKED if asks else State.MEMBER, words=words)
    record(actor, "guild.asked_to_join" if asks else "guild.joined", guild)
    if asks:
        window = edition(place.version)
        tell_many("guilds.asked", person_ids=stewards_of(guild), subject_id=place.pk, window=window)
    else:
        move_sums(place, 1)
        count_soon(guild)
    return place


@transaction.atomic
def leave_guild(guild: Guild, *, actor: Person) -> None:
    """Also to take back that one asked, or to decline an invitation. Who tends it hands it on first. Twice is harmless."""
    Guild.objects.select_for_update(no_key=True).get(pk=guild.pk)
    place = guild.memberships.filter(person=actor).first()
    if place is None or place.state in NOWHERE:
        return
    if guild.stewardships.current().filter(person=actor).exists():
        raise Refused(_("You tend this guild. Hand it on or step down first."))
    belonged = place.state == State.MEMBER
    change(place, None, state=State.LEFT, left_on=today(), changed_at=now(), coffee=False)
    record(actor, "guild.left", guild)
    if belonged:
        move_sums(place, -1)
        count_soon(guild)


@transaction.atomic
def invite_member(guild: Guild, *, actor: Person, person: Person, words: str = "") -> Membership:
    """Somebody is asked whether they would like to belong. Who belongs, or was invited already, is left alone."""
    _as_it_stands(guild)
    place = guild.memberships.filter(person=person).first()
    if place and place.state in {State.MEMBER, State.INVITED}:
        return place
    if place and place.state == State.ASKED:
        answer_request(place, actor=actor, version=place.version, yes=True)
        return place
    place = _put(guild, person, State.INVITED, words=words)
    record(actor, "guild.invited", guild, subject=person.pk)
    tell("guilds.invited", person_id=person.pk, subject_id=place.pk, window=edition(place.version), by=actor.pk)
    return place


@transaction.atomic
def answer_request(place: Membership, *, actor: Person, version: int, yes: bool, words: str = "") -> None:
    """A steward's word to who asked; either way they are told. Twice is harmless."""
    Guild.objects.select_for_update(no_key=True).get(pk=place.guild_id)
    state = State.MEMBER if yes else State.REFUSED
    if place.state == state:
        return
    values: dict[str, Any] = {"state": state, "answer": words, "changed_at": now()}
    if yes:
        values["joined_on"] = today()
    if not change(place, version, {"state": State.ASKED}, **values):
        raise Refused(_("This request was taken back or answered meanwhile."))
    record(actor, "guild.request_answered", place, fields=["state"], subject=place.person_id)
    window = edition(place.version)
    tell("guilds.request_answered", person_id=place.person_id, subject_id=place.pk, window=window)
    if yes:
        move_sums(place, 1)
        count_soon(place.guild)


@transaction.atomic
def set_coffee(guild: Guild, *, actor: Person, wants: bool) -> None:
    """Whether one would meet another member by chance now and then. Twice is harmless."""
    place = guild.memberships.filter(person=actor, state=State.MEMBER).first()
    if place is None:
        raise Refused(_("Only members meet by chance. Join first."))
    if change(place, None, where={"coffee": not wants}, coffee=wants):
        record(actor, "guild.coffee_set", guild, fields=["coffee"])


def stewards_of(guild: Guild) -> list[int]:
    """By number, those of today."""
    return list(guild.stewardships.current().values_list("person", flat=True))


def _as_it_stands(guild: Guild) -> Guild:
    """Read anew, for it may have been closed or changed its way of joining since the page was opened; and held, so that who
    joins is counted once."""
    fresh = Guild.objects.at_work().select_for_update(no_key=True).filter(pk=guild.pk).first()
    if fresh is None:
        raise Refused(_("This guild is closed."))
    return fresh


def _put(guild: Guild, person: Person, state: str, words: str) -> Membership:
    """The one row of somebody in a guild, in another state."""
    values: dict[str, Any] = {"state": state, "words": words, "answer": "", "changed_at": now(), "left_on": None}
    values["joined_on"] = today() if state == State.MEMBER else None
    place, new = Membership.objects.get_or_create(guild=guild, person=person, defaults=values)
    if not new:
        change(place, None, **values)
    return place
