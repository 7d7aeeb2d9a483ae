from datetime import date, timedelta
from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goals.matching import (
    Candidate,
    Interest,
    Reason,
    boost,
    fit_factor,
    is_resting,
    match,
    need_factor,
    offers,
    time_factor,
)

TODAY = date(2026, 11, 21)


def candidate(opportunity=1, **more):
    return Candidate(opportunity, **{"skill": "PY", "opportunity_level": D(3), **more})


def test_a_perfect_match_is_1():
    found = match(candidate(interest=Interest.DECLARED, level=D(2), gap=D(4), importance=5))
    assert found.score == pytest.approx(1)


def test_the_score_is_the_weighted_geometric_mean():
    found = match(
        candidate(interest=Interest.FOLLOWED, level=D(2), gap=D(1), importance=4, needed_hours=D(8), free_hours=D(4))
    )
    assert (found.interest, found.need, found.fit, found.time) == (0.7, 0.2, 1, 0.5)
    assert found.score == pytest.approx(0.7**0.3 * 0.2**0.35 * 0.5**0.15)


@pytest.mark.parametrize(
    ("gap", "importance", "expected"), [(None, 5, 0.1), (D(0), 5, 0.1), (D(2), 5, 0.5), (D(1), 1, 0.1), (D(4), 5, 1)]
)
def test_need_has_a_floor(gap, importance, expected):
    assert need_factor(gap, importance) == pytest.approx(expected)


def test_what_was_called_too_easy_moves_the_fit_and_is_not_offered_again():
    known = {"level": D(1), "too_easy": 2}
    assert match(candidate(**known)).fit == match(candidate(level=D(2))).fit == 1
    assert match(candidate(too_easy=2)).fit == 1  # better than not knowing
    assert match(candidate(level=D(3), too_easy=1)).fit == fit_factor(D(3), D(3))
    each = [candidate(opportunity=level, opportunity_level=D(level), **known) for level in (1, 2, 3)]
    assert [found.candidate.opportunity for found in offers(each, {}, TODAY)] == [3]


@pytest.mark.parametrize(("level", "expected"), [(2, 1), (3, 0.6065), (1, 0.6065), (0, 0.1353), (None, 0.5)])
def test_the_best_opportunity_is_one_step_up(level, expected):
    assert fit_factor(D(3), None if level is None else D(level)) == pytest.approx(expected, abs=1e-4)


@pytest.mark.parametrize(
    ("needed", "free", "expected"),
    [(None, D(2), 1), (D(4), None, 1), (D(0), D(2), 1), (D(4), D(2), 0.5), (D(4), D(0), 0.1), (D(4), D(8), 1)],
)
def test_time_counts_only_where_hours_were_stated(needed, free, expected):
    assert time_factor(needed, free) == pytest.approx(expected)


def test_reasons_say_only_what_is_true():
    assert match(candidate()).reasons == ()
    full = candidate(interest=Interest.DECLARED, level=D(2), gap=D(1), needed_hours=D(2), free_hours=D(2))
    assert match(full).reasons == (Reason.WANTS_TO_LEARN, Reason.CLOSES_GAP, Reason.NEXT_STEP, Reason.TIME_FREE)
    assert match(candidate(interest=Interest.FOLLOWED, gap=D("0.49"))).reasons == (Reason.FOLLOWS,)


def test_offers_take_at_most_two_of_a_project_and_none_of_a_resting_skill():
    of_one_project = [candidate(n, project="bank", gap=D(n)) for n in (1, 2, 3)]
    rested = candidate(9, skill="SQL", interest=Interest.DECLARED)
    free = [candidate(4), candidate(5), candidate(6)]
    found = offers([*of_one_project, rested, *free], {"SQL": TODAY - timedelta(days=29)}, TODAY)
    assert [m.candidate.opportunity for m in found] == [3, 2, 4, 5, 6]
    assert [m.candidate.opportunity for m in offers(of_one_project, {}, TODAY, limit=1)] == [3]


def test_a_declined_skill_rests_thirty_days():
    assert is_resting(TODAY - timedelta(days=29), TODAY)
    assert not is_resting(TODAY - timedelta(days=30), TODAY)
    assert not is_resting(None, TODAY)


def test_people_without_a_match_for_sixty_days_are_boosted():
    assert boost(None, TODAY) == boost(TODAY - timedelta(days=60), TODAY) == 1.25
    assert boost(TODAY - timedelta(days=59), TODAY) == 1


levels = st.integers(0, 400).map(lambda n: D(n) / 100)


@given(levels, st.none() | levels, st.none() | levels, st.sampled_from(Interest), st.integers(1, 5))
def test_scores_lie_between_0_and_1_and_wanting_it_never_hurts(wanted, level, gap, interest, importance):
    given_ = {"opportunity_level": wanted, "level": level, "gap": gap, "importance": importance}
    score = match(candidate(interest=interest, **given_)).score
    assert 0 < score <= 1
    assert score <= match(candidate(interest=Interest.DECLARED, **given_)).score
