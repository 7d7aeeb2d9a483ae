import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from ecosystem.core import schedules
from ecosystem.core.schedules import Schedule, every, give, given, hourly, nightly

LISBON, KOLKATA, LORD_HOWE = ZoneInfo("Europe/Lisbon"), ZoneInfo("Asia/Kolkata"), ZoneInfo("Australia/Lord_Howe")


def utc(text):
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


def test_every_quarter_of_an_hour():
    (period,) = every(minutes=15).due(utc("2026-12-08T20:29:59"), LISBON)
    assert (period.name, period.due_at) == ("2026-12-08T20:15Z", utc("2026-12-08T20:15:00"))


def test_hourly():
    (period,) = hourly().due(utc("2026-12-08T20:59:00"), KOLKATA)
    assert period.name == "2026-12-08T20:00Z"


def test_a_day_holds_a_whole_number_of_turns():
    with pytest.raises(ValueError):
        every(minutes=7)


def test_nightly_in_the_zone_of_the_organisation():
    due = nightly("02:15").due(utc("2026-12-08T20:50:00"), KOLKATA)
    assert (due[-1].name, due[-1].due_at) == ("2026-12-09", utc("2026-12-08T20:45:00"))
    assert nightly("02:15").due(utc("2026-12-08T20:44:59"), KOLKATA)[-1].name == "2026-12-08"


def test_missed_nights_are_due_for_a_week():
    due = nightly("02:15").due(utc("2026-12-08T12:00:00"), LISBON)
    assert [period.name for period in due] == [f"2026-12-0{day}" for day in range(2, 9)]


@pytest.mark.parametrize(
    ("night", "at", "moment"),
    [
        ("2026-03-29", "01:30", "2026-03-29T01:30:00"),  # does not exist: half an hour into summer time
        ("2026-10-25", "01:30", "2026-10-25T00:30:00"),  # comes twice: the first counts
    ],
)
def test_a_night_with_a_change_of_the_clock_has_its_run(night, at, moment):
    due = nightly(at).due(utc(f"{night}T12:00:00"), LISBON)
    assert [period.name for period in due].count(night) == 1
    assert due[-1].due_at == utc(moment)


@for_all(
    st.datetimes(dt.datetime(2026, 1, 1), dt.datetime(2027, 12, 31)),
    st.sampled_from([LISBON, KOLKATA, LORD_HOWE]),
    st.times(),
)
def test_every_night_is_due_exactly_once_whenever_one_looks(start, zone, at):
    """Looking every 15 minutes over three days finds each date once, however often it is found."""
    cadence, names = nightly(at.strftime("%H:%M")), []
    for turn in range(4 * 24 * 3):
        moment = start.replace(tzinfo=dt.UTC) + turn * dt.timedelta(minutes=15)
        names += [period.name for period in cadence.due(moment, zone) if period.name not in names]
        assert all(period.due_at <= moment for period in cadence.due(moment, zone))
    dates = [dt.date.fromisoformat(name) for name in names]
    assert dates == [dates[0] + dt.timedelta(days=n) for n in range(len(dates))]


def test_schedules_are_given_once_and_by_different_names(monkeypatch):
    monkeypatch.setattr(schedules, "_given", [])
    roll_up = Schedule("roll-up", "reports.roll_up", nightly("02:15"), "Every night the gaps are summed up.")
    give([roll_up])
    assert given() == [roll_up]
    with pytest.raises(ValueError):
        give([roll_up, roll_up])
