"""Stored state: a person's row at once, the sums above by folding, equal to a rebuild."""

import datetime as dt

import pytest

from ecosystem.core.clock import now, today
from ecosystem.core.policy import policy, scope
from goals.models import PersonState, StateChange, TeamSum
from goals.state import SUMMED, fold_changes, note_state, rebuild_states
from tests.factories.goals import CheckInFactory, GoalFactory, ObjectiveFactory, ObstacleFactory

pytestmark = pytest.mark.django_db


def sums() -> dict:
    """Every manager's sums but their date."""
    return {
        row.pop("manager_id"): row
        for row in TeamSum.objects.values("manager_id", "people", "with_goal", "behind", *SUMMED)
    }


def test_note_state_counts_goals_obstacles_and_check_ins(emil):
    goal = GoalFactory(owner=emil, serves=ObjectiveFactory())
    GoalFactory(owner=emil, closed_at=now())
    ObstacleFactory(goal=goal)
    CheckInFactory(goal=goal, checked_on=today() - dt.timedelta(days=9), confidence=8)
    CheckInFactory(goal=goal, confidence=4)
    note_state(emil.pk)
    state = PersonState.objects.get(pk=emil.pk)
    assert (state.goals, state.aligned_goals, state.obstacles, state.check_ins) == (1, 1, 1, 2)
    assert (state.confidence, state.previous_confidence, state.last_check_in_on) == (4, 8, today())


def test_note_state_keeps_only_me_goals_out_of_what_others_see(emil, mara):
    rebuild_states()
    goal = GoalFactory(owner=emil, visibility="me", serves=ObjectiveFactory())
    ObstacleFactory(goal=goal)
    CheckInFactory(goal=goal)
    note_state(emil.pk)
    state = PersonState.objects.get(pk=emil.pk)
    assert state.own_goals == 1
    assert (state.goals, state.aligned_goals, state.obstacles, state.check_ins, state.confidence) == (0, 0, 0, 0, None)
    fold_changes()
    assert sums()[mara.pk]["goals"] == 0


def test_fold_changes_equals_rebuild(cast):
    rebuild_states()
    serves = ObjectiveFactory()
    for person, goals in ((cast.emil, 2), (cast.mara, 1), (cast.otto, 0)):
        for _ in range(goals):
            CheckInFactory(goal=GoalFactory(owner=person, serves=serves))
        note_state(person.pk)
    assert fold_changes() == 3
    folded = sums()
    rebuild_states()
    assert {key: {**row, "behind": 0} for key, row in folded.items()} == {
        key: {**row, "behind": 0} for key, row in sums().items()
    }
    assert (folded[cast.nora.pk]["goals"], folded[cast.mara.pk]["with_goal"]) == (3, 1)


def test_fold_changes_twice_changes_nothing(cast):
    rebuild_states()
    GoalFactory(owner=cast.emil)
    note_state(cast.emil.pk)
    fold_changes()
    before = sums()
    note_state(cast.emil.pk)
    fold_changes()
    assert (sums(), fold_changes(), StateChange.objects.count()) == (before, 0, 0)


def test_note_state_is_one_statement(emil, django_assert_num_queries):
    GoalFactory(owner=emil)
    with scope():
        policy()
        with django_assert_num_queries(1):
            note_state(emil.pk)


def test_rebuild_counts_goals_behind_their_pace(emil, mara):
    GoalFactory(owner=emil, progress="0.1")
    GoalFactory(owner=emil, progress="0.9")
    rebuild_states()
    assert sums()[mara.pk]["behind"] == 1
