"""Nudges on trial: a fixed part of the people gets none, and a rule that shows no effect retires (pure formulas)."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import md5
from math import sqrt

from ecosystem.core.ranking import wilson_interval

HOLDOUT_PERCENT = 20
LEAST_EFFECT = 0.01
CYCLES_ON_TRIAL = 2

# True for the people held out: `is_held_out` as SQL over rows named "found", with the parameters code and salt.
HOLDOUT_SQL = f"""
    (mod(('x' || left(md5(%(code)s::text || '|' || found.person_id || '|' || %(salt)s::text), 8))::bit(32)::bigint, 100)
        < {HOLDOUT_PERCENT})"""


@dataclass(frozen=True)
class Arms:
    """People (intent to treat, whether or not a message reached them) and those who acted, of one rule in one cycle."""

    nudged: int
    nudged_acted: int
    held_out: int
    held_out_acted: int


@dataclass(frozen=True)
class Effect:
    """Difference of the acted-on rates, nudged − held out, with its 95 % interval; in shares (.014 = 1.4 points)."""

    difference: float
    low: float
    high: float


def bucket(rule: str, person_id: int, salt: str) -> int:
    """A stable number 0–99 for a person under a rule. The salt is the cycle's, so that the draw is fixed for a cycle.

    md5, because PostgreSQL computes the same (`HOLDOUT_SQL`); nothing secret hangs on it.
    """
    digest = md5(f"{rule}|{person_id}|{salt}".encode(), usedforsecurity=False).hexdigest()
    return int(digest[:8], 16) % 100


def is_held_out(rule: str, person_id: int, salt: str, percent: int = HOLDOUT_PERCENT) -> bool:
    """Whether this person gets no nudges of this rule in this cycle."""
    return bucket(rule, person_id, salt) < percent


def effect(arms: Arms) -> Effect | None:
    """The difference with Newcombe's hybrid score interval [published: Newcombe 1998, method 10]; None when an arm is
    empty."""
    if not arms.nudged or not arms.held_out:
        return None
    p1, p2 = arms.nudged_acted / arms.nudged, arms.held_out_acted / arms.held_out
    low1, high1 = wilson_interval(arms.nudged_acted, arms.nudged)
    low2, high2 = wilson_interval(arms.held_out_acted, arms.held_out)
    difference = p1 - p2
    below = sqrt((p1 - low1) ** 2 + (high2 - p2) ** 2)
    above = sqrt((high1 - p1) ** 2 + (p2 - low2) ** 2)
    return Effect(difference, max(-1.0, difference - below), min(1.0, difference + above))


def pooled(cycles: Sequence[Arms]) -> Arms:
    """Several cycles of one rule as one trial."""
    return Arms(
        sum(c.nudged for c in cycles),
        sum(c.nudged_acted for c in cycles),
        sum(c.held_out for c in cycles),
        sum(c.held_out_acted for c in cycles),
    )


def should_retire(cycles: Sequence[Arms]) -> bool:
    """After two whole cycles: the interval of the last two together lies below +1 point. Too few people: never."""
    if len(cycles) < CYCLES_ON_TRIAL:
        return False
    found = effect(pooled(cycles[-CYCLES_ON_TRIAL:]))
    return found is not None and found.high < LEAST_EFFECT
