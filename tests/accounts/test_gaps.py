from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.gaps import (
    Concentration,
    Need,
    NeedSource,
    Standing,
    State,
    concentration,
    counted_gap,
    counts_as_gap,
    coverage,
    gap,
    governing_need,
    holders,
    priority,
    severity,
    skill_loss_display,
    state,
)


def standing(need, level, **more):
    return Standing(D(need), None if level is None else D(level), **more)


def test_severity_never_offsets_shortage_by_surplus():
    people = [standing(n, level, importance=4) for n, level in [(3, 2), (3, 3), (2, 3), (4, 1)]]
    assert severity(people) == 16


def test_severity_weighs_by_share_of_full_time_and_leaves_out_what_is_not_known():
    people = [
        standing(3, 1, importance=5, fte=D("0.5")),
        standing(3, None, importance=5),
        standing(3, 0, importance=5, self_only=True),
        standing(3, 0, importance=5, not_applicable=True),
        standing(3, "2.6", importance=5),
    ]
    assert severity(people) == 5
    assert severity([]) == 0


def test_coverage_of_five():
    found = coverage([standing(3, level) for level in (3, 4, 2, 1, None)])
    assert (found.strict, found.known_only, found.partial) == (D("0.4"), D("0.5"), D("0.6"))
    assert (found.required, found.assessed, found.met, found.unassessed) == (5, 4, 2, 1)


def test_coverage_of_nobody_is_null_not_0():
    found = coverage([standing(3, 3, not_applicable=True), Standing(None, D(3))])
    assert found.required == 0
    assert {found.strict, found.known_only, found.partial, found.self_only_share, found.unassessed_share} == {None}


def test_self_rated_people_are_a_third_share():
    found = coverage(
        [standing(3, 3), standing(3, 3, self_only=True), standing(3, None), standing(3, None, self_only=True)]
    )
    assert (found.assessed, found.self_only, found.unassessed) == (1, 1, 2)
    assert (found.strict, found.self_only_share, found.unassessed_share) == (D("0.25"), D("0.25"), D("0.5"))


def test_nobody_assessed_has_no_known_only_coverage():
    assert coverage([standing(3, None)]).known_only is None


@pytest.mark.parametrize(("level", "counts"), [("2.50", True), ("2.51", False), ("3", False), ("0", True)])
def test_a_gap_counts_from_half_a_level(level, counts):
    assert counts_as_gap(gap(D(3), D(level))) is counts
    assert counted_gap(D(3), D(level)) == (D(3) - D(level) if counts else 0)


def test_an_unknown_level_has_no_gap():
    assert gap(D(3), None) is None
    assert not counts_as_gap(None)


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (standing(3, 2), State.GAP),
        (standing(3, "2.5"), State.GAP),
        (standing(3, "2.51"), State.ABOUT_THERE),
        (standing(3, 3), State.NO_GAP),
        (standing(3, 4), State.NO_GAP),
        (standing(3, None), State.UNASSESSED),
        (standing(3, 0), State.GAP),
        (standing(3, 4, self_only=True), State.SELF_RATED_ONLY),
        (standing(3, None, self_only=True), State.UNASSESSED),
        (standing(3, 1, not_applicable=True), State.NOT_APPLICABLE),
        (Standing(None, D(3)), State.NOT_REQUIRED),
        (Standing(D(0), D(3)), State.NOT_REQUIRED),
    ],
)
def test_states(row, expected):
    assert state(row) is expected


def test_a_role_without_requirements_is_no_profile():
    assert state(Standing(None, D(3)), has_profile=False) is State.NO_PROFILE
    assert state(standing(3, 2), has_profile=False) is State.GAP


def test_the_highest_need_governs_and_ties_go_to_the_higher_importance():
    baseline = Need(D(2), 5, NeedSource.BASELINE)
    role, objective = Need(D(3), 3, NeedSource.ROLE, "engineer"), Need(D(3), 4, NeedSource.OBJECTIVE, "objective:3")
    assert governing_need([baseline, role, objective]) is objective
    assert governing_need([objective, Need(D(3), 4, NeedSource.ROLE)]).source is NeedSource.ROLE
    assert governing_need([]) is None
    assert governing_need([Need(D(0))]) is None


@pytest.mark.parametrize(
    ("on_objective", "resources", "expected"),
    [(False, 0, 16), (True, 0, 32), (True, 1, 16), (False, 3, 4), (True, 9, 8)],
)
def test_priority_shows_its_factors(on_objective, resources, expected):
    found = priority(D(16), on_objective, resources)
    assert found.value == expected
    assert (found.severity, found.on_objective, found.resources) == (D(16), on_objective, resources)


@pytest.mark.parametrize(
    ("levels", "highest_need", "word"),
    [
        ([2, "2.99", None], 2, Concentration.ABSENT),
        ([3, 2], 1, Concentration.SINGLE_POINT),
        ([3, 3, 4], 4, Concentration.SINGLE_POINT),
        ([3, 3], 0, Concentration.THIN),
        ([3, 3, 4], 3, None),
        ([], 3, Concentration.ABSENT),
    ],
)
def test_concentration(levels, highest_need, word):
    found = holders([None if level is None else D(level) for level in levels], highest_need)
    assert concentration(found) is word


def test_skill_loss_over_no_joiners_is_shown_not_divided():
    assert skill_loss_display(3, 0) == "3/0"
    assert skill_loss_display(3, 2) == "1.5"
    assert skill_loss_display(0, 4) == "0.0"


rows = st.lists(
    st.builds(
        Standing,
        need=st.none() | st.integers(0, 4).map(D),
        level=st.none() | st.integers(0, 400).map(lambda n: D(n) / 100),
        importance=st.integers(1, 5),
        fte=st.sampled_from([D(1), D("0.5")]),
        self_only=st.booleans(),
        not_applicable=st.booleans(),
    )
)


@given(rows)
def test_everybody_required_is_counted_once_and_shares_stay_in_bounds(people):
    found = coverage(people)
    assert found.required == found.assessed + found.self_only + found.unassessed
    assert found.met <= found.assessed
    if found.required:
        assert 0 <= found.strict <= 1
        assert 0 <= found.partial <= 1
        assert found.strict <= (found.known_only if found.known_only is not None else 1)


@given(rows, st.integers(0, 400).map(lambda n: D(n) / 100))
def test_more_skill_never_raises_severity_and_adding_people_never_lowers_it(people, level):
    better = [
        Standing(p.need, max(p.level, level) if p.level is not None else None, p.importance, p.fte) for p in people
    ]
    same = [Standing(p.need, p.level, p.importance, p.fte) for p in people]
    assert severity(better) <= severity(same)
    assert severity(people[:-1]) <= severity(people)
