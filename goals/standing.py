"""Where a goal stands today: progress, pace and the state that people see. Computed from the row, never stored."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from types import SimpleNamespace
from typing import TYPE_CHECKING

from django.utils.translation import gettext

from ecosystem.core.templatetags.ui import STATES
from goals.measures import measure_of_goal
from goals.pace import Forecast, Pace, Point, Status, forecast, pace_of
from goals.progress import Measure, clamp, progress

if TYPE_CHECKING:
    from goals.models import LearningGoal

RHYTHM = dt.timedelta(days=14)
"""A check-in is due after this long, and an owner's own word on the status stands for as long."""

FINE = (Status.ON_TRACK, Status.WATCH)


@dataclass(frozen=True)
class Standing:
    """`state` is the code that is drawn: the pace of today, or the owner's own word while it is fresh."""

    goal: "LearningGoal"
    measure: Measure
    pace: Pace
    day: dt.date

    @cached_property
    def progress(self) -> Decimal | None:
        return progress(self.measure)

    @property
    def done(self) -> Decimal:
        """Share for the bar, 0–1."""
        return clamp(self.progress) or Decimal(0)

    @property
    def percent(self) -> int:
        return round(self.done * 100)

    @property
    def expected(self) -> Decimal | None:
        """Share of the target to be expected by today; None where the measure has no pace."""
        return self.pace.expected

    @property
    def points(self) -> int | None:
        """Percentage points under (negative) or over the expected pace."""
        return None if self.pace.delta is None else round(self.pace.delta * 100)

    @property
    def points_under(self) -> int:
        return max(0, -(self.points or 0))

    @property
    def milestones(self) -> list:
        return milestones_of(self.goal)

    @property
    def expected_value(self) -> Decimal | None:
        """The expectation in the unit of the measure: forms, percent, milestones."""
        if self.pace.expected is None:
            return None
        if self.goal.measure == "milestones":
            return self.pace.expected * len(self.measure.milestones)
        return self.goal.baseline + (self.goal.target - self.goal.baseline) * self.pace.expected

    @property
    def value(self) -> Decimal | int | None:
        """Where it stands, in the unit of the measure."""
        if self.goal.measure == "milestones":
            return sum(step.done for step in self.measure.milestones)
        return self.goal.current

    @property
    def whole(self) -> Decimal | int:
        return len(self.measure.milestones) if self.goal.measure == "milestones" else self.goal.target

    @property
    def computed(self) -> str:
        return self.pace.status.value if self.pace.status else "none"

    @cached_property
    def is_own_word(self) -> bool:
        """The owner said otherwise at the last check-in, it is fresh, and neither the end nor the target has come since."""
        goal = self.goal
        if not goal.status or goal.last_check_in_on is None or self.is_quiet:
            return False
        if self.pace.status in (Status.DONE, Status.OVERDUE):
            return False
        return goal.status != proposed_status(goal, self.measure, goal.last_check_in_on)

    @property
    def state(self) -> str:
        if self.goal.closed_at:
            return "done" if self.goal.outcome == "reached" else "na"
        if self.goal.cancelled_at:
            return "na"
        return self.goal.status if self.is_own_word else self.computed

    @property
    def word(self) -> str:
        """The state in a word; without a pace, whether it has begun."""
        if self.state != "none":
            return str(STATES[self.state])
        begun = self.goal.last_check_in_on or self.progress
        return gettext("Under way") if begun else gettext("Nothing said yet")

    @property
    def is_quiet(self) -> bool:
        """No check-in for a fortnight, or since the start."""
        return self.day - (self.goal.last_check_in_on or self.goal.start_date) >= RHYTHM

    @property
    def needs_owner(self) -> bool:
        """Behind or overdue, or quiet for a fortnight: what the sidebar counts. Ended and finished goals need nobody."""
        if not self.goal.is_active or self.pace.status == Status.DONE:
            return False
        return self.is_quiet or self.state in ("behind", "overdue")


def standing_of(goal: "LearningGoal", day: dt.date) -> Standing:
    measure = measure_of_goal(goal, milestones_of(goal))
    last = Status(goal.status) if goal.status else None
    return Standing(goal, measure, pace_of(measure, goal.start_date, goal.due_date, day, last), day)


def proposed_status(goal: "LearningGoal", measure: Measure, day: dt.date) -> str:
    """What a check-in on that day would propose; empty where the measure proposes nothing."""
    found = pace_of(measure, goal.start_date, goal.due_date, day).status
    return found.value if found else ""


def milestones_of(goal: "LearningGoal") -> list:
    """The milestones that came with the row, else asked for; nothing is asked for other measures."""
    if goal.measure != "milestones":
        return []
    rows = vars(goal).get("milestone_rows")
    if rows is None:
        return list(goal.milestones.all())
    return [
        SimpleNamespace(**{**row, "due_on": day_of(row["due_on"]), "done_on": day_of(row["done_on"])}) for row in rows
    ]


def forecast_of(goal: "LearningGoal", standing: Standing) -> Forecast | None:
    """Progress at the end, from the check-ins that came with the row."""
    points = [
        Point(dt.date.fromisoformat(row["day"]), Decimal(str(row["progress"])))
        for row in vars(goal).get("recent", ())
        if row["progress"] is not None
    ]
    return forecast(standing.measure, points, goal.start_date, goal.due_date, standing.day)


def day_of(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
