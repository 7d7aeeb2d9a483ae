from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecosystem.core.periods import BadCode, Period, cycle_of, fiscal_year_of, parse, working_days_between, year_of


def test_fiscal_2026_from_february_ends_in_january_2027():
    period = cycle_of(date(2026, 11, 21), 2)
    assert period == Period(2026, 4, date(2026, 11, 1), date(2027, 1, 31))
    assert (period.code, period.label) == ("2026-Q4", "Q4, fiscal 2026")
    assert period.day_of(date(2026, 11, 21)) == (21, 92)
    assert period.year() == Period(2026, None, date(2026, 2, 1), date(2027, 1, 31))


@pytest.mark.parametrize(
    ("day", "first_month", "code"),
    [
        (date(2027, 1, 31), 2, "2026-Q4"),
        (date(2027, 2, 1), 2, "2027-Q1"),
        (date(2026, 1, 31), 2, "2025-Q4"),
        (date(2026, 12, 31), 1, "2026-Q4"),
        (date(2026, 9, 30), 10, "2025-Q4"),
        (date(2026, 10, 1), 10, "2026-Q1"),
        (date(2024, 2, 29), 12, "2023-Q1"),
    ],
)
def test_the_quarter_follows_the_fiscal_year(day, first_month, code):
    assert cycle_of(day, first_month).code == code


def test_the_year_has_a_code_and_a_label_of_its_own():
    year = year_of(date(2027, 1, 15), 2)
    assert (year.code, year.label, year.days) == ("2026", "Fiscal 2026", 365)
    assert (year.next().code, year.previous().code) == ("2027", "2025")


@pytest.mark.parametrize("code", ["2026-Q4", "2026", " 2026-Q1 "])
def test_codes_are_read_back(code):
    assert parse(code, 2).code == code.strip()


@pytest.mark.parametrize("code", ["", "2026-Q5", "2026-Q0", "26", "2026-q1", "1850", "2026-Q4x", "٢٠٢٦", "Q4 2026"])
def test_anything_else_is_no_cycle(code):
    with pytest.raises(BadCode):
        parse(code)


@pytest.mark.parametrize("month", [0, 13, -1])
def test_months_outside_the_year_are_refused(month):
    with pytest.raises(ValueError, match="1 to 12"):
        cycle_of(date(2026, 1, 1), month)
    with pytest.raises(ValueError, match="1 to 12"):
        parse("2026", month)


def test_days_before_and_after_the_period():
    period = parse("2026-Q4", 2)
    assert period.day_of(date(2026, 10, 31)) == (0, 92)
    assert period.day_of(date(2027, 3, 1)) == (92, 92)


def test_a_cycle_ends_at_local_midnight():
    period = parse("2026-Q4", 2)
    assert period.ends_at(ZoneInfo("Asia/Kolkata")) == datetime(2027, 1, 31, 18, 30, tzinfo=UTC)
    assert period.ends_at(ZoneInfo("America/Toronto")) == datetime(2027, 2, 1, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("a", "b", "days"),
    [
        (date(2026, 11, 20), date(2026, 11, 23), 1),
        (date(2026, 11, 20), date(2026, 11, 20), 0),
        (date(2026, 11, 23), date(2026, 11, 20), 0),
        (date(2026, 11, 21), date(2026, 11, 22), 0),
        (date(2026, 11, 16), date(2026, 11, 23), 5),
        (date(2026, 12, 23), date(2026, 12, 29), 2),
    ],
)
def test_working_days(a, b, days):
    assert working_days_between(a, b, {date(2026, 12, 25), date(2026, 12, 28), date(2026, 12, 26)}) == days


days = st.dates(date(1950, 1, 1), date(2900, 1, 1))
months = st.integers(1, 12)


@given(days, months)
def test_every_day_is_in_exactly_one_quarter_of_one_year(day, first_month):
    period = cycle_of(day, first_month)
    assert period.covers(day)
    assert not period.next().covers(day)
    assert not period.previous().covers(day)
    assert 89 <= period.days <= 92
    assert period.first_month == period.year().first_month == first_month
    assert period.year().covers(day)
    assert period.fiscal_year == fiscal_year_of(day, first_month)


@given(days, months)
def test_periods_follow_without_holes_and_read_back(day, first_month):
    period = cycle_of(day, first_month)
    assert period.next().start == period.end + timedelta(days=1)
    assert period.next().previous() == period
    assert parse(period.code, first_month) == period
    year = year_of(day, first_month)
    assert year.next().previous() == year == parse(year.code, first_month)


@given(days, st.integers(0, 400), st.frozensets(st.integers(0, 6)), st.sets(st.integers(-5, 60)))
def test_working_days_are_those_counted_one_by_one(a, span, week, off):
    b = a + timedelta(days=span)
    holidays = [a + timedelta(days=n) for n in off]
    counted = sum(
        (a + timedelta(days=n)).weekday() in week and a + timedelta(days=n) not in holidays for n in range(1, span + 1)
    )
    assert working_days_between(a, b, holidays, week) == counted
