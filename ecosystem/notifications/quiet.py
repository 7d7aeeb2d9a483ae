"""When a nudge may reach a person: in their own time zone, on their working days, never on leave (pure formulas)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

OPENS, CLOSES = time(9), time(17)
MONDAY_TO_FRIDAY = frozenset(range(5))
URGENT_WITHIN = timedelta(hours=24)
DOUBLED_AFTER = 2
STOPPED_AFTER = 4
LOOK_AHEAD_DAYS = 400


@dataclass(frozen=True)
class Rhythm:
    """A person's own time. `working_days` 0 = Monday; `leave` as (first day, last day or None while it has no end);
    messages are allowed from `opens` up to, not including, `closes`, local time."""

    zone: ZoneInfo
    working_days: frozenset[int] = MONDAY_TO_FRIDAY
    holidays: frozenset[date] = frozenset()
    leave: Sequence[tuple[date, date | None]] = ()
    opens: time = OPENS
    closes: time = CLOSES

    def __post_init__(self) -> None:
        if self.opens >= self.closes:
            raise ValueError("the allowed hours must open before they close, on one day")


def is_at_work(day: date, rhythm: Rhythm) -> bool:
    """A working day of this person: not a weekend of theirs, not a holiday, not on leave."""
    if day.weekday() not in rhythm.working_days or day in rhythm.holidays:
        return False
    return not any(first <= day and (last is None or day <= last) for first, last in rhythm.leave)


def is_allowed(moment: datetime, rhythm: Rhythm) -> bool:
    """Whether a nudge may be sent at an aware moment."""
    local = _aware(moment).astimezone(rhythm.zone)
    return is_at_work(local.date(), rhythm) and rhythm.opens <= local.time() < rhythm.closes


def next_allowed(moment: datetime, zone: ZoneInfo, opens: time = OPENS, closes: time = CLOSES) -> datetime:
    """The first moment from `moment` on within the hours of a person's day, on any day of the week; in UTC.

    Who is at work on which day is asked elsewhere (`Rhythm`, or the person). Works on local days, so it holds over clock
    changes, on half-hour zones and where a zone skips a day.
    """
    every_day = Rhythm(zone, working_days=frozenset(range(7)), opens=opens, closes=closes)
    found = next_at_work(moment, every_day)
    assert found is not None
    return found


def next_at_work(moment: datetime, rhythm: Rhythm) -> datetime | None:
    """The moment itself (in UTC) when it is allowed, else the next opening; None when none comes within 400 days."""
    if is_allowed(moment, rhythm):
        return _aware(moment).astimezone(UTC)
    today = _aware(moment).astimezone(rhythm.zone).date()
    for ahead in range(LOOK_AHEAD_DAYS):
        opening = _opening(today + timedelta(days=ahead), rhythm)
        if opening > moment and is_allowed(opening, rhythm):
            return opening
    return None


def _opening(day: date, rhythm: Rhythm) -> datetime:
    return datetime.combine(day, rhythm.opens, tzinfo=rhythm.zone).astimezone(UTC)


def _aware(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return moment


def service_moment(moment: datetime, rhythm: Rhythm, deadline: datetime | None = None) -> datetime | None:
    """When a *service* message may go: at once with less than 24 hours to its deadline, else in allowed hours."""
    if deadline is not None and deadline - moment < URGENT_WITHIN:
        return _aware(moment).astimezone(UTC)
    return next_at_work(moment, rhythm)


def wait_after(usual: timedelta, ignored: int) -> timedelta | None:
    """The wait before the next nudge on a subject: doubled after 2 ignored in a row, None (stop) after 4."""
    if ignored >= STOPPED_AFTER:
        return None
    return usual * 2 if ignored >= DOUBLED_AFTER else usual
