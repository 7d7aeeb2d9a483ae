"""Acts of a host on one session: host it, change or move it, cancel it, add and take away material."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from ecosystem.core.audit import record
from ecosystem.core.clock import now
from ecosystem.core.errors import Refused
from ecosystem.core.twice import in_turn
from ecosystem.core.versions import change
from ecosystem.notifications.actions import tell_many
from guilds.actions.seats import hold, move_up
from guilds.actions.telling import edition
from guilds.calendar_mail import invite_all_soon, invite_host_soon
from guilds.models import Guild, Session, SessionResource
from guilds.session_entries import index_session
from resources.models import Resource

State = Session.State
IN_CALENDARS = {"title", "starts_at", "ends_at", "zone", "place", "call_url", "host"}


@transaction.atomic
def host_session(
    *, actor: Person, title: str, starts_at: dt.datetime, minutes: int, guild: Guild | None = None, **fields: Any
) -> Session:
    """One meeting, alone. The same title at the same time by the same person is the same session."""
    refuse_a_guild_at_rest(guild)
    refuse_the_past(starts_at)
    one_after_the_other(actor)
    if twin := Session.objects.planned().filter(host=actor, title=title, starts_at=starts_at).first():
        return twin
    moment = now()
    session = Session.objects.create(
        host=actor,
        guild=guild,
        title=title,
        starts_at=starts_at,
        ends_at=starts_at + dt.timedelta(minutes=minutes),
        created_at=moment,
        changed_at=moment,
        **fields,
    )
    record(actor, "session.hosted", session, fields=["title", "starts_at", *fields])
    index_session(session)
    invite_host_soon(session)
    return session


@transaction.atomic
def change_session(session: Session, *, actor: Person, version: int, **fields: Any) -> None:
    """Move it, reword it, give it more seats. What a calendar shows is told to all. The same again changes nothing."""
    session = hold(session)
    before = session.sequence
    if fields.get("starts_at", session.starts_at) != session.starts_at:
        fields["moved_from"] = session.starts_at
    if alter(session, actor=actor, version=version, **fields) and session.sequence != before:
        tell_seats(session, "guilds.session_changed", actor)


def alter(session: Session, *, actor: Person, version: int | None, **fields: Any) -> bool:
    """Write what differs on a session that the caller has locked, without telling anybody; False where nothing does."""
    values = {name: value for name, value in fields.items() if getattr(session, name) != value}
    if not values:
        return False
    if session.state != State.PLANNED or session.ends_at <= now():
        raise Refused(_("This session is over or was cancelled."))
    capacity = values.get("capacity")
    if capacity is not None and capacity < session.seated:
        raise Refused(_("%(n)d people have a seat already.") % {"n": session.seated}, "capacity")
    if "starts_at" in values:
        refuse_the_past(values["starts_at"])
    changed = sorted(values)
    if IN_CALENDARS & set(values):
        values["sequence"] = session.sequence + 1
    change(session, version, {"state": State.PLANNED}, **values, changed_at=now())
    record(actor, "session.changed", session, fields=changed)
    index_session(session)
    if "capacity" in changed:
        move_up(session)
    return True


@transaction.atomic
def cancel_session(session: Session, *, actor: Person, version: int, reason: str = "") -> None:
    """It does not take place; who has a seat or waits is told. Twice is harmless."""
    session = hold(session)
    if session.state == State.CANCELLED:
        return
    if session.state != State.PLANNED or session.ends_at <= now():
        raise Refused(_("This session is over."))
    call_off(session, actor=actor, version=version, reason=reason)
    tell_seats(session, "guilds.session_cancelled", actor)


def call_off(session: Session, *, actor: Any, version: int | None, reason: str) -> None:
    """Cancel a session that the caller has locked, without telling anybody but their calendars."""
    values = {"state_reason": reason, "sequence": session.sequence + 1, "changed_at": now()}
    change(session, version, {"state": State.PLANNED}, state=State.CANCELLED, **values)
    session.swaps.offered().update(state="withdrawn")
    record(actor, "session.cancelled", session, fields=["state"], reason=reason)
    index_session(session)
    invite_all_soon(session)


@transaction.atomic
def add_material(session: Session, *, actor: Person, resource: Resource) -> None:
    """Something to read before or to bring. Twice is harmless."""
    _row, new = SessionResource.objects.get_or_create(session=session, resource=resource)
    if new:
        record(actor, "session.material_added", session, fields=["material"])


@transaction.atomic
def remove_material(session: Session, *, actor: Person, resource: Resource) -> None:
    """Twice is harmless."""
    if session.material.filter(resource=resource).delete()[0]:
        record(actor, "session.material_removed", session, fields=["material"])


def tell_seats(session: Session, code: str, actor: Any) -> None:
    """Whoever has a seat or waits, and the host; not who did it. Their calendars hear of it too."""
    people = set(session.seats.filter(state__in=["invited", "seated", "waiting"]).values_list("person", flat=True))
    if session.host_id:
        people.add(session.host_id)
    people.discard(getattr(actor, "pk", None))
    tell_many(code, person_ids=sorted(people), subject_id=session.pk, window=edition(session.sequence))
    invite_all_soon(session)


def one_after_the_other(person: Person) -> None:
    """Two presses of one button by one person do not run side by side."""
    in_turn("guilds.host_session", person.pk)


def refuse_a_guild_at_rest(guild: Guild | None) -> None:
    if guild is not None and guild.state != Guild.State.ACTIVE:
        raise Refused(_("“%(name)s” is at rest or closed; nothing is planned there.") % {"name": guild}, "guild")


def refuse_the_past(starts_at: dt.datetime) -> None:
    if starts_at <= now():
        raise Refused(_("This moment has passed; choose one to come."), "starts_at")
