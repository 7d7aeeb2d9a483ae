"""The clock of a need: pure dates, no database. Ours; days are working days of the organisation, holidays left out."""

import datetime as dt
from collections.abc import Collection
from typing import Literal

from ecosystem.core.periods import working_days_between

REMIND, PASS_ON, REMIND_LEARNING, UNCLAIMED = 3, 5, 7, 14
ASK_AFTER = dt.timedelta(days=30)
ANSWER_WITHIN = dt.timedelta(days=14)
DAY = dt.timedelta(days=1)
Step = Literal["", "remind", "pass_on", "remind_learning"]
Conclusion = Literal["", "reopen", "close"]


def next_step(hop: str, since: dt.date, today: dt.date, holidays: Collection[dt.date] = ()) -> Step:
    """What is due for a need that waits at `hop` since a day: nothing yet, a reminder, or the next hop.

    A line manager is reminded after 3 working days and passed over after 5; L&D is reminded after 7.
    """
    waited = working_days_between(since, today, holidays)
    if hop == "learning":
        return "remind_learning" if waited >= REMIND_LEARNING else ""
    if waited >= PASS_ON:
        return "pass_on"
    return "remind" if waited >= REMIND else ""


def did_not_help(yes: int, no: int) -> bool:
    """Whether a need opens again: those who say that it did not help are at least as many as those who say it did."""
    return no > 0 and no >= yes


def latest_since(day: dt.date, days: int, holidays: Collection[dt.date] = ()) -> dt.date:
    """The last day from which at least so many working days have passed by `day`: who waits since then is due."""
    since = day
    while working_days_between(since, day, holidays) < days:
        since -= DAY
    return since


def due_day(hop: str, since: dt.date, holidays: Collection[dt.date] = ()) -> dt.date:
    """The day by which an answer is due: that of passing on, with L&D that of the reminder."""
    days = REMIND_LEARNING if hop == "learning" else PASS_ON
    day = since
    while working_days_between(since, day, holidays) < days:
        day += DAY
    return day


def conclusion(yes: int, no: int, left: int, *, over: bool = False) -> Conclusion:
    """What the answers so far decide, when those who are left could not change it any more, or their time is over."""
    if over:
        return "reopen" if did_not_help(yes, no) else "close"
    if did_not_help(yes + left, no):
        return "reopen"
    return "" if did_not_help(yes, no + left) or not yes else "close"
