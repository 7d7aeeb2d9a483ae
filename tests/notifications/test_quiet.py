from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecosystem.notifications.quiet import (
    Rhythm,
    is_allowed,
    is_at_work,
    next_allowed,
    next_at_work,
    service_moment,
    wait_after,
)

TORONTO, LISBON, PUNE = ZoneInfo("America/Toronto"), ZoneInfo("Europe/Lisbon"), ZoneInfo("Asia/Kolkata")
AUCKLAND, APIA = ZoneInfo("Pacific/Auckland"), ZoneInfo("Pacific/Apia")


def utc(*parts):
    return datetime(*parts, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "moment", "expected"),
    [
        (PUNE, utc(2026, 11, 20, 3, 29), utc(2026, 11, 20, 3, 30)),
        (PUNE, utc(2026, 11, 20, 11, 29), utc(2026, 11, 20, 11, 29)),
        (PUNE, utc(2026, 11, 20, 11, 30), utc(2026, 11, 23, 3, 30)),
        (TORONTO, utc(2026, 10, 30, 22, 0), utc(2026, 11, 2, 14, 0)),
        (TORONTO, utc(2026, 3, 6, 23, 0), utc(2026, 3, 9, 13, 0)),
        (AUCKLAND, utc(2026, 9, 25, 12, 0), utc(2026, 9, 27, 20, 0)),
        (AUCKLAND, utc(2026, 4, 3, 12, 0), utc(2026, 4, 5, 21, 0)),
        (LISBON, utc(2026, 11, 21, 12, 0), utc(2026, 11, 23, 9, 0)),
    ],
)
def test_the_next_opening_is_nine_in_the_persons_own_zone(zone, moment, expected):
    assert next_at_work(moment, Rhythm(zone)) == expected


def test_leave_and_holidays_are_leapt_over():
    leave = [(date(2026, 11, 23), date(2026, 11, 25))]
    rhythm = Rhythm(LISBON, holidays=frozenset({date(2026, 11, 26)}), leave=leave)
    assert next_at_work(utc(2026, 11, 20, 18), rhythm) == utc(2026, 11, 27, 9)
    assert not is_at_work(date(2026, 11, 25), rhythm)
    assert is_at_work(date(2026, 11, 27), rhythm)


def test_leave_without_an_end_and_a_week_without_work_never_open():
    assert next_at_work(utc(2026, 11, 21, 12), Rhythm(LISBON, leave=[(date(2026, 11, 20), None)])) is None
    assert next_at_work(utc(2026, 11, 21, 12), Rhythm(LISBON, working_days=frozenset())) is None


def test_weekends_are_the_persons_own():
    sunday_to_thursday = Rhythm(ZoneInfo("Asia/Dubai"), working_days=frozenset({6, 0, 1, 2, 3}))
    assert next_at_work(utc(2026, 11, 20, 8), sunday_to_thursday) == utc(2026, 11, 22, 5)


def test_a_day_that_the_zone_skipped_does_not_open():
    assert next_at_work(datetime(2011, 12, 29, 18, tzinfo=APIA), Rhythm(APIA)) == datetime(2012, 1, 2, 9, tzinfo=APIA)


def test_an_opening_in_the_hour_that_clocks_skip_comes_right_after():
    rhythm = Rhythm(TORONTO, working_days=frozenset(range(7)), opens=time(2, 30), closes=time(5))
    assert next_at_work(utc(2026, 3, 8, 5), rhythm) == utc(2026, 3, 8, 7, 30)


def test_hours_alone_open_on_any_day():
    assert next_allowed(utc(2026, 11, 21, 2), LISBON) == utc(2026, 11, 21, 9)
    assert next_allowed(utc(2026, 11, 21, 16, 59), LISBON) == utc(2026, 11, 21, 16, 59)
    assert next_allowed(utc(2026, 11, 21, 17), LISBON) == utc(2026, 11, 22, 9)
    assert next_allowed(utc(2026, 11, 21, 17), LISBON, time(8), time(18)) == utc(2026, 11, 21, 17)


def test_service_messages_wait_too_unless_less_than_a_day_is_left():
    saturday = utc(2026, 11, 21, 12)
    assert service_moment(saturday, Rhythm(LISBON)) == utc(2026, 11, 23, 9)
    assert service_moment(saturday, Rhythm(LISBON), saturday + timedelta(hours=24)) == utc(2026, 11, 23, 9)
    assert service_moment(saturday, Rhythm(LISBON), saturday + timedelta(hours=23, minutes=59)) == saturday


@pytest.mark.parametrize(("ignored", "days"), [(0, 14), (1, 14), (2, 28), (3, 28), (4, None), (9, None)])
def test_the_wait_doubles_after_two_ignored_and_ends_after_four(ignored, days):
    assert wait_after(timedelta(days=14), ignored) == (days and timedelta(days=days))


def test_moments_without_a_zone_and_hours_that_never_open_are_refused():
    with pytest.raises(ValueError, match="time zone"):
        is_allowed(datetime(2026, 11, 20, 12), Rhythm(LISBON))
    with pytest.raises(ValueError, match="open before they close"):
        Rhythm(LISBON, opens=time(17), closes=time(9))


rhythms = st.builds(
    Rhythm,
    zone=st.sampled_from(
        [TORONTO, LISBON, PUNE, AUCKLAND, ZoneInfo("Asia/Kathmandu"), ZoneInfo("Australia/Lord_Howe")]
    ),
    working_days=st.frozensets(st.integers(0, 6)),
    holidays=st.frozensets(st.dates(date(2026, 1, 1), date(2027, 12, 31)), max_size=5),
    leave=st.lists(
        st.tuples(
            st.dates(date(2026, 1, 1), date(2027, 12, 31)), st.none() | st.dates(date(2026, 1, 1), date(2027, 12, 31))
        ),
        max_size=2,
    ),
)
moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 6, 1), timezones=st.just(UTC))


@given(moments, rhythms)
def test_what_is_found_is_allowed_not_past_and_stays(moment, rhythm):
    found = next_at_work(moment, rhythm)
    if found is None:
        return
    assert found >= moment
    assert is_allowed(found, rhythm)
    assert found.utcoffset() == timedelta(0)
    assert next_at_work(found, rhythm) == found


@given(moments, rhythms, st.floats(0, 1))
def test_nothing_before_it_was_allowed(moment, rhythm, part):
    found = next_at_work(moment, rhythm)
    end = found or moment + timedelta(days=30)
    between = moment + (end - moment) * part
    if between < end:
        assert not is_allowed(between, rhythm) or between == found


@given(moments, rhythms)
def test_quiet_hours_never_reach_into_the_night(moment, rhythm):
    found = next_allowed(moment, rhythm.zone)
    assert 9 <= found.astimezone(rhythm.zone).hour < 17
    assert moment <= found <= moment + timedelta(hours=17)
