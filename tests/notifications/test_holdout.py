import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecosystem.core.ranking import wilson_interval, wilson_lower
from ecosystem.notifications.holdout import Arms, bucket, effect, is_held_out, pooled, should_retire


@pytest.mark.parametrize(
    ("arms", "difference", "low", "high"),
    [
        (Arms(70, 56, 80, 48), 0.2, 0.0524, 0.3339),
        (Arms(10, 9, 10, 3), 0.6, 0.1705, 0.8090),
        (Arms(7, 6, 7, 2), 0.5714, 0.0582, 0.8062),
        (Arms(56, 5, 29, 0), 0.0893, -0.0381, 0.1926),
        (Arms(10, 0, 20, 0), 0, -0.1611, 0.2775),
        (Arms(10, 10, 20, 0), 1, 0.6791, 1),
    ],
)
def test_intervals_are_those_that_newcombe_published(arms, difference, low, high):
    found = effect(arms)
    assert (found.difference, found.low, found.high) == pytest.approx((difference, low, high), abs=6e-5)


@pytest.mark.parametrize("arms", [Arms(0, 0, 5, 1), Arms(5, 1, 0, 0)])
def test_no_effect_without_two_arms(arms):
    assert effect(arms) is None


@pytest.mark.parametrize(("successes", "n", "lower"), [(9, 10, 0.596), (90, 100, 0.826), (1, 1, 0.207), (0, 0, 0)])
def test_wilson_lower_bound(successes, n, lower):
    assert wilson_lower(successes, n) == pytest.approx(lower, abs=5e-4)


def test_more_successes_than_trials_are_refused():
    with pytest.raises(ValueError, match="between 0 and n"):
        wilson_interval(3, 2)


def test_the_draw_is_stable_and_about_a_fifth():
    assert bucket("goal-behind", 17, "2026-Q4") == bucket("goal-behind", 17, "2026-Q4")
    held = sum(is_held_out("goal-behind", person, "2026-Q4") for person in range(10_000))
    assert 1_850 < held < 2_150


def test_rules_and_cycles_draw_independently():
    draws = [
        {p for p in range(1000) if is_held_out(rule, p, salt)} for rule, salt in [("a", "1"), ("b", "1"), ("a", "2")]
    ]
    assert len(set(map(frozenset, draws))) == 3
    assert len(draws[0] & draws[1]) < 80


def test_a_rule_retires_after_two_cycles_below_one_point():
    useless = Arms(40_000, 4_000, 10_000, 1_100)
    assert should_retire([useless, useless])
    assert not should_retire([useless])
    assert not should_retire([useless, Arms(40_000, 4_000, 10_000, 100)])


def test_small_numbers_never_retire_a_rule_and_empty_arms_neither():
    assert not should_retire([Arms(190, 20, 50, 5)] * 2)
    assert not should_retire([Arms(0, 0, 0, 0)] * 2)


def test_cycles_pool():
    assert pooled([Arms(1, 1, 2, 1), Arms(3, 0, 4, 2)]) == Arms(4, 1, 6, 3)


@given(st.integers(1, 300), st.integers(1, 300), st.data())
def test_the_interval_holds_the_difference_and_mirrors(n, m, data):
    a, b = data.draw(st.integers(0, n)), data.draw(st.integers(0, m))
    found, mirrored = effect(Arms(n, a, m, b)), effect(Arms(m, b, n, a))
    assert -1 <= found.low <= found.difference <= found.high <= 1
    assert (mirrored.low, mirrored.high) == pytest.approx((-found.high, -found.low))
