"""Calendar invitations by mail: one for each seat, edition and method, sent by the outbox.

Whoever has a seat is asked (REQUEST), and again when the session moves; whose calendar holds an entry that is off hears
CANCEL. What is right is decided when the mail is written and asked again when it leaves.
"""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from ecosystem.core.clock import now
from ecosystem.core.mail import queue_mail, register_check
from ecosystem.core.models import OutgoingMail
from ecosystem.core.outbox import enqueue, enqueue_many
from ecosystem.notifications.links import absolute, unsubscribe_link
from ecosystem.notifications.registry import category
from ecosystem.notifications.wishes import Wishes
from guilds.calendar import CANCEL, REQUEST, Party, cancellation, invitation
from guilds.calendar_entries import organizer, session_entry
from guilds.models import Seat, Session
from guilds.reply_addresses import are_read

CATEGORY, TASK, STILL_RIGHT = "calendar", "guilds.send_invitation", "guilds.invitation_still_right"
HOST_TASK = "guilds.send_host_entry"
NEAR = dt.timedelta(days=7)  # how far ahead those of a series come into the calendar of their host
NOT_TOLD = -1
ASKED = (Seat.State.SEATED, Seat.State.INVITED)


def invite_soon(seat: Seat) -> None:
    """Once this transaction has committed, bring the person's calendar up to date with their seat."""
    enqueue(TASK, key=f"{TASK} {seat.pk} {seat.version} {seat.session.sequence}", seat_id=seat.pk)


def invite_all_soon(session: Session) -> int:
    """The same for everybody whose calendar knows of the session, or should."""
    seats = session.seats.exclude(state=Seat.State.WAITING).values_list("pk", "version")
    work = [(f"{TASK} {pk} {version} {session.sequence}", {"seat_id": pk}) for pk, version in seats]
    enqueue_many(TASK, work)
    invite_host_soon(session)
    return len(work)


def invite_host_soon(*sessions: Session, turn: str = "") -> None:
    """The same for who hosts them without a seat. `turn`: said again, of what was too far ahead."""
    work = [
        (
            f"{HOST_TASK} {session.pk} {session.sequence} {session.host_id} {turn}",
            {"session_id": session.pk, "person_id": session.host_id, "off": False},
        )
        for session in sessions
        if session.host_id
    ]
    enqueue_many(HOST_TASK, work)


def release_host_soon(session: Session, person_id: int) -> None:
    """Somebody else hosts it: it leaves the calendar of who did."""
    key = f"{HOST_TASK} {session.pk} {session.sequence} {person_id} off"
    enqueue(HOST_TASK, key=key, session_id=session.pk, person_id=person_id, off=True)


def send_invitation(seat: Seat) -> OutgoingMail | None:
    """Write the mail that is due, if one is. The seat's row is locked by the caller."""
    method = due_method(seat)
    if method is None:
        return None
    told = NOT_TOLD if method == CANCEL else seat.session.sequence
    first = seat.told_sequence == NOT_TOLD
    Seat.objects.filter(pk=seat.pk).update(told_sequence=told)
    if not Wishes.of(seat.person_id).channels(CATEGORY)[1]:
        return None
    return _queue(seat, method, first)


def due_method(seat: Seat) -> str | None:
    """REQUEST or CANCEL; None while their calendar is right as it is, and for what is over."""
    session = seat.session
    if session.ends_at <= now() or not seat.person.is_active:
        return None
    if belongs_in_calendar(seat):
        return REQUEST if seat.told_sequence < session.sequence else None
    if seat.told_sequence == NOT_TOLD or seat.state == Seat.State.WAITING:
        return None
    return CANCEL


def belongs_in_calendar(seat: Seat) -> bool:
    """Planned, and theirs: whoever took the hosting over gave up a seat, not the hour."""
    session = seat.session
    theirs = seat.state in ASKED or seat.person_id == session.host_id
    return session.state == Session.State.PLANNED and theirs


def is_still_right(mail: OutgoingMail) -> bool:
    """Not when the session moved on, or the seat changed, since it was written."""
    seat = Seat.objects.select_related("session").filter(pk=mail.about["seat"]).first()
    if seat is None or seat.session.sequence != mail.about["sequence"]:
        return False
    return belongs_in_calendar(seat) == (mail.about["method"] == REQUEST)


def _queue(seat: Seat, method: str, first: bool) -> OutgoingMail:
    session, person = seat.session, seat.person
    entry, host, guest = session_entry(session), organizer(seat), Party(person.full_name, person.email)
    answered = seat.person_id == session.host_id or (first and seat.state == Seat.State.SEATED)
    text = (
        invitation(entry, organizer=host, guest=guest, answered=answered)
        if method == REQUEST
        else cancellation(entry, organizer=host, guest=guest)
    )
    return queue_mail(
        to=person.email,
        person_id=person.pk,
        template="guilds/emails/invitation" if method == REQUEST else "guilds/emails/cancellation",
        context={
            "session": session,
            "starts": session.starts_at.astimezone(person.zone),
            "moved": not first,
            "answers_read": are_read(),
            "hosts": person.pk == session.host_id,
            "off": session.state == Session.State.CANCELLED,
            "url": absolute(session.get_absolute_url()),
        },
        key=f"calendar-{seat.pk}-{seat.turn}-{session.sequence}-{method}",
        unsubscribe_url=unsubscribe_link(person.pk, CATEGORY),
        check=STILL_RIGHT,
        about={"seat": seat.pk, "sequence": session.sequence, "method": method},
        calendar=text,
    )


register_check(STILL_RIGHT, is_still_right)
category(
    CATEGORY,
    _("Calendar"),
    _("Sessions in which you have a seat or which you host, and booked quarters of office hours, for your calendar."),
)
