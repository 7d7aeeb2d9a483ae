from datetime import date, timedelta
from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.levels import (
    EVIDENCE_LADDER,
    NOT_ASSESSED,
    SOURCE_WEIGHTS,
    Band,
    Rung,
    Source,
    Statement,
    assessed_level,
    band,
    confidence,
    decay,
    enters_level,
    half_up,
    is_provisional,
    known_level,
    to_four,
)

TODAY = date(2026, 11, 21)


def said(source, value, days_ago=0, **more):
    return Statement(Source(source), D(value), TODAY - timedelta(days=days_ago), **more)


def sure(assessed, on=TODAY):
    return confidence(assessed.weight_sum, assessed.weight_date, on)


def test_self_and_manager_today():
    assessed = assessed_level([said("self", 3), said("manager", 2)], TODAY)
    assert (assessed.level, sure(assessed)) == (D("2.40"), D("0.50"))


def test_self_old_manager_and_recent_evidence():
    statements = [said("self", 3), said("manager", 2, 365), said("evidence", 2, 30)]
    assessed = assessed_level(statements, TODAY)
    assert assessed.level == D("2.24")
    assert round(sure(assessed), 2) == D("0.82")


def test_an_old_self_rating_is_unknown():
    assessed = assessed_level([said("self", 3, 730)], TODAY)
    assert (assessed.level, sure(assessed)) == (D("3.00"), D("0.05"))
    assert band(sure(assessed)) is Band.UNKNOWN
    assert known_level(assessed, TODAY) is None
    assert not is_provisional(assessed, TODAY)


def test_nothing_stated_is_not_level_0():
    assert assessed_level([], TODAY) == NOT_ASSESSED
    assert known_level(NOT_ASSESSED, TODAY) is None
    assert assessed_level([said("manager", 0)], TODAY).level == D(0)


def test_self_only_is_provisional_until_somebody_else_speaks():
    alone = assessed_level([said("self", 3)], TODAY)
    assert is_provisional(alone, TODAY)
    assert not is_provisional(assessed_level([said("self", 3), said("manager", 3)], TODAY), TODAY)


def test_each_source_speaks_with_its_latest_and_the_row_decides_within_a_day():
    old, new = said("manager", 1, 10, order=9), said("manager", 3, 5, order=1)
    later_that_day = said("manager", 4, 5, order=2)
    assert assessed_level([new, old], TODAY).level == D(3)
    assert assessed_level([later_that_day, old, new], TODAY).level == D(4)


def test_one_peer_is_no_voice_and_two_are_one_voice_as_old_as_the_newest():
    first, again, second = (
        said("peer", 1, 90, author="a"),
        said("peer", 2, 60, author="a"),
        said("peer", 3, 30, author="b"),
    )
    assert assessed_level([first, again], TODAY) == NOT_ASSESSED
    assessed = assessed_level([first, again, second], TODAY)
    assert (assessed.level, assessed.weight_date) == (D("2.50"), TODAY - timedelta(days=30))
    assert assessed.weight_sum == D("0.3")


def test_evidence_is_the_item_with_the_most_weight_left():
    strong_old = said("evidence", 4, 365, rung=Rung.ARTEFACT)
    weaker_new = said("evidence", 2, 0, rung=Rung.CREDENTIAL)
    assessed = assessed_level([strong_old, weaker_new], TODAY)
    assert (assessed.level, assessed.weight_sum) == (D(2), D("0.35"))


@pytest.mark.parametrize("rung", Rung)
def test_rungs_below_seven_tenths_never_enter(rung):
    assessed = assessed_level([said("evidence", 2, rung=rung)], TODAY)
    assert (assessed is not NOT_ASSESSED) == enters_level(rung) == (EVIDENCE_LADDER[rung] >= D("0.7"))


def test_an_expired_credential_does_not_count():
    held = said("evidence", 3, 100, rung=Rung.CREDENTIAL, expires_on=TODAY)
    assert assessed_level([held], TODAY).level == D(3)
    assert assessed_level([held], TODAY + timedelta(days=1)) == NOT_ASSESSED


