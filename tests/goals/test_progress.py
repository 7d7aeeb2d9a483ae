from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goals.progress import (
    Ambition,
    BadWeights,
    Direction,
    Grade,
    Kind,
    Measure,
    MeasureProblem,
    Milestone,
    Part,
    WeightProblem,
    clamp,
    grade,
    is_keep,
    linear,
    measure_problem,
    progress,
    roll_up,
    share_in_bound,
    weights_or_equal,
)


def number(baseline, target, *readings, direction="up", kind="number"):
    return Measure(
        Kind(kind),
        Direction(direction),
        None if baseline is None else D(baseline),
        None if target is None else D(target),
        [D(r) for r in readings],
    )


@pytest.mark.parametrize(
    ("baseline", "target", "current", "direction", "raw", "clamped"),
    [
        ("8.4", "7", "7.6", "down", "0.571", "0.571"),
        (6, 11, 9, "up", "0.6", "0.6"),
        (6, 11, 5, "up", "-0.2", "0"),
        (6, 11, 12, "up", "1.2", "1"),
        (12, 7, 7, "down", "1", "1"),
    ],
)
def test_linear_progress_in_both_directions(baseline, target, current, direction, raw, clamped):
    p = progress(number(baseline, target, current, direction=direction))
    assert round(p, 3) == D(raw)
    assert round(clamp(p), 3) == D(clamped)


@pytest.mark.parametrize("kind", ["number", "percentage", "money", "people_at_level"])
def test_every_growing_kind_takes_its_last_reading(kind):
    assert progress(number(12, 60, 20, 36, kind=kind)) == D("0.5")


@pytest.mark.parametrize(
    "measure",
    [
        number(6, 11),
        Measure(Kind.YES_NO),
        number(None, 2, direction="hold_below", kind="keep"),
        Measure(Kind.MILESTONES),
    ],
)
def test_no_reading_is_null_not_0(measure):
    assert progress(measure) is None
    assert clamp(None) is None


def test_baseline_equal_to_target_is_a_threshold():
    uptime = number("99.9", "99.9", "99.95", "99.9", "99.2", "99.99")
    assert is_keep(uptime)
    assert progress(uptime) == D("0.75")
    assert progress(number("3", "3", "2", "4", direction="down")) == D("0.5")


def test_linear_progress_without_a_distance_is_refused():
    with pytest.raises(ValueError, match="equal"):
        linear(D(1), D(1), D(1))


@pytest.mark.parametrize(("direction", "share"), [("hold_below", "0.75"), ("hold_above", "0.5")])
def test_keeping_within_bounds_is_the_share_of_readings_that_hold(direction, share):
    assert (
        progress(number(None, 2, 0, 2, 3, 1, direction=direction, kind="keep"))
        == {"0.75": D("0.75"), "0.5": D("0.5")}[share]
    )
    assert share_in_bound([], D(2), above=True) is None


@pytest.mark.parametrize(
    ("measure", "problem"),
    [
        (number(6, 11), None),
        (number(11, 6), MeasureProblem.WRONG_SIDE),
        (number(6, 11, direction="down"), MeasureProblem.WRONG_SIDE),
        (number(None, 11), MeasureProblem.MISSING_BASELINE),
        (number(6, None), MeasureProblem.MISSING_TARGET),
        (number("99.9", "99.9"), None),
        (number(6, 11, direction="hold_above"), MeasureProblem.WRONG_DIRECTION),
        (number(None, 2, kind="keep"), MeasureProblem.WRONG_DIRECTION),
        (number(None, None, direction="hold_below", kind="keep"), MeasureProblem.MISSING_TARGET),
        (Measure(Kind.YES_NO), None),
        (Measure(Kind.MILESTONES), None),
    ],
)
def test_impossible_measures_are_named(measure, problem):
    assert measure_problem(measure) is problem


def test_progress_of_an_impossible_measure_is_refused():
    with pytest.raises(ValueError, match="missing_baseline"):
        progress(number(None, 11, 9))


