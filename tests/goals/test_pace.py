from datetime import date, timedelta
from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goals.pace import (
    Point,
    Status,
    elapsed,
    forecast,
    keep_pace,
    milestone_pace,
    pace,
    pace_of,
    status_of,
    theil_sen,
    yes_no_pace,
)
from goals.progress import Direction, Kind, Measure, Milestone

START, END = date(2026, 1, 1), date(2026, 3, 31)
MIDDLE = date(2026, 2, 15)


def number(p):
    return Measure(Kind.NUMBER, Direction.UP, D(0), D(1), [D(p)])


def test_behind_in_the_middle_of_the_quarter():
    found = pace(D("0.30"), START, END, MIDDLE)
    assert round(found.elapsed, 3) == D("0.506")
    assert round(found.delta, 3) == D("-0.206")
    assert found.status is Status.BEHIND


@pytest.mark.parametrize(
    ("delta", "status"),
    [("0", "on_track"), ("0.3", "on_track"), ("-0.01", "watch"), ("-0.10", "watch"), ("-0.101", "behind")],
)
def test_status_by_distance(delta, status):
    assert status_of(D(delta)) == status


@pytest.mark.parametrize(
    ("p", "today", "status"),
    [
        ("0", START, Status.EARLY),
        ("0", START - timedelta(days=40), Status.EARLY),
        ("0", START + timedelta(days=8), Status.EARLY),
        ("0", START + timedelta(days=9), Status.BEHIND),
        ("0.99", END, Status.WATCH),
        ("0.99", END + timedelta(days=1), Status.OVERDUE),
        ("1", END + timedelta(days=1), Status.DONE),
        ("1", START, Status.DONE),
        (None, MIDDLE, None),
        (None, START, Status.EARLY),
        (None, END + timedelta(days=1), Status.OVERDUE),
    ],
)
def test_status_words(p, today, status):
    assert pace(None if p is None else D(p), START, END, today).status is status


def test_a_span_of_one_day_is_gone_on_that_day():
    assert elapsed(START, START, START) == 1
    assert elapsed(START, START, START - timedelta(days=1)) == 0


@pytest.mark.parametrize(
    ("p", "today", "status"),
    [
        ("1", MIDDLE, Status.ON_TRACK),
        ("1", START, Status.EARLY),
        ("0.9", MIDDLE, Status.WATCH),
        ("0.8", MIDDLE, Status.BEHIND),
        ("1", END + timedelta(days=1), Status.DONE),
        ("0.9", END + timedelta(days=1), Status.OVERDUE),
    ],
)
def test_what_is_to_be_held_is_expected_to_hold_at_any_time(p, today, status):
    assert keep_pace(D(p), START, END, today).status is status


def test_milestones_have_a_pace_only_where_all_carry_days():
    dated = [Milestone(True, due=date(2026, 1, 20)), Milestone(False, due=date(2026, 2, 14)), Milestone(False, due=END)]
    found = milestone_pace(dated, START, END, MIDDLE)
    assert (round(found.expected, 2), found.status) == (D("0.67"), Status.BEHIND)
    assert milestone_pace(dated, START, END, date(2026, 2, 14)).status is Status.ON_TRACK
    assert milestone_pace([*dated, Milestone(False)], START, END, MIDDLE).status is None
    assert milestone_pace([], START, END, MIDDLE).status is None


def test_yes_no_says_what_the_last_check_in_said_unless_done_or_overdue():
    assert yes_no_pace(D(0), START, END, MIDDLE, Status.WATCH).status is Status.WATCH
    assert yes_no_pace(D(0), START, END, MIDDLE, None).status is None
    assert yes_no_pace(D(1), START, END, MIDDLE, Status.WATCH).status is Status.DONE
    assert yes_no_pace(D(0), START, END, END + timedelta(days=1), Status.WATCH).status is Status.OVERDUE
    assert yes_no_pace(D(0), START, END, MIDDLE, None).delta is None


