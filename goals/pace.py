"""Whether progress keeps pace with time, which status a check-in proposes, and where it will end (pure formulas).

`p` is raw progress (0 baseline, 1 target), `e` the share of the time gone, Δ = p − e. All thresholds are [ours].
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from itertools import combinations
from math import sqrt
from statistics import NormalDist, median

from goals.progress import ONE, ZERO, Kind, Measure, Milestone, is_keep, progress, weights_or_equal

EARLY_BEFORE = Decimal("0.10")
WATCH_FROM = Decimal("-0.10")
MOST_FORECAST = Decimal("1.5")
CHECK_INS_FOR_SLOPE = 3
INTERVAL_COVERAGE = 0.80


class Status(StrEnum):
    EARLY = "early"
    ON_TRACK = "on_track"
    WATCH = "watch"
    BEHIND = "behind"
    OVERDUE = "overdue"
    DONE = "done"


@dataclass(frozen=True)
class Pace:
    """e, what was to be expected by now, Δ against that, and the status proposed; None where there is nothing to say."""

    elapsed: Decimal
    expected: Decimal | None
    delta: Decimal | None
    status: Status | None


@dataclass(frozen=True)
class Point:
    """Progress as a check-in of that day found it."""

    day: date
    progress: Decimal


@dataclass(frozen=True)
class Forecast:
    """Progress at the end, 0–1.5; low and high only where the check-ins allow a slope."""

    value: Decimal
    low: Decimal | None = None
    high: Decimal | None = None


def elapsed(start: date, end: date, today: date) -> Decimal:
    """`e = (today − start)/(end − start)`, clamped to 0–1. A span of one day is gone on that day."""
    if end <= start:
        return ONE if today >= end else ZERO
    return min(ONE, max(ZERO, Decimal((today - start).days) / (end - start).days))


def pace(p: Decimal | None, start: date, end: date, today: date) -> Pace:
    """Pace of a measure that grows with time: number, percentage, money, people at level."""
    e = elapsed(start, end, today)
    return _pace(p, e, expected=e, past=today > end)


def keep_pace(p: Decimal | None, start: date, end: date, today: date) -> Pace:
    """Pace of a measure to be held: all readings are expected in bound at any time, and it is done only at the end."""
    found = _pace(p, elapsed(start, end, today), expected=ONE, past=today > end)
    if found.status == Status.DONE and today <= end:
        status = Status.EARLY if found.elapsed < EARLY_BEFORE else Status.ON_TRACK
        return Pace(found.elapsed, found.expected, found.delta, status)
    return found


def milestone_pace(milestones: Sequence[Milestone], start: date, end: date, today: date) -> Pace:
    """Expected are the weights of the milestones whose day has passed; no pace unless every milestone has a day."""
    weights = weights_or_equal([m.weight for m in milestones])
    p = progress(Measure(Kind.MILESTONES, milestones=milestones))
    expected = None
    if milestones and all(m.due for m in milestones):
        due = (w for w, m in zip(weights, milestones, strict=True) if m.due and m.due < today)
        expected = sum(due, ZERO) / sum(weights, ZERO)
    return _pace(p, elapsed(start, end, today), expected=expected, past=today > end)


def yes_no_pace(p: Decimal | None, start: date, end: date, today: date, last_status: Status | None) -> Pace:
    """Yes/no has no pace: done or overdue by itself, else what the last check-in said."""
    found = _pace(p, elapsed(start, end, today), expected=None, past=today > end)
    return Pace(found.elapsed, None, None, found.status or last_status)


def pace_of(measure: Measure, start: date, end: date, today: date, last_status: Status | None = None) -> Pace:
    """Pace of any measure of a key result or a learning goal."""
    if measure.kind == Kind.MILESTONES:
        return milestone_pace(measure.milestones, start, end, today)
    p = progress(measure)
    if measure.kind == Kind.YES_NO:
        return yes_no_pace(p, start, end, today, last_status)
    return keep_pace(p, start, end, today) if is_keep(measure) else pace(p, start, end, today)


def _pace(p: Decimal | None, e: Decimal, expected: Decimal | None, past: bool) -> Pace:
    delta = None if p is None or expected is None else p - expected
    if p is not None and p >= 1:
        status: Status | None = Status.DONE
    elif past:
        status = Status.OVERDUE
    elif expected is not None and e < EARLY_BEFORE:
        status = Status.EARLY
    else:
        status = status_of(delta)
    return Pace(e, expected, delta, status)


def status_of(delta: Decimal | None) -> Status | None:
    """Δ ≥ 0 on track, ≥ −.10 watch, else behind; unknown without a reading."""
    if delta is None:
        return None
    if delta >= 0:
        return Status.ON_TRACK
    return Status.WATCH if delta >= WATCH_FROM else Status.BEHIND


def forecast(measure: Measure, points: Sequence[Point], start: date, end: date, today: date) -> Forecast | None:
    """Progress at the end: `p/e`, and from 3 check-ins on a Theil–Sen line with an 80 % interval; at most 1.5.

    None for milestones, yes/no and measures to be held, for p ≤ 0, before the first day is over and after the end.
    """
    if measure.kind in (Kind.MILESTONES, Kind.YES_NO) or is_keep(measure):
        return None
    p, e = progress(measure), elapsed(start, end, today)
    if p is None or p <= 0 or e == 0 or today > end:
        return None
    line = sorted({point.day: point for point in points if point.day <= today}.values(), key=lambda x: x.day)
    if len(line) < CHECK_INS_FOR_SLOPE:
        return Forecast(_bounded(p / e))
    low, value, high = sorted(_at(end, line, slope) for slope in theil_sen(line))
    return Forecast(value, low, high)


def theil_sen(line: Sequence[Point]) -> tuple[Decimal, Decimal, Decimal]:
    """Low, median and high slope per day through ≥ 2 points of different days.

    The median of all pairwise slopes; the interval takes the ranks of Sen (1968), `(N ± z·σ)/2` with Kendall's
    `σ² = n(n−1)(2n+5)/18`, cut at the smallest and largest slope when n is small.
    """
    slopes = sorted((b.progress - a.progress) / (b.day - a.day).days for a, b in combinations(line, 2))
    n, pairs = len(line), len(slopes)
    spread = NormalDist().inv_cdf((1 + INTERVAL_COVERAGE) / 2) * sqrt(n * (n - 1) * (2 * n + 5) / 18)
    low = max(0, int((pairs - spread) / 2) - 1) if spread < pairs else 0
    lower, upper = slopes[low], slopes[pairs - 1 - low]
    return lower, min(upper, max(lower, median(slopes))), upper


def _at(end: date, line: Sequence[Point], slope: Decimal) -> Decimal:
    """The line with that slope and the median offset, on the last day."""
    return _bounded(median(point.progress + slope * (end - point.day).days for point in line))


def _bounded(value: Decimal) -> Decimal:
    low = max(ZERO, value)
    return min(MOST_FORECAST, low)
