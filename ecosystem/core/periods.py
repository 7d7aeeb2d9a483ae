"""Cycles of the fiscal year, their names and codes, and working days (pure date maths).

Fiscal 2026 with first month 2 runs 1 Feb 2026 – 31 Jan 2027; its quarter 4 is 1 Nov 2026 – 31 Jan 2027, code `2026-Q4`.
Both ends of a period belong to it. It ends at local midnight after its last day.
"""

import re
from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

MONTHS = 12
MONTHS_IN_QUARTER = 3
CODE = re.compile(r"(19\d\d|2\d\d\d)(?:-Q([1-4]))?", re.ASCII)
MONDAY_TO_FRIDAY = frozenset(range(5))


class BadCode(ValueError):
    """Not a cycle: neither `2026` nor `2026-Q4`."""


class Period(NamedTuple):
    """A quarter of a fiscal year, or the whole year (quarter None). Fiscal years carry the year in which they begin."""

    fiscal_year: int
    quarter: int | None
    start: date
    end: date

    @property
    def code(self) -> str:
        return f"{self.fiscal_year}-Q{self.quarter}" if self.quarter else str(self.fiscal_year)

    @property
    def label(self) -> str:
        """English; templates translate from `quarter` and `fiscal_year`."""
        return f"Q{self.quarter}, fiscal {self.fiscal_year}" if self.quarter else f"Fiscal {self.fiscal_year}"

    @property
    def days(self) -> int:
        return (self.end - self.start).days + 1

    @property
    def first_month(self) -> int:
        """The first month of the fiscal year it belongs to."""
        return (self.start.month - 1 - MONTHS_IN_QUARTER * ((self.quarter or 1) - 1)) % MONTHS + 1

    def covers(self, day: date) -> bool:
        return self.start <= day <= self.end

    def day_of(self, day: date) -> tuple[int, int]:
        """(n, m) for "day n of m"; 0 before the period, m after it."""
        return min(max(0, (day - self.start).days + 1), self.days), self.days

    def next(self) -> "Period":
        return self._like(self.end + timedelta(days=1))

    def previous(self) -> "Period":
        return self._like(self.start - timedelta(days=1))

    def _like(self, day: date) -> "Period":
        return cycle_of(day, self.first_month) if self.quarter else year_of(day, self.first_month)

    def year(self) -> "Period":
        """The fiscal year around it."""
        return _period(self.fiscal_year, None, self.first_month)

    def ends_at(self, zone: ZoneInfo) -> datetime:
        """The first moment after it, in UTC: midnight in the organisation's zone."""
        return datetime.combine(self.end + timedelta(days=1), time(), tzinfo=zone).astimezone(UTC)


def fiscal_year_of(day: date, first_month: int) -> int:
    return day.year if day.month >= _month(first_month) else day.year - 1


def cycle_of(day: date, first_month: int = 1) -> Period:
    """The quarter that a day is in. Raises ValueError for a month outside 1–12 and for years outside the calendar."""
    quarter = (day.month - _month(first_month)) % MONTHS // MONTHS_IN_QUARTER + 1
    return _period(fiscal_year_of(day, first_month), quarter, first_month)


def year_of(day: date, first_month: int = 1) -> Period:
    """The fiscal year that a day is in."""
    return _period(fiscal_year_of(day, first_month), None, first_month)


def parse(code: str, first_month: int = 1) -> Period:
    """The period of a code, `2026` or `2026-Q4`; raises BadCode."""
    found = CODE.fullmatch(code.strip())
    if not found:
        raise BadCode(code)
    return _period(int(found[1]), int(found[2]) if found[2] else None, _month(first_month))


def _month(first_month: int) -> int:
    if not 1 <= first_month <= MONTHS:
        raise ValueError("the first month of the fiscal year is 1 to 12")
    return first_month


def _period(fiscal_year: int, quarter: int | None, first_month: int) -> Period:
    first = first_month - 1 + MONTHS_IN_QUARTER * ((quarter or 1) - 1)
    after = first + (MONTHS_IN_QUARTER if quarter else MONTHS)
    return Period(
        fiscal_year, quarter, _first_of(fiscal_year, first), _first_of(fiscal_year, after) - timedelta(days=1)
    )


def _first_of(year: int, months: int) -> date:
    """The first day of the month that lies `months` after January of the year."""
    return date(year + months // MONTHS, months % MONTHS + 1, 1)


def working_days_between(
    a: date, b: date, holidays: Collection[date] = (), working_days: Collection[int] = MONDAY_TO_FRIDAY
) -> int:
    """Working days after `a` up to and including `b`: Friday to Monday is 1, a day to itself or backwards 0."""
    if b <= a:
        return 0
    weeks, rest = divmod((b - a).days, 7)
    days = weeks * len(set(working_days))
    days += sum((a + timedelta(days=n)).weekday() in working_days for n in range(1, rest + 1))
    return days - sum(a < day <= b and day.weekday() in working_days for day in set(holidays))
