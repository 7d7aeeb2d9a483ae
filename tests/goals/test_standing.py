"""Where a goal stands: the owner's own word, the fortnight, and what an ended goal shows."""

import datetime as dt
from decimal import Decimal

import pytest

from goals.models import LearningGoal
from goals.standing import forecast_of, proposed_status, standing_of

START, DUE = dt.date(2026, 11, 1), dt.date(2027, 1, 31)
DAY_37 = dt.date(2026, 12, 8)


def goal(**fields) -> LearningGoal:
    defaults = {
        "baseline": Decimal(0),
        "target": Decimal(6),
        "current": Decimal(1),
        "start_date": START,
        "due_date": DUE,
    }
    return LearningGoal(**{**defaults, **fields})


def test_the_goal_of_the_picture_is_behind_and_needs_its_owner():
    standing = standing_of(goal(last_check_in_on=dt.date(2026, 11, 22), status="watch"), DAY_37)
    assert (standing.percent, round(standing.expected, 3), standing.points) == (17, Decimal("0.407"), -24)
    assert round(standing.expected_value, 1) == Decimal("2.4")
    assert (standing.state, standing.is_quiet, standing.needs_owner) == ("behind", True, True)


@pytest.mark.parametrize(
    ("status", "days_ago", "state"),
    [
        ("on_track", 3, "on_track"),
        ("watch", 3, "watch"),
        ("on_track", 13, "on_track"),
        ("behind", 3, "behind"),
        ("on_track", 14, "behind"),
        ("", 3, "behind"),
    ],
)
def test_the_owners_own_word_stands_for_a_fortnight(status, days_ago, state):
    standing = standing_of(goal(status=status, last_check_in_on=DAY_37 - dt.timedelta(days=days_ago)), DAY_37)
    assert standing.state == state


def test_what_was_proposed_and_kept_is_no_own_word_once_the_pace_moves_on():
    then = DAY_37 - dt.timedelta(days=13)
    kept = goal(current=Decimal("1.6"), last_check_in_on=then)
    kept.status = proposed_status(kept, standing_of(kept, then).measure, then)
    assert kept.status == "on_track"
    assert standing_of(kept, DAY_37).state == "behind"


@pytest.mark.parametrize(("current", "state"), [(6, "done"), (5, "overdue")])
def test_the_end_overrules_the_owners_word(current, state):
    past = DUE + dt.timedelta(days=1)
    standing = standing_of(goal(current=Decimal(current), status="watch", last_check_in_on=DUE), past)
    assert (standing.state, standing.needs_owner) == (state, state == "overdue")


def test_an_ended_goal_needs_nobody():
    closed = standing_of(goal(closed_at=dt.datetime(2026, 12, 1, tzinfo=dt.UTC), outcome="reached"), DAY_37)
    cancelled = standing_of(goal(cancelled_at=dt.datetime(2026, 12, 1, tzinfo=dt.UTC)), DAY_37)
    assert [(each.state, each.needs_owner) for each in (closed, cancelled)] == [("done", False), ("na", False)]


def test_milestones_that_came_along_are_not_asked_for_again():
    steps = goal(measure="milestones", current=None)
    steps.milestone_rows = [
        {"id": 1, "title": "Outline", "due_on": "2026-11-20", "done_on": "2026-11-19"},
        {"id": 2, "title": "Talk", "due_on": "2027-01-14", "done_on": None},
    ]
    standing = standing_of(steps, DAY_37)
    assert (standing.value, standing.whole, standing.expected_value, standing.state) == (1, 2, 1, "on_track")
    assert forecast_of(steps, standing) is None


def test_the_forecast_takes_the_check_ins_that_came_along():
    paced = goal()
    paced.recent = [{"day": f"2026-11-{day}", "progress": share} for day, share in ((24, 0.2), (16, 0.15), ("08", 0.1))]
    found = forecast_of(paced, standing_of(paced, DAY_37))
    assert found.low is not None
    assert round(found.value, 2) == Decimal("0.62")


@pytest.mark.parametrize(
    ("done_on", "last", "word"),
    [
        (None, None, "Nothing said yet"),
        (None, dt.date(2026, 12, 1), "Under way"),
        ("2026-11-19", None, "Under way"),
    ],
)
def test_without_a_pace_the_word_says_whether_it_has_begun(done_on, last, word):
    steps = goal(measure="milestones", current=None, last_check_in_on=last)
    steps.milestone_rows = [
        {"id": 1, "title": "Outline", "due_on": None, "done_on": done_on},
        {"id": 2, "title": "Talk", "due_on": None, "done_on": None},
    ]
    assert standing_of(steps, DAY_37).word == word


def test_with_a_pace_the_word_is_that_of_the_state():
    assert standing_of(goal(), DAY_37).word == "Behind"
