"""The vectors and properties of freshness, reactions and rank."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resources.freshness import (
    HALF_LIFE,
    freshness,
    freshness_word,
    needs_attention,
    reaction_score,
    stage,
    usefulness,
    verify_by,
)
from resources.models import Resource

TODAY = dt.date(2026, 11, 21)


def ago(days: int) -> dt.date:
    return TODAY - dt.timedelta(days=days)


def test_every_kind_but_people_and_messages_ages():
    assert HALF_LIFE.keys() == set(Resource.Kind.values) - {"person", "message"}


@pytest.mark.parametrize(
    ("kind", "days", "expected"),
    [("how_to", 0, 1), ("how_to", 180, 0.5), ("article", 365, 0.5), ("article", 730, 0.25), ("book", 1095, 0.5)],
)
def test_trust_halves_with_each_half_life(kind, days, expected):
    assert freshness(kind, ago(days), TODAY) == pytest.approx(expected)


def test_people_do_not_age_and_what_nobody_verified_is_old():
    assert (freshness("person", None, TODAY), freshness("article", None, TODAY)) == (1.0, 0.0)
    assert verify_by("person", TODAY) is None


@pytest.mark.parametrize(("outdated", "expected"), [(0, 1), (1, 1), (2, 0.5), (9, 0.5)])
def test_two_doubts_halve_it_once(outdated, expected):
    assert freshness("tool", TODAY, TODAY, outdated) == expected


@pytest.mark.parametrize(
    ("value", "word"), [(1, "fresh"), (0.5, "fresh"), (0.49, "ageing"), (0.25, "ageing"), (0.2, "old")]
)
def test_words_of_freshness_have_no_holes(value, word):
    assert freshness_word(value) == word


@pytest.mark.parametrize(
    ("state", "days", "expected"),
    [
        ("published", 0, "published"),
        ("published", 1, "due"),
        ("published", 30, "due"),
        ("published", 31, "stale"),
        ("archived", 99, "archived"),
        ("draft", 99, "draft"),
    ],
)
def test_stages_of_the_lifecycle(state, days, expected):
    assert stage(state, ago(days), TODAY) == expected
    assert stage("published", None, TODAY) == "published"


@pytest.mark.parametrize(
    ("positive", "negative", "views", "expected"),
    [(0, 0, 0, None), (5, 0, 0, None), (1, 0, 3, 20), (3, 0, 10, 60), (0, 5, 10, -100), (6, 4, 50, 20), (7, 1, 9, 75)],
)
def test_reaction_scores(positive, negative, views, expected):
    assert reaction_score(positive, negative, views) == expected


@pytest.mark.parametrize(
    ("positive", "negative", "views", "expected"),
    [(1, 2, 10, True), (1, 2, 9, False), (1, 1, 10, False), (3, 0, 10, False), (2, 1, 10, True)],
)
def test_what_needs_its_author(positive, negative, views, expected):
    assert needs_attention(positive, negative, views) is expected


@pytest.mark.parametrize(
    ("useful", "useless", "expected"), [(9, 1, 0.596), (90, 10, 0.826), (1, 0, 0.207), (0, 0, 0), (0, 4, 0)]
)
def test_few_voices_weigh_less(useful, useless, expected):
    assert usefulness(useful, useless) == pytest.approx(expected, abs=0.0005)


@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_rank_is_a_share_below_the_plain_share(useful, useless):
    value = usefulness(useful, useless)
    assert 0 <= value <= 1
    if useful + useless:
        assert value <= useful / (useful + useless) + 1e-9


@given(st.sampled_from(sorted(HALF_LIFE)), st.integers(-5, 5000), st.integers(0, 5))
def test_freshness_falls_with_time_and_doubts(kind, days, doubts):
    value = freshness(kind, ago(days), TODAY, doubts)
    assert 0 < value <= 1
    assert freshness(kind, ago(days + 1), TODAY, doubts) <= value
    assert freshness(kind, ago(days), TODAY, doubts + 1) <= value