def test_yes_no():
    assert progress(Measure(Kind.YES_NO, readings=[D(0)])) == 0
    assert progress(Measure(Kind.YES_NO, readings=[D(0), D(1)])) == 1


def test_milestones_sum_the_weights_done():
    steps = [
        Milestone(True, D("0.2")),
        Milestone(True, D("0.4")),
        Milestone(False, D("0.2")),
        Milestone(False, D("0.2")),
    ]
    assert progress(Measure(Kind.MILESTONES, milestones=steps)) == D("0.6")


def test_milestones_without_weights_are_equal_and_all_done_is_exactly_1():
    assert progress(Measure(Kind.MILESTONES, milestones=[Milestone(True)] * 3)) == 1
    assert progress(Measure(Kind.MILESTONES, milestones=[Milestone(True), Milestone(False)])) == D("0.5")


@pytest.mark.parametrize(
    ("weights", "problem"),
    [
        ([D("0.5"), D("0.6")], WeightProblem.SUM),
        ([D("0.5"), None], WeightProblem.SOME_MISSING),
        ([D("1.5"), D("-0.5")], WeightProblem.NEGATIVE),
        ([D(0), D(0)], WeightProblem.SUM),
    ],
)
def test_weights_that_do_not_sum_to_1_are_refused(weights, problem):
    with pytest.raises(BadWeights) as refused:
        weights_or_equal(weights)
    assert refused.value.problem is problem


def test_weights_given_in_thirds_are_scaled():
    assert sum(weights_or_equal([D("0.333")] * 3)) == pytest.approx(1)
    assert weights_or_equal([]) == ()


def test_roll_up_clamps_before_weighting_and_flags_what_was_not_read():
    assert roll_up([Part(D("1.8")), Part(D("0.2"))]).progress == D("0.6")
    found = roll_up([Part(D("0.5"), D("0.25")), Part(D(1), D("0.25")), Part(None, D("0.5"))])
    assert (found.progress, found.counted, found.missing, found.is_partial) == (D("0.75"), 2, 1, True)


def test_roll_up_of_nothing_read_is_null():
    assert roll_up([]).progress is None
    assert roll_up([Part(None)]).progress is None
    assert roll_up([Part(D(1), D(0)), Part(None, D(1))]).progress is None


@pytest.mark.parametrize(
    ("p", "ambition", "expected"),
    [
        ("0.39", None, Grade.RED),
        ("0.4", None, Grade.AMBER),
        ("0.69", None, Grade.AMBER),
        ("0.7", None, Grade.GREEN),
        ("0.99", Ambition.COMMITTED, Grade.AMBER),
        ("1", Ambition.COMMITTED, Grade.GREEN),
        ("0.39", Ambition.COMMITTED, Grade.RED),
        ("0.6", Ambition.ASPIRATIONAL, Grade.GREEN),
        ("0.59", Ambition.ASPIRATIONAL, Grade.AMBER),
    ],
)
def test_grades_have_no_holes(p, ambition, expected):
    assert grade(D(p), ambition) is expected


def test_no_progress_has_no_grade():
    assert grade(None) is None


decimals = st.integers(-1000, 1000).map(lambda n: D(n) / 10)


@given(decimals, decimals, decimals)
def test_progress_is_0_at_the_baseline_1_at_the_target_and_monotone(baseline, target, current):
    if baseline == target:
        return
    direction = "up" if target > baseline else "down"
    at = [progress(number(baseline, target, c, direction=direction)) for c in (baseline, target, current)]
    assert at[:2] == [0, 1]
    step = (target - baseline) / 10
    assert progress(number(baseline, target, current + step, direction=direction)) > at[2]


@given(st.lists(st.none() | decimals.map(lambda n: n / 50), min_size=1, max_size=6))
def test_roll_up_lies_between_the_parts(values):
    found = roll_up([Part(v) for v in values])
    known = [clamp(v) for v in values if v is not None]
    if not known:
        assert found.progress is None
    else:
        assert min(known) - D("1e-20") <= found.progress <= max(known) + D("1e-20")
    assert found.counted + found.missing == len(values)
