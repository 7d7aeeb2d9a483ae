"""Calendar entries as other programs read them: parsed by a library that is not the one that wrote them."""

import datetime as dt
import io
from zoneinfo import ZoneInfo

import pytest
from dateutil.tz import tzical
from ics import Calendar

from guilds.calendar import Entry, Party, cancellation, invitation, published, zone_rules
from guilds.calendar_links import google_link, outlook_link
from guilds.recurrence import starts
from tests.factories.meeting import at

HOST, GUEST = Party("Nora Test", "learn@example.com"), Party("Émil, T.", "emil@example.com")
ZONES = ("Europe/Lisbon", "America/New_York", "Asia/Kolkata", "Pacific/Auckland", "Australia/Lord_Howe", "Africa/Cairo")


def entry(starts_at: dt.datetime, zone: str = "Europe/Lisbon", **told) -> Entry:
    given = {
        "uid": "7a@learn.example.com",
        "sequence": 3,
        "title": "Tracing; queues, über und Ärger",
        "place": "Room 4",
    }
    given |= {"changed_at": at("UTC", 2026, 3, 1, 8), "text": "- Bring a case\n- Ask", "url": "https://x.example/s/1/"}
    given |= {"starts_at": starts_at, "ends_at": starts_at + dt.timedelta(minutes=45), "zone": zone, **told}
    return Entry(**given)


def parsed(text: str):
    (event,) = Calendar(text).events
    return event


def test_an_invitation_says_what_calendars_ask_for():
    text = invitation(entry(at("Europe/Lisbon", 2026, 3, 26, 12, 30)), organizer=HOST, guest=GUEST)
    calendar, event = Calendar(text), parsed(text)
    assert (calendar.method, event.uid, event.status) == ("REQUEST", "7a@learn.example.com", "CONFIRMED")
    assert event.name == "Tracing; queues, über und Ärger"
    assert event.location == "Room 4"
    assert event.description == "- Bring a case\n- Ask\n\nhttps://x.example/s/1/"
    assert event.url == "https://x.example/s/1/"
    assert (event.organizer.email, event.organizer.common_name) == ("learn@example.com", "Nora Test")
    (guest,) = event.attendees
    assert (guest.email, guest.common_name) == ("emil@example.com", "Émil, T.")
    assert (guest.rsvp, guest.partstat) == (True, "NEEDS-ACTION")
    assert event.begin.datetime == at("Europe/Lisbon", 2026, 3, 26, 12, 30)
    assert "SEQUENCE:3\r\n" in text and "DTSTAMP:20260301T080000Z\r\n" in text
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))


def test_who_took_the_seat_has_said_yes_and_a_cancellation_asks_nothing():
    meeting = entry(at("Europe/Lisbon", 2026, 3, 26, 12, 30))
    (guest,) = parsed(invitation(meeting, organizer=HOST, guest=GUEST, answered=True)).attendees
    assert guest.partstat == "ACCEPTED"
    off = cancellation(meeting, organizer=HOST, guest=GUEST)
    assert (Calendar(off).method, parsed(off).status) == ("CANCEL", "CANCELLED")
    assert "RSVP" not in off and "PARTSTAT" not in off


@pytest.mark.parametrize("zone", ZONES)
def test_the_rules_of_a_zone_hold_for_every_hour_of_both_nights(zone):
    """Read by dateutil and compared with the zone itself, for the hours around each change of the clock."""
    read = tzical(io.StringIO(zone_rules(zone, 2026, 2026).to_ical().decode())).get(zone)
    place, moment, wrong = ZoneInfo(zone), dt.datetime(2026, 1, 1, tzinfo=dt.UTC), []
    while moment.year == 2026:
        if moment.astimezone(read).utcoffset() != moment.astimezone(place).utcoffset():
            wrong.append(moment)
        moment += dt.timedelta(minutes=30)
    assert wrong == []


@pytest.mark.parametrize(
    ("zone", "before", "after"),
    [
        ("Europe/Lisbon", (2026, 3, 26), (2026, 4, 2)),
        ("Europe/Lisbon", (2026, 10, 22), (2026, 10, 29)),
        ("Asia/Kolkata", (2026, 3, 26), (2026, 4, 2)),
        ("Pacific/Auckland", (2026, 4, 2), (2026, 4, 9)),
        ("Pacific/Auckland", (2026, 9, 24), (2026, 10, 1)),
    ],
)
def test_a_series_keeps_its_wall_clock_in_the_feed_and_the_moved_one_its_own(zone, before, after):
    """A week before and a week after the clocks change, in Pune where they do not, and one of the series moved."""
    days = list(
        starts("FREQ=WEEKLY;BYDAY=TH", dt.date(*before), dt.time(12, 30), zone, dt.date(*before), dt.date(*after))
    )
    assert len(days) == 2
    moved = entry(at(zone, *after, 17, 15), zone, uid="moved@x", sequence=1)
    kept = [entry(day, zone, uid=f"{number}@x", sequence=0) for number, day in enumerate(days)]
    found = {event.uid: event.begin.datetime for event in Calendar(published([*kept, moved], name="Guild")).events}
    place = ZoneInfo(zone)
    clocks = {uid: moment.astimezone(place).strftime("%H:%M") for uid, moment in found.items()}
    assert clocks == {"0@x": "12:30", "1@x": "12:30", "moved@x": "17:15"}
    assert found["moved@x"] == moved.starts_at


def test_a_feed_names_nobody_and_each_zone_once():
    entries = [
        entry(at("UTC", 2026, 5, day, 9), zone, uid=f"{day}@x") for day, zone in ((4, "UTC"), (5, "Asia/Kolkata"))
    ]
    text = published([*entries, entry(at("UTC", 2026, 5, 6, 9), "Asia/Kolkata", uid="6@x")], name="Mine")
    assert len(Calendar(text).events) == 3
    assert text.count("BEGIN:VTIMEZONE") == 1
    assert "ATTENDEE" not in text and "ORGANIZER" not in text
    assert not Calendar(published([], name="Mine")).events


def test_links_into_calendars_on_the_web_carry_the_session_and_nothing_else():
    meeting = entry(at("Europe/Lisbon", 2026, 7, 2, 12, 30), call_url="https://call.example/1")
    google, outlook = google_link(meeting), outlook_link(meeting)
    assert "dates=20260702T113000Z%2F20260702T121500Z" in google and "ctz=Europe%2FLisbon" in google
    assert "startdt=2026-07-02T11%3A30%3A00Z" in outlook
    assert not any(word in google + outlook for word in ("utm", "emil", "user"))