@pytest.mark.parametrize(
    ("measure", "status"),
    [
        (number("0.3"), Status.BEHIND),
        (Measure(Kind.YES_NO, readings=[D(0)]), Status.ON_TRACK),
        (Measure(Kind.KEEP, Direction.HOLD_BELOW, target=D(2), readings=[D(1)]), Status.ON_TRACK),
        (Measure(Kind.MILESTONES, milestones=[Milestone(False, due=START)]), Status.BEHIND),
    ],
)
def test_every_measure_finds_its_pace(measure, status):
    assert pace_of(measure, START, END, MIDDLE, last_status=Status.ON_TRACK).status is status


def points(*values, step=7):
    return [Point(START + timedelta(days=step * (n + 1)), D(str(v))) for n, v in enumerate(values)]


def test_forecast_is_a_ratio_until_three_check_ins():
    found = forecast(number("0.3"), points("0.1", "0.3"), START, END, MIDDLE)
    assert (round(found.value, 3), found.low, found.high) == (D("0.593"), None, None)
    assert forecast(number("0.9"), [], START, END, START + timedelta(days=5)).value == D("1.5")


def test_forecast_follows_the_line_from_three_check_ins_and_ignores_an_outlier():
    straight = points("0.1", "0.2", "0.3", "0.4", "0.5")
    found = forecast(number("0.5"), straight, START, END, MIDDLE)
    assert round(found.value, 3) == round(found.low, 3) == round(found.high, 3) == round(D(89) / 70, 3)
    bent = points("0.1", "0.2", "0.3", "0.9", "0.5")
    with_outlier = forecast(number("0.5"), bent, START, END, MIDDLE)
    assert with_outlier.low <= with_outlier.value <= with_outlier.high
    assert with_outlier.low < with_outlier.high


@pytest.mark.parametrize(
    ("measure", "today"),
    [
        (Measure(Kind.YES_NO, readings=[D(1)]), MIDDLE),
        (Measure(Kind.MILESTONES, milestones=[Milestone(True)]), MIDDLE),
        (Measure(Kind.KEEP, Direction.HOLD_ABOVE, target=D(2), readings=[D(3)]), MIDDLE),
        (number("0"), MIDDLE),
        (number("-0.2"), MIDDLE),
        (number("0.5"), START),
        (number("0.5"), END + timedelta(days=1)),
        (Measure(Kind.NUMBER, baseline=D(0), target=D(1)), MIDDLE),
    ],
)
def test_what_is_never_forecast(measure, today):
    assert forecast(measure, points("0.1", "0.2", "0.3"), START, END, today) is None


def test_two_check_ins_of_one_day_are_one_point_and_the_last_counts():
    same_day = [Point(MIDDLE, D("0.1")), Point(MIDDLE, D("0.4")), Point(MIDDLE - timedelta(days=1), D("0.3"))]
    assert forecast(number("0.4"), same_day, START, END, MIDDLE).low is None


def test_theil_sen_interval_narrows_with_more_points():
    wobble = [D(n) / 20 + (D("0.02") if n % 2 else D(0)) for n in range(12)]
    few, many = theil_sen(points(*wobble[:4])), theil_sen(points(*wobble))
    assert many[2] - many[0] < few[2] - few[0]
    assert many[0] <= many[1] <= many[2]


progresses = st.integers(-50, 200).map(lambda n: D(n) / 100)
days = st.integers(-30, 150).map(lambda n: START + timedelta(days=n))


@given(progresses, days)
def test_more_progress_never_worsens_the_status(p, today):
    order = [Status.OVERDUE, Status.BEHIND, Status.WATCH, Status.EARLY, Status.ON_TRACK, Status.DONE]
    before, after = (pace(v, START, END, today).status for v in (p, p + D("0.1")))
    assert order.index(before) <= order.index(after)


@given(st.lists(progresses, max_size=10), st.integers(1, 89))
def test_forecasts_are_ordered_and_bounded(values, gone):
    today = START + timedelta(days=gone)
    found = forecast(number("0.4"), points(*values, step=3), START, END, today)
    assert 0 <= found.value <= D("1.5")
    if found.low is not None:
        assert 0 <= found.low <= found.value <= found.high <= D("1.5")
