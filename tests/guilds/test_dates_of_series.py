"""A moved session says from when; the page of one of a series lists its next dates, with those moved and cancelled marked."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils.formats import date_format

from guilds.actions.hosting import cancel_session, change_session
from guilds.actions.repeating import start_series

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 12, 7, 9, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


@pytest.fixture
def three(mara):
    """The next three of a weekly circle, each on Thursday at 12:30 in Lisbon."""
    with time_machine.travel(NOW, tick=False):
        first = dt.datetime(2026, 12, 10, 12, 30, tzinfo=ZoneInfo("Europe/Lisbon"))
        told = {"title": "Circle", "starts_at": first, "zone": "Europe/Lisbon", "rule": "FREQ=WEEKLY", "minutes": 45}
        series = start_series(actor=mara, **told)
        yield list(series.sessions.order_by("starts_at")[:3])


def shown(client, session) -> str:
    return " ".join(client.get(session.get_absolute_url()).content.decode().split("<main")[1].split())


def test_what_was_moved_says_from_when_and_the_next_dates_are_marked(three, client_for, mara):
    first, moved, off = three
    before, after = moved.starts_at, moved.starts_at + DAY
    change_session(moved, actor=mara, version=moved.version, starts_at=after, ends_at=moved.ends_at + DAY)
    cancel_session(off, actor=mara, version=off.version)
    client = client_for(mara)
    words = date_format(before.astimezone(mara.zone), "D j M, H:i")
    assert shown(client, moved).count(f"moved from {words}") == 2
    page = shown(client, first)
    assert page.count("moved from") == 1 and page.count(">cancelled<") == 1
    assert "Next dates" in page and page.count(date_format(after.astimezone(mara.zone), "D j M, H:i")) == 1
