"""Answers of calendars, read from mails and files. Everything in them comes from outside: bounded, decoded with care, and
refused with a sentence where it is not what it should be. Pure: bytes in, an answer out."""

import datetime as dt
import email
import email.policy
import hashlib
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Any

from django.utils.translation import gettext_lazy as _
from icalendar import Calendar

from ecosystem.core.errors import Refused
from guilds.reply_addresses import secrets_in

LARGEST = 512 * 1024
MOST_PARTS = 50
CAME_TO = ("Delivered-To", "X-Original-To", "Envelope-To", "X-RcptTo", "To", "Cc")
KINDS = {"text/calendar", "application/ics"}
ANSWERS = {"ACCEPTED", "TENTATIVE", "DECLINED"}


@dataclass(frozen=True)
class Answer:
    """What one person's calendar says of one entry. `secrets`: what may show that it was asked; empty for a file."""

    message_id: str
    secrets: tuple[str, ...]
    attendee: str
    uid: str
    sequence: int
    said: str
    at: dt.datetime


def read_mail(raw: bytes) -> Answer:
    """The answer that a mail carries. Who it says it is from counts nothing, but what it was sent to."""
    _bound(raw)
    try:
        message = email.message_from_bytes(raw, policy=email.policy.default)
        came_to = [str(value) for name in CAME_TO for value in message.get_all(name, [])]
        known = str(message.get("Message-ID", "")).strip()
        text = _calendar_of(message)
    except Refused:
        raise
    except Exception as error:  # the parser of the standard library stumbles over broken headers in many ways
        raise Refused(_("This mail cannot be read.")) from error
    return _answer(text, known[:255] or _name_of(raw), came_to)


def read_file(raw: bytes) -> Answer:
    """The answer in an .ics file; the same content is the same message."""
    _bound(raw)
    return _answer(_decoded(raw, ""), _name_of(raw), None)


def _bound(raw: bytes) -> None:
    if len(raw) > LARGEST:
        raise Refused(_("This is too large for the answer of a calendar; half a megabyte is the most."))
    if not raw.strip():
        raise Refused(_("This is empty."))


def _calendar_of(message: Any) -> str:
    for number, part in enumerate(message.walk()):
        if number > MOST_PARTS:
            break
        name = str(part.get_filename() or "").lower()
        if part.get_content_type() in KINDS or name.endswith(".ics"):
            return _decoded(_payload(part), part.get_content_charset() or "")
    raise Refused(_("There is no answer of a calendar in this mail."))


def _payload(part: EmailMessage) -> bytes:
    found: Any = part.get_payload(decode=True)
    return found if isinstance(found, bytes) else b""


def _decoded(raw: bytes, charset: str) -> str:
    """As it says it is written, else as UTF-8, also with a mark in front or in 16 bits, else as Western European."""
    for name in (charset, "utf-16" if raw[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"):
        try:
            return raw.decode(name) if name else raw.decode("utf-8-sig")
        except (UnicodeDecodeError, LookupError):
            continue
    return raw.decode("cp1252", errors="replace")


def _answer(text: str, message_id: str, came_to: list[str] | None) -> Answer:
    """`came_to` None: from a file. The entry of an answer repeats whom it answers (ORGANIZER)."""
    event = _event_of(text)
    attendees: Any = event.get("ATTENDEE", [])
    attendees = attendees if isinstance(attendees, list) else [attendees]
    if len(attendees) != 1:
        raise Refused(_("An answer names one person; this one names %(n)s.") % {"n": len(attendees)})
    said = str(getattr(attendees[0], "params", {}).get("PARTSTAT", "")).upper()
    if said not in ANSWERS:
        raise Refused(_("This answer says neither yes, maybe nor no."))
    address = str(attendees[0]).strip()
    try:
        sequence, at = int(event.get("SEQUENCE", 0)), event.decoded("DTSTAMP")
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise Refused(_("This answer does not say when it was given, or to which edition.")) from error
    if not isinstance(at, dt.datetime) or not 0 <= sequence < 2**31:
        raise Refused(_("This answer does not say when it was given, or to which edition."))
    at = at if at.tzinfo else at.replace(tzinfo=dt.UTC)
    attendee = address[7:] if address.lower().startswith("mailto:") else address
    secrets = () if came_to is None else secrets_in([*came_to, str(event.get("ORGANIZER", ""))])
    return Answer(message_id, secrets, attendee.strip(), str(event.get("UID", "")).strip(), sequence, said, at)


def _event_of(text: str) -> Any:
    if "\x00" in text or "BEGIN:VCALENDAR" not in text.upper():
        raise Refused(_("This is no entry of a calendar."))
    try:
        calendar = Calendar.from_ical(text)
        method = str(calendar.get("METHOD", "")).upper()
        events = calendar.walk("VEVENT")
    except Exception as error:  # whatever the library says of a broken text, it is broken
        raise Refused(_("This entry of a calendar is broken.")) from error
    if method != "REPLY":
        raise Refused(_("This is no answer, but something else of a calendar."))
    if len(events) != 1 or not events[0].get("UID"):
        raise Refused(_("An answer is about one entry."))
    return events[0]


def _name_of(raw: bytes) -> str:
    return f"file-{hashlib.sha256(raw).hexdigest()}"
