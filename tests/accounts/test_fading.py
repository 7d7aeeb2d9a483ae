"""When statements fade: a year halves a weight."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.fading import fades_on, falls_below, has_faded
from accounts.levels import LOW_BELOW, UNKNOWN_BELOW, confidence

DAY = dt.date(2026, 9, 14)


def test_a_statement_fades_after_a_year():
    assert fades_on(DAY) == dt.date(2027, 9, 14)
    assert not has_faded(DAY, dt.date(2027, 9, 13))
    assert has_faded(DAY, dt.date(2027, 9, 14))


@pytest.mark.parametrize(
    ("weight", "bar", "days"),
    [
        (0.2, UNKNOWN_BELOW, 366),  # one's own rating alone is .10 after a year, and below the day after
        (0.5, LOW_BELOW, 269),  # with the manager's: 365·log2(.5/.3) = 268.99
        (0.5, UNKNOWN_BELOW, 848),
        (0.2, LOW_BELOW, 0),  # low from the first day
    ],
)
def test_when_confidence_falls_below(weight, bar, days):
    assert falls_below(weight, DAY, bar) == DAY + dt.timedelta(days=days)


def test_without_weight_there_is_no_day():
    assert falls_below(0, DAY, LOW_BELOW) is None
    assert falls_below(0.5, None, LOW_BELOW) is None


@given(st.decimals("0.05", "1", places=3), st.sampled_from([LOW_BELOW, UNKNOWN_BELOW]))
def test_the_day_before_it_was_not_below_yet(weight, bar):
    day = falls_below(weight, DAY, bar)
    assert confidence(weight, DAY, day) < bar
    if day > DAY:
        assert confidence(weight, DAY, day - dt.timedelta(days=1)) >= bar - Decimal("1e-9")
