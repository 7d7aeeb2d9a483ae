"""What a session or a quarter of an hour looks like in a calendar, and who invites."""

import datetime as dt
from email.utils import parseaddr
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from ecosystem.core.mail import sender
from ecosystem.notifications.links import absolute
from guilds.calendar import CANCELLED, CONFIRMED, TENTATIVE, Entry, Party
from guilds.models import OfficeHours, Seat, Session, Slot
from guilds.reply_addresses import are_read, secret_address


def uid_of(session: Session) -> str:
    """The same for good, wherever the session moves."""
    return f"{session.uid}@{_host()}"


def organizer(seat: Seat) -> Party:
    """The host's name, with the address at which the answer of this guest is read; else the one that mails come from."""
    address = secret_address(seat.pk, seat.person.email) if are_read() else parseaddr(sender())[1]
    return Party(str(seat.session.host or "Understory"), address)


def session_entry(session: Session, *, certain: bool = True) -> Entry:
    """`certain` False: somebody is invited and has not said yes."""
    off = session.state == Session.State.CANCELLED
    return Entry(
        uid=uid_of(session),
        sequence=session.sequence,
        title=session.title,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        zone=session.zone,
        changed_at=session.changed_at,
        status=CANCELLED if off else CONFIRMED if certain else TENTATIVE,
        place=session.place,
        call_url=session.call_url,
        url=absolute(session.get_absolute_url()),
        text=session.state_reason if off and session.state_reason else session.agenda,
    )


def slot_entry(slot: Slot, reader_id: int) -> Entry:
    """A quarter of an hour as one of the two sees it; whose hours they are also while it is free."""
    hours: OfficeHours = slot.hours
    own = hours.person_id == reader_id
    other: Any = slot.booked_by if own else hours.person
    words = {"about": hours.about, "name": other}
    free = slot.state == Slot.State.FREE
    return Entry(
        uid=f"slot-{slot.pk}@{_host()}",
        sequence=slot.version,
        title=(_("Office hours, still free: %(about)s") if free else _("%(about)s, with %(name)s")) % words,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        zone=hours.zone,
        changed_at=slot.booked_at or slot.starts_at - dt.timedelta(days=28),
        status=TENTATIVE if free else CONFIRMED,
        place=hours.place,
        call_url=hours.call_url,
        url=absolute(hours.get_absolute_url()),
        text=slot.agenda,
        free=free,
    )


def _host() -> str:
    return urlsplit(settings.PUBLIC_URL).hostname or "localhost"
