"""A host who can't make it: the session is offered to others, taken over, or the offer taken back."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from ecosystem.core.audit import SYSTEM, record
from ecosystem.core.clock import now
from ecosystem.core.errors import Refused
from ecosystem.core.versions import change
from ecosystem.notifications.actions import tell, tell_many
from guilds.actions.hosting import tell_seats
from guilds.actions.seats import give_up_seat, hold
from guilds.actions.telling import edition
from guilds.calendar_mail import NOT_TOLD, release_host_soon
from guilds.models import HostSwap, Session
from guilds.session_entries import index_session
from guilds.speakers import could_host

State = HostSwap.State
ASKED = 5


@transaction.atomic
def offer_swap(session: Session, *, actor: Person, to: Person | None = None, words: str = "") -> HostSwap:
    """One person is asked, or the stewards and those who give talks on it. Offered already: the same offer."""
    session = hold(session)
    if open_one := session.swaps.offered().first():
        return open_one
    if session.state != Session.State.PLANNED or session.ends_at <= now():
        raise Refused(_("This session is over or was cancelled."))
    if to is not None and (to.pk == session.host_id or not _reads(session, to)):
        raise Refused(_("Choose somebody else, who knows of this session."), "to")
    asked = _whom_to_ask(session, to)
    if not asked:
        raise Refused(_("Nobody else tends its guild or gives talks on it. Name somebody whom to ask."), "to")
    swap = HostSwap.objects.create(session=session, offered_by=actor, to=to, words=words, offered_at=now())
    record(actor, "session.swap_offered", session, fields=["host"], subject=to and to.pk)
    tell_many("guilds.swap_offered", person_ids=asked, subject_id=swap.pk)
    return swap


@transaction.atomic
def take_swap(swap: HostSwap, *, actor: Person) -> None:
    """From now on one hosts it, and all hear of it. Whoever is first; twice is harmless."""
    session = hold(swap.session)
    taken = {"state": State.TAKEN, "taken_by": actor, "taken_at": now()}
    if session.state != Session.State.PLANNED or not change(swap, None, {"state": State.OFFERED}, **taken):
        if swap.taken_by_id == actor.pk:
            return
        raise Refused(_("Somebody else took it over, or it was taken back."))
    before, knew = session.host_id, session.host_told != NOT_TOLD
    give_up_seat(session, actor=actor)
    session.refresh_from_db()
    change(session, None, host=actor, host_told=NOT_TOLD, sequence=session.sequence + 1, changed_at=now())
    if before and knew:
        release_host_soon(session, before)
    record(actor, "session.swap_taken", session, fields=["host"], subject=before)
    index_session(session)
    tell_seats(session, "guilds.host_changed", actor)
    if before:
        tell("guilds.swap_taken", person_id=before, subject_id=swap.pk)


@transaction.atomic
def decline_swap(swap: HostSwap, *, actor: Person) -> None:
    """Who was named can't either: the others are asked, and where there is nobody the host names somebody else. Twice is
    harmless."""
    session = hold(swap.session)
    others = [pk for pk in _whom_to_ask(session, None) if pk != actor.pk]
    state = State.OFFERED if others else State.WITHDRAWN
    if not change(swap, None, {"state": State.OFFERED, "to": actor}, to=None, state=state):
        return
    record(actor, "session.swap_declined", session, fields=["host"], subject=session.host_id)
    tell_many("guilds.swap_offered", person_ids=others, subject_id=swap.pk)
    if session.host_id:
        window = edition(swap.version)
        tell("guilds.swap_declined", person_id=session.host_id, subject_id=swap.pk, window=window, by=actor.pk)


@transaction.atomic
def withdraw_swap(swap: HostSwap, *, actor: Person) -> None:
    """One can make it after all. Twice is harmless."""
    if swap.state == State.WITHDRAWN:
        return
    if not change(swap, None, {"state": State.OFFERED}, state=State.WITHDRAWN):
        raise Refused(_("Somebody took it over meanwhile."))
    record(actor, "session.swap_withdrawn", swap.session, fields=["host"])


def look_after_sessions_of_leavers() -> int:
    """Each night: who may no longer sign in holds no seat, and what they would have hosted is offered to others."""
    coming = Session.objects.upcoming(now())
    freed = 0
    for session in coming.filter(seats__person__is_active=False, seats__state__in=["seated", "waiting"]).distinct():
        for seat in session.seats.filter(person__is_active=False, state__in=["seated", "waiting"]):
            give_up_seat(session, actor=seat.person, by=SYSTEM)
            freed += 1
    orphans = coming.filter(host__is_active=False).exclude(swaps__state=State.OFFERED).select_related("host")
    for session, host in [(each, each.host) for each in orphans if each.host]:
        swap = HostSwap.objects.create(session=session, offered_by=host, offered_at=now())
        record(SYSTEM, "session.swap_offered", session, fields=["host"], subject=host.pk)
        tell_many("guilds.swap_offered", person_ids=_whom_to_ask(session, None), subject_id=swap.pk)
        freed += 1
    return freed


def _whom_to_ask(session: Session, to: Person | None) -> list[int]:
    """Nobody hears of a session that they may not know of."""
    if to is not None:
        return [to.pk]
    stewards = session.guild.stewardships.current().values_list("person", flat=True) if session.guild else []
    known = [each.person for each in could_host(session.skill, session)[:ASKED]] if session.skill else []
    return sorted({*stewards, *(person.pk for person in known if _reads(session, person))} - {session.host_id})


def _reads(session: Session, person: Person) -> bool:
    return Session.objects.visible_to(person).filter(pk=session.pk).exists()
