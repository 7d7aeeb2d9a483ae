"""Calendar entries of RFC 5545 and their messages of RFC 5546, built by the calendar library. Pure: values in, text out.

An entry keeps its UID for good; each change raises SEQUENCE, so that calendars replace what they have. Times are given at
the wall clock of the entry's own zone, with the zone's rules (VTIMEZONE) for the years that matter.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone, vCalAddress, vUri

PRODUCT = "-//Understory//Sessions//EN"
REFRESH = dt.timedelta(hours=1)
REQUEST, CANCEL, PUBLISH = "REQUEST", "CANCEL", "PUBLISH"
CONFIRMED, TENTATIVE, CANCELLED = "CONFIRMED", "TENTATIVE", "CANCELLED"


@dataclass(frozen=True)
class Entry:
    """One thing in a calendar. `changed_at` is when it was said last (DTSTAMP); `free` leaves the hour free for others."""

    uid: str
    sequence: int
    title: str
    starts_at: dt.datetime
    ends_at: dt.datetime
    zone: str
    changed_at: dt.datetime
    status: str = CONFIRMED
    place: str = ""
    call_url: str = ""
    url: str = ""
    text: str = ""
    free: bool = False

    @property
    def location(self) -> str:
        return self.place or self.call_url

    @property
    def description(self) -> str:
        """The text, then how to join and where it is read about."""
        call = self.call_url if self.call_url != self.location else ""
        return "\n\n".join(part for part in (self.text.strip(), call, self.url) if part)


@dataclass(frozen=True)
class Party:
    """Who invites, or who is invited: a name and a mail address."""

    name: str
    email: str


def invitation(entry: Entry, *, organizer: Party, guest: Party, answered: bool = False) -> str:
    """METHOD:REQUEST for one guest: the first time, and again with a higher SEQUENCE when it moves.

    `answered`: they took the seat themselves; else their calendar asks them.
    """
    return _message(REQUEST, entry, organizer, guest, "ACCEPTED" if answered else "NEEDS-ACTION")


def cancellation(entry: Entry, *, organizer: Party, guest: Party) -> str:
    """METHOD:CANCEL for one guest: the meeting is off, or they gave up their seat."""
    return _message(CANCEL, entry, organizer, guest, "")


def published(entries: Iterable[Entry], *, name: str) -> str:
    """METHOD:PUBLISH: what a feed holds, or one entry to download. Nobody else is named in it."""
    found = list(entries)
    calendar = _calendar(PUBLISH, found)
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    for entry in found:
        calendar.add_component(_event(entry))
    return calendar.to_ical().decode()


def _message(method: str, entry: Entry, organizer: Party, guest: Party, answer: str) -> str:
    calendar = _calendar(method, [entry])
    event = _event(entry)
    event.add("organizer", _address(organizer))
    attendee = _address(guest)
    attendee.params["CUTYPE"], attendee.params["ROLE"] = "INDIVIDUAL", "REQ-PARTICIPANT"
    if method == CANCEL:
        event["STATUS"] = CANCELLED
    else:
        attendee.params["PARTSTAT"], attendee.params["RSVP"] = answer, "TRUE"
    event.add("attendee", attendee, encode=False)
    calendar.add_component(event)
    return calendar.to_ical().decode()


def _calendar(method: str, entries: list[Entry]) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    for zone in sorted({entry.zone for entry in entries} - {"UTC"}):
        years = [moment.year for entry in entries if entry.zone == zone for moment in (entry.starts_at, entry.ends_at)]
        calendar.add_component(zone_rules(zone, min(years), max(years)))
    return calendar


@lru_cache(maxsize=64)
def zone_rules(zone: str, first_year: int, last_year: int) -> Timezone:
    """VTIMEZONE from the year before to the year after: what a calendar needs for entries of these years, and no more."""
    rules = Timezone.from_tzid(zone, first_date=dt.date(first_year - 1, 1, 1), last_date=dt.date(last_year + 1, 12, 31))
    for observance in rules.subcomponents:
        _begin_at_the_old_clock(observance)
    return rules


def _begin_at_the_old_clock(observance: Any) -> None:
    """RFC 5545 names the beginning by the clock before it; where the clock jumps ahead the library names it by the new one."""
    jump = observance.TZOFFSETTO - observance.TZOFFSETFROM
    if jump <= dt.timedelta(0):
        return
    observance.DTSTART -= jump
    if again := observance.pop("RDATE", None):
        observance.add("rdate", [day.dt - jump for day in again.dts])


def _event(entry: Entry) -> Event:
    event, place = Event(), ZoneInfo(entry.zone)
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    event.add("dtstamp", entry.changed_at.astimezone(dt.UTC))
    event.add("last-modified", entry.changed_at.astimezone(dt.UTC))
    event.add("dtstart", entry.starts_at.astimezone(place))
    event.add("dtend", entry.ends_at.astimezone(place))
    event.add("summary", entry.title)
    event.add("status", entry.status)
    event.add("transp", "TRANSPARENT" if entry.free else "OPAQUE")
    if entry.location:
        event.add("location", entry.location)
    if entry.url:
        event.add("url", vUri(entry.url))
    if entry.description:
        event.add("description", entry.description)
    return event


def _address(party: Party) -> vCalAddress:
    address = vCalAddress(f"mailto:{party.email}")
    address.params["CN"] = party.name
    return address
