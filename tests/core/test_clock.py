import datetime as dt
from zoneinfo import ZoneInfo

import pytest
import time_machine

from ecosystem.core import clock, policy
from ecosystem.core.policy import Policy

KOLKATA, LOS_ANGELES = ZoneInfo("Asia/Kolkata"), ZoneInfo("America/Los_Angeles")


@pytest.fixture(autouse=True)
def in_kolkata(monkeypatch):
    monkeypatch.setattr(policy, "_provider", lambda: Policy(time_zone="Asia/Kolkata"))


@time_machine.travel("2026-12-08T20:00:00Z", tick=False)
def test_the_clock_can_be_set():
    assert clock.now() == dt.datetime(2026, 12, 8, 20, tzinfo=dt.UTC)


@time_machine.travel("2026-12-08T20:00:00Z", tick=False)
def test_today_is_a_date_of_the_organisation():
    assert clock.today() == dt.date(2026, 12, 9)
    assert clock.today(LOS_ANGELES) == dt.date(2026, 12, 8)


@time_machine.travel("2026-12-08T20:00:00Z", tick=False)
def test_a_zone_holds_for_a_while():
    with clock.in_zone(LOS_ANGELES):
        assert clock.today() == dt.date(2026, 12, 8)
        assert clock.today(KOLKATA) == dt.date(2026, 12, 9)
    assert clock.today() == dt.date(2026, 12, 9)


def test_a_day_begins_at_local_midnight():
    assert clock.start_of(dt.date(2026, 12, 9)) == dt.datetime(2026, 12, 8, 18, 30, tzinfo=dt.UTC)