def test_later_statements_are_not_known_on_a_past_day():
    statements = [said("manager", 1, 100), said("manager", 4)]
    assert assessed_level(statements, TODAY - timedelta(days=1)).level == D(1)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("0.09", Band.UNKNOWN),
        ("0.10", Band.LOW),
        ("0.29", Band.LOW),
        ("0.3", Band.MEDIUM),
        ("0.59", Band.MEDIUM),
        ("0.6", Band.HIGH),
    ],
)
def test_bands_are_half_open(value, expected):
    assert band(D(value)) is expected


def test_a_self_rating_is_unknown_from_the_day_after_a_year():
    assessed = assessed_level([said("self", 2)], TODAY)
    assert band(sure(assessed, TODAY + timedelta(days=365))) is Band.LOW
    assert band(sure(assessed, TODAY + timedelta(days=366))) is Band.UNKNOWN


def test_confidence_is_at_most_one_and_takes_the_stored_float():
    everybody = [
        said("self", 3),
        said("peer", 3, author=1),
        said("peer", 3, author=2),
        said("manager", 3),
        said("evidence", 3),
    ]
    assert sure(assessed_level(everybody, TODAY)) == 1
    assert confidence(0.5, TODAY, TODAY) == D("0.5")
    assert confidence(0, None, TODAY) == 0


@pytest.mark.parametrize(("value", "maximum", "expected"), [(4, 4, 4), (5, 5, 4), (0, 7, 0), (3, 6, 2), (1, 2, 2)])
def test_any_scale_becomes_0_to_4(value, maximum, expected):
    assert to_four(value, maximum) == expected


@pytest.mark.parametrize(("value", "maximum"), [(5, 4), (-1, 4), (1, 0)])
def test_a_value_off_its_scale_is_refused(value, maximum):
    with pytest.raises(ValueError, match="not on a scale"):
        to_four(value, maximum)


@pytest.mark.parametrize(("value", "rounded"), [("2.125", "2.13"), ("2.1249999999999999", "2.13"), ("2.124", "2.12")])
def test_rounding_is_half_up_before_any_comparison(value, rounded):
    assert half_up(D(value)) == D(rounded)


statements = st.lists(
    st.builds(
        Statement,
        source=st.sampled_from(Source),
        value=st.integers(0, 400).map(lambda n: D(n) / 100),
        day=st.integers(0, 2000).map(lambda n: TODAY - timedelta(days=n)),
        author=st.integers(1, 3),
        rung=st.sampled_from(Rung),
        order=st.integers(0, 9),
    ),
    max_size=8,
)


@given(statements)
def test_level_lies_within_what_was_said_in_steps_of_a_hundredth(said):
    assessed = assessed_level(said, TODAY)
    if assessed.level is None:
        assert assessed == NOT_ASSESSED
        return
    values = [s.value for s in said]
    assert min(values) - D("0.005") <= assessed.level <= max(values) + D("0.005")
    assert assessed.level == assessed.level.quantize(D("0.01"))
    assert 0 < assessed.weight_sum <= sum(SOURCE_WEIGHTS.values())


@given(statements, st.integers(0, 2000))
def test_time_lowers_the_confidence_and_leaves_the_level(said, days):
    now, later = assessed_level(said, TODAY), assessed_level(said, TODAY + timedelta(days=days))
    assert now.level == later.level
    assert sure(now, TODAY + timedelta(days=days)) <= sure(now)


@given(statements, st.randoms(use_true_random=False))
def test_the_order_of_the_statements_does_not_matter_without_ties(said, random):
    unique = list({(s.source, s.author, s.day): s for s in said}.values())
    unique = list({(s.source, s.day): s for s in unique}.values())
    shuffled = random.sample(unique, len(unique))
    assert assessed_level(unique, TODAY) == assessed_level(shuffled, TODAY)


def test_decay_halves_in_a_year_and_never_grows():
    assert (decay(0), decay(365), decay(-5)) == (1, D("0.5"), 1)
