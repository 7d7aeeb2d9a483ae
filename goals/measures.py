"""Stored key results and learning goals as the pure formulas want them."""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal

from goals.models import KeyResult, LearningGoal
from goals.pace import Pace, Status, pace_of
from goals.progress import Direction, Kind, Measure, Milestone, Part, RollUp, progress, roll_up


def measure_of_key_result(key_result: KeyResult, readings: Iterable[Decimal], milestones: Iterable = ()) -> Measure:
    """`readings` in the order of time; only *keep* needs more than the latest one."""
    return Measure(
        kind=Kind(key_result.kind),
        direction=Direction(key_result.direction),
        baseline=key_result.baseline,
        target=key_result.target,
        readings=tuple(readings),
        milestones=tuple(Milestone(step.done_on is not None, step.weight, step.due_on) for step in milestones),
    )


def measure_of_goal(goal: LearningGoal, milestones: Iterable = ()) -> Measure:
    """A goal's own measure; before the first check-in nothing was read."""
    upwards = goal.target >= goal.baseline
    return Measure(
        kind=Kind(goal.measure),
        direction=Direction.UP if upwards else Direction.DOWN,
        baseline=goal.baseline,
        target=goal.target,
        readings=() if goal.current is None else (goal.current,),
        milestones=tuple(Milestone(step.done_on is not None, None, step.due_on) for step in milestones),
    )


def pace_of_goal(goal: LearningGoal, today: dt.date, milestones: Iterable = ()) -> Pace:
    """Pace of a goal on a day; yes/no goals keep the status of the last check-in."""
    last = Status(goal.status) if goal.status else None
    return pace_of(measure_of_goal(goal, milestones), goal.start_date, goal.due_date, today, last)


def progress_of_key_result(key_result: KeyResult) -> Decimal | None:
    """Raw progress from its stored readings and milestones; None before the first reading."""
    readings = key_result.readings.filter(value__isnull=False).order_by("read_on", "pk")
    values = [value for value in readings.values_list("value", flat=True) if value is not None]
    return progress(measure_of_key_result(key_result, values, key_result.milestones.all()))


def roll_up_of(key_results: Iterable[KeyResult]) -> RollUp:
    """Weighted progress of an objective from what its key results store."""
    return roll_up([Part(key_result.progress, key_result.weight) for key_result in key_results])
