from datetime import date, timedelta
from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goals.alignment import ActiveGoal, Aim, creates_cycle, need_fit, reachable, served, share, summarise, top_fifth

TODAY = date(2026, 11, 21)


def aim(key, ends_in=60, **more):
    return Aim(key, TODAY + timedelta(days=ends_in), **more)


def test_seven_of_ten_goals_are_aligned_and_nine_of_twelve_objectives_covered():
    aims = [aim(n) for n in range(12)]
    goals = [ActiveGoal(n, serves=n) for n in range(7)] + [ActiveGoal(n) for n in range(7, 10)]
    edges = [(10, 0), (11, 1)]
    found = summarise(goals, aims, edges, TODAY)
    assert (found.alignment, found.coverage) == (D("0.7"), D("0.75"))
    assert found.orphan_objectives == {7, 8, 9}
    assert found.orphan_goals == {7, 8, 9}


def test_a_goal_of_only_its_owner_is_in_no_sum():
    goals = [ActiveGoal(1, serves="a"), ActiveGoal(2, serves="b", only_me=True), ActiveGoal(3, only_me=True)]
    found = summarise(goals, [aim("a"), aim("b")], [], TODAY)
    assert (found.active_goals, found.aligned_goals, found.covered_objectives) == (1, 1, 1)
    assert found.orphan_goals == frozenset()


@pytest.mark.parametrize(
    ("ends_in", "cancelled", "aligned", "running"),
    [(0, False, 1, 1), (-1, False, 1, 0), (-14, False, 1, 0), (-15, False, 0, 0), (30, True, 0, 0)],
)
def test_an_ended_objective_counts_a_fortnight_more_and_a_cancelled_one_not_at_all(
    ends_in, cancelled, aligned, running
):
    found = summarise([ActiveGoal(1, serves="a")], [aim("a", ends_in, cancelled=cancelled)], [], TODAY)
    assert (found.aligned_goals, found.active_objectives) == (aligned, running)


def test_objectives_that_need_no_learning_leave_the_denominator():
    found = summarise([], [aim("a"), aim("b", needs_learning=False)], [], TODAY)
    assert (found.active_objectives, found.coverage) == (1, 0)


def test_nothing_active_is_null():
    found = summarise([], [], [], TODAY)
    assert (found.alignment, found.coverage) == (None, None)
    assert share(0, 0) is None


def test_a_cancelled_objective_in_between_breaks_the_path():
    edges = [("company", "unit"), ("unit", "team")]
    assert served(["team"], edges, {"company", "unit", "team"}) == {"company", "unit", "team"}
    assert served(["team"], edges, {"company", "team"}) == {"team"}


@pytest.mark.parametrize(
    ("parent", "child", "closes"),
    [(1, 1, True), (3, 1, True), (2, 1, True), (1, 3, False), (4, 1, False), (3, 4, False)],
)
def test_cycles_are_seen_before_the_edge_is_drawn(parent, child, closes):
    assert creates_cycle([(1, 2), (2, 3)], parent, child) is closes


def test_a_graph_with_a_circle_ends():
    assert reachable([(1, 2), (2, 1)], [1]) == {1, 2}


def test_top_fifth_rounds_up_keeps_ties_and_leaves_out_no_severity():
    severities = {n: D(n) for n in range(1, 11)}
    assert top_fifth(severities) == {9, 10}
    assert top_fifth({**severities, 11: D(9)}) == {9, 10, 11}
    assert top_fifth({"a": D(3), "b": D(3), "c": D(0)}) == {"a", "b"}
    assert top_fifth({"a": D(0)}) == top_fifth({}) == frozenset()


def test_need_fit_counts_goals_with_a_skill():
    severities = {n: D(n) for n in range(1, 6)}
    goals = [ActiveGoal(1, skills=frozenset({5, 1})), ActiveGoal(2, skills=frozenset({4})), ActiveGoal(3)]
    hidden = ActiveGoal(4, skills=frozenset({5}), only_me=True)
    assert need_fit([*goals, hidden], severities) == D("0.5")
    assert need_fit([ActiveGoal(3)], severities) is None


edges = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=14)


@given(edges)
def test_edges_added_only_where_no_cycle_closes_leave_a_dag(wanted):
    drawn = []
    for parent, child in wanted:
        if not creates_cycle(drawn, parent, child):
            drawn.append((parent, child))
    for parent, child in drawn:
        assert parent not in reachable(drawn, [child])


@given(edges, st.lists(st.integers(0, 6), max_size=6), st.sets(st.integers(0, 6)))
def test_served_objectives_are_live_and_hold_what_is_served_directly(drawn, direct, live):
    found = served(direct, drawn, live)
    assert set(direct) & live <= found <= live
