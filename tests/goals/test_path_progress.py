"""How far somebody is on a path, and how much of a role it leads to."""

from decimal import Decimal
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goals.path_progress import StepState, how_far
from goals.role_coverage import coverage

DONE, TO_DO = StepState(done=True), StepState(done=False)
step_states = st.lists(
    st.builds(StepState, done=st.booleans(), optional=st.booleans(), gone=st.booleans()), max_size=12
)


@pytest.mark.parametrize(
    ("steps", "done", "of"),
    [
        ([], 0, 0),
        ([DONE, TO_DO], 1, 2),
        ([DONE, StepState(done=False, optional=True)], 1, 1),
        ([TO_DO, StepState(done=True, optional=True)], 1, 2),
        ([DONE, TO_DO, StepState(done=False, gone=True)], 1, 2),
        ([StepState(done=True, gone=True), TO_DO], 1, 2),
    ],
)
def test_what_counts(steps, done, of):
    far = how_far(steps)
    assert (far.done, far.of) == (done, of)


def test_the_share_of_nothing_is_nothing():
    assert (how_far([]).share, how_far([]).whole, how_far([DONE]).share) == (Decimal(0), False, Decimal(1))


@given(step_states, st.data())
def test_dropping_a_step_never_lowers_progress(steps, data):
    before = how_far(steps)
    dropped = data.draw(st.lists(st.booleans(), min_size=len(steps), max_size=len(steps)))
    after = how_far(
        [StepState(step.done, step.optional, step.gone or drop) for step, drop in zip(steps, dropped, strict=True)]
    )
    assert after.share >= before.share
    assert after.whole >= before.whole


@given(step_states, st.integers(0, 11))
def test_doing_a_step_never_lowers_progress(steps, place):
    if place < len(steps):
        after = [StepState(True, s.optional, s.gone) if n == place else s for n, s in enumerate(steps)]
        assert how_far(after).share >= how_far(steps).share


def test_coverage_names_what_is_covered_in_part_and_not():
    audits, forms, tests = (SimpleNamespace(pk=n, __str__=lambda self: "x") for n in (1, 2, 3))
    found = coverage("Engineer", [(audits, 2), (forms, 3), (tests, 1)], {1: 2, 2: 1})
    assert [(row.skill.pk, row.state) for row in found.rows] == [(1, "done"), (2, "watch"), (3, "none")]
    assert (found.covered, found.share) == (1, Decimal(1) / 3)
    assert coverage("Engineer", [], {}).share is None
