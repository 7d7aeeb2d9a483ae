"""Calendar entries by mail for who hosts a session and has no seat in it; whoever has one hears by it (`calendar_mail`).

One at once; those of a series a week ahead, so that nobody gets ninety days of them together.
"""

from email.utils import parseaddr

from accounts.models import Person
from ecosystem.core.clock import now, today
from ecosystem.core.mail import queue_mail, register_check, sender
from ecosystem.core.models import OutgoingMail
from ecosystem.notifications.links import absolute, unsubscribe_link
from ecosystem.notifications.wishes import Wishes
from guilds.calendar import CANCEL, REQUEST, Party, cancellation, invitation
from guilds.calendar_entries import session_entry
from guilds.calendar_mail import CATEGORY, NEAR, NOT_TOLD, invite_host_soon
from guilds.models import Seat, Session

STILL_RIGHT = "guilds.host_entry_still_right"


def invite_hosts_of_series() -> int:
    """Each night: what begins within a week. Returns how many."""
    near = Session.objects.upcoming(now()).filter(series__isnull=False, starts_at__lte=now() + NEAR)
    due = list(near.filter(host_told=NOT_TOLD, host__is_active=True))
    invite_host_soon(*due, turn=str(today()))
    return len(due)


def send_host_entry(session: Session, person: Person, *, off: bool) -> OutgoingMail | None:
    """Write the mail that is due, if one is. The session's row is locked by the caller."""
    method = _method(session, person, off)
    if method is None:
        return None
    first = session.host_told == NOT_TOLD
    if not off:
        told = NOT_TOLD if method == CANCEL else session.sequence
        Session.objects.filter(pk=session.pk).update(host_told=told)
    if not Wishes.of(person.pk).channels(CATEGORY)[1]:
        return None
    return _queue(session, person, method, first)


def _method(session: Session, person: Person, off: bool) -> str | None:
    """REQUEST or CANCEL; None while their calendar is right as it is, for what is over, and where they have a seat."""
    if session.ends_at <= now() or not person.is_active or _has_seat(session, person):
        return None
    if off:
        return None if _hosts(session, person) else CANCEL
    if person.pk != session.host_id:
        return None
    told = session.host_told
    if session.state == Session.State.PLANNED:
        near = session.series_id is None or told != NOT_TOLD or session.starts_at <= now() + NEAR
        return REQUEST if near and told < session.sequence else None
    return CANCEL if told != NOT_TOLD else None


def is_still_right(mail: OutgoingMail) -> bool:
    """Not when the session moved on, or changed hands, since it was written."""
    session = Session.objects.filter(pk=mail.about["session"]).first()
    if session is None or mail.person is None:
        return False
    if mail.about["method"] == CANCEL:
        return not _hosts(session, mail.person)
    return _hosts(session, mail.person) and session.sequence == mail.about["sequence"]


def _hosts(session: Session, person: Person) -> bool:
    return session.state == Session.State.PLANNED and session.host_id == person.pk


def _has_seat(session: Session, person: Person) -> bool:
    return session.seats.filter(person=person).exclude(state=Seat.State.WAITING).exists()


def _queue(session: Session, person: Person, method: str, first: bool) -> OutgoingMail:
    entry, guest = session_entry(session), Party(person.full_name, person.email)
    host = Party(str(session.host or "Understory"), parseaddr(sender())[1])
    asked = method == REQUEST
    return queue_mail(
        to=person.email,
        person_id=person.pk,
        template="guilds/emails/invitation" if asked else "guilds/emails/host_off",
        context={
            "session": session,
            "starts": session.starts_at.astimezone(person.zone),
            "moved": not first,
            "answers_read": False,
            "hosts": True,
            "off": session.state == Session.State.CANCELLED,
            "url": absolute(session.get_absolute_url()),
        },
        key=f"calendar-host-{session.pk}-{person.pk}-{session.sequence}-{method}",
        unsubscribe_url=unsubscribe_link(person.pk, CATEGORY),
        check=STILL_RIGHT,
        about={"session": session.pk, "sequence": session.sequence, "method": method},
        calendar=invitation(entry, organizer=host, guest=guest, answered=True)
        if asked
        else cancellation(entry, organizer=host, guest=guest),
    )


register_check(STILL_RIGHT, is_still_right)
