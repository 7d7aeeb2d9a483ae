"""The count in the sidebar and the mark on the page are the same answer."""

import datetime as dt

import pytest

from accounts.models import Person
from ecosystem.core.clock import now, today
from goals.models import GoalMilestone, LearningGoal
from tests.factories.goals import GoalFactory

pytestmark = pytest.mark.django_db

SHAPES = [
    {
        "progress": progress,
        "current": current,
        "status": status,
        "last_check_in_on": last,
        "start_date": start,
        "due_date": due,
    }
    for progress, current in ((None, None), ("0", 0), ("0.3", "1.8"), ("0.5", 3), ("1", 6))
    for status in ("", "on_track", "behind")
    for last in (None, 1, 13, 14)
    for start, due in ((37, 55), (5, 90), (60, -1))
    if last is not None or not status
]


def counted(person) -> int:
    return Person.objects.signed_in(person.pk).goals_in_need


def shaped(shape: dict) -> dict:
    days = {"start_date": -shape["start_date"], "due_date": shape["due_date"]}
    last = shape["last_check_in_on"]
    dates = {name: today() + dt.timedelta(days=days[name]) for name in days}
    return {**shape, **dates, "last_check_in_on": None if last is None else today() - dt.timedelta(days=last)}


@pytest.mark.parametrize("measure", ["number", "milestones", "yes_no"])
def test_goals_in_need_is_what_the_page_marks(emil, measure):
    for shape in SHAPES:
        done = shape["progress"] == "1"
        figures = {"current": int(done), "progress": int(done)} if measure == "yes_no" and shape["progress"] else {}
        goal = GoalFactory(owner=emil, measure=measure, **{**shaped(shape), **figures})
        if measure == "milestones":
            _steps(goal, shape["progress"])
    goals = LearningGoal.objects.active().filter(owner=emil).with_milestones()
    assert counted(emil) == sum(goal.standing.needs_owner for goal in goals) > 0


def _steps(goal, progress):
    done = round(float(progress or 0) * 2)
    for position in range(2):
        GoalMilestone.objects.create(
            goal=goal,
            title=str(position),
            due_on=today() + dt.timedelta(days=position * 40 - 20),
            done_on=today() if position < done else None,
            position=position,
        )
    goal.progress = done / 2
    goal.save(update_fields=["progress"])


def test_goals_in_need_counts_neither_ended_goals_nor_those_of_others(emil, otto):
    GoalFactory(owner=emil, closed_at=now())
    GoalFactory(owner=emil, cancelled_at=now())
    GoalFactory(owner=otto)
    assert (counted(emil), counted(otto)) == (0, 1)
