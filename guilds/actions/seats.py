"""Seats of a session: take one or wait, let it go, move up.

All under the lock of the session's row, so that the order in which people came is the order in which they are served,
and the seats are never more than there are.
"""

from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from ecosystem.core.audit import SYSTEM, record
from ecosystem.core.clock import now
from ecosystem.core.errors import Refused
from ecosystem.core.versions import change
from ecosystem.notifications.actions import tell
from guilds.actions.telling import edition
from guilds.calendar_mail import invite_soon
from guilds.models import Seat, Session

State = Seat.State
MOST_WALK_INS = 200


@transaction.atomic
def save_seat(session: Session, *, actor: Person) -> Seat:
    """A seat while there are any, else a place at the end of the waiting list. Twice is harmless."""
    session = hold(session)
    if session.state != Session.State.PLANNED or session.ends_at <= now():
        raise Refused(_("This session is over or was cancelled."))
    seat = session.seats.filter(person=actor).first()
    if seat and seat.state in {State.SEATED, State.WAITING}:
        return seat
    state = State.SEATED if has_room(session) else State.WAITING
    _count(session, last_turn=1, **{"seated" if state == State.SEATED else "waiting": 1})
    values: dict[str, Any] = {"state": state, "turn": session.last_turn, "changed_at": now()}
    if seat:
        change(seat, None, **values)
    else:
        seat = Seat.objects.create(session=session, person=actor, **values)
    record(actor, "session.seat_saved" if state == State.SEATED else "session.waits", session)
    if state == State.SEATED:
        invite_soon(seat)
    return seat


@transaction.atomic
def give_up_seat(session: Session, *, actor: Person, by: Any = None) -> None:
    """“Can’t make it”: whoever waits first moves up and is told. `by`: who said so, if not the person. Twice is harmless."""
    session = hold(session)
    seat = session.seats.filter(person=actor).first()
    if seat is None or seat.state == State.DECLINED:
        return
    freed = seat.state
    change(seat, None, state=State.DECLINED, changed_at=now())
    record(by or actor, "session.seat_given_up", session, subject=actor.pk)
    if freed == State.SEATED:
        _count(session, seated=-1)
        invite_soon(seat)
        move_up(session)
    elif freed == State.WAITING:
        _count(session, waiting=-1)


@transaction.atomic
def walk_in(session: Session, *, actor: Person, person: Person) -> Seat:
    """The host names who came without a seat: from now on it counts as one, and they are asked like all others. Where every
    seat was taken there was one more. Twice is harmless."""
    session = hold(session)
    _refuse_walk_in(session, person)
    seat = session.seats.filter(person=person).first()
    if seat and seat.state == State.SEATED and seat.attended:
        return seat
    values: dict[str, Any] = {"attended": True, "attended_by": actor}
    if seat is None or seat.state != State.SEATED:
        more = session.capacity is not None and session.seated >= session.capacity
        waited = seat is not None and seat.state == State.WAITING
        _count(session, last_turn=1, seated=1, waiting=-int(waited), **({"capacity": 1} if more else {}))
        values |= {"state": State.SEATED, "turn": session.last_turn, "changed_at": now(), "walked_in": True}
    if seat:
        change(seat, None, **values)
    else:
        seat = Seat.objects.create(session=session, person=person, **values)
    record(actor, "session.walked_in", session, fields=["attended"], subject=person.pk)
    if session.state == Session.State.HELD:
        tell("guilds.worth_asked", person_id=person.pk, subject_id=session.pk)
    return seat


def _refuse_walk_in(session: Session, person: Person) -> None:
    if session.state == Session.State.CANCELLED or session.starts_at > now():
        raise Refused(_("This session has not begun, or was cancelled."))
    if person.pk == session.host_id:
        raise Refused(_("Its host is there anyway; name somebody else."), "person")
    if not Session.objects.visible_to(person).filter(pk=session.pk).exists():
        raise Refused(_("They do not know of this guild. Invite them to it first."), "person")
    if session.seats.filter(walked_in=True).count() >= MOST_WALK_INS:
        raise Refused(_("%(n)d people without a seat are the most.") % {"n": MOST_WALK_INS}, "person")


def move_up(session: Session) -> list[Seat]:
    """As many of those who wait as there is room for, in their order; each is told. The session is locked by the caller."""
    room = session.waiting if session.capacity is None else max(0, session.capacity - session.seated)
    if session.state != Session.State.PLANNED or session.starts_at <= now():
        return []
    seats = list(session.seats.waiting()[: min(room, session.waiting)])
    for seat in seats:
        change(seat, None, state=State.SEATED, changed_at=now())
        record(SYSTEM, "session.moved_up", session, subject=seat.person_id)
        tell("guilds.moved_up", person_id=seat.person_id, subject_id=seat.pk, window=edition(seat.version))
        invite_soon(seat)
    if seats:
        _count(session, seated=len(seats), waiting=-len(seats))
    return seats


def hold(session: Session) -> Session:
    """How it stands now, and nobody takes or frees a seat meanwhile."""
    return Session.objects.select_for_update(no_key=True).get(pk=session.pk)


def has_room(session: Session) -> bool:
    """Those who wait go first."""
    return session.capacity is None or (session.waiting == 0 and session.seated < session.capacity)


def _count(session: Session, **by: int) -> None:
    """Add to the numbers of the session; its version stays, for nobody's wording changes by a seat."""
    Session.objects.filter(pk=session.pk).update(**{name: F(name) + number for name, number in by.items()})
    for name, number in by.items():
        setattr(session, name, getattr(session, name) + number)
