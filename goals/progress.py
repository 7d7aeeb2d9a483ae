"""Progress of key results and learning goals towards their measures, and how it rolls up (pure formulas, no database).

Progress is a Decimal where 0 is the baseline and 1 the target. Raw values (−.20, 1.2) are kept for display; roll-ups take
them clamped to 0–1. No reading yet is None, never 0.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

ZERO, ONE = Decimal(0), Decimal(1)
AMBER_FROM = Decimal("0.4")
GREEN_FROM = Decimal("0.7")
ASPIRATIONAL_GREEN_FROM = Decimal("0.6")
WEIGHT_TOLERANCE = Decimal("0.001")


class Kind(StrEnum):
    NUMBER = "number"
    PERCENTAGE = "percentage"
    MONEY = "money"
    MILESTONES = "milestones"
    YES_NO = "yes_no"
    KEEP = "keep"
    PEOPLE_AT_LEVEL = "people_at_level"


class Direction(StrEnum):
    UP = "up"
    DOWN = "down"
    HOLD_ABOVE = "hold_above"
    HOLD_BELOW = "hold_below"


class MeasureProblem(StrEnum):
    MISSING_BASELINE = "missing_baseline"
    MISSING_TARGET = "missing_target"
    WRONG_SIDE = "wrong_side"
    WRONG_DIRECTION = "wrong_direction"


class WeightProblem(StrEnum):
    NEGATIVE = "negative"
    SOME_MISSING = "some_missing"
    SUM = "sum"


class Ambition(StrEnum):
    COMMITTED = "committed"
    ASPIRATIONAL = "aspirational"


class Grade(StrEnum):
    RED = "red"
    AMBER = "amber"
    GREEN = "green"


class BadWeights(ValueError):
    def __init__(self, problem: WeightProblem) -> None:
        super().__init__(problem.value)
        self.problem = problem


@dataclass(frozen=True)
class Milestone:
    """A step with its share of the whole (None: all steps weigh the same) and, if it has one, its due date."""

    done: bool
    weight: Decimal | None = None
    due: date | None = None


@dataclass(frozen=True)
class Measure:
    """What is measured. `readings` are the values in the order of time (people at level: counts read by the roll-up;
    yes/no: 1 or 0). Milestones and yes/no need neither baseline nor target, *keep* only its bound as the target."""

    kind: Kind
    direction: Direction = Direction.UP
    baseline: Decimal | None = None
    target: Decimal | None = None
    readings: Sequence[Decimal] = ()
    milestones: Sequence[Milestone] = ()


@dataclass(frozen=True)
class Part:
    """One key result in a roll-up: its progress (raw, or None without a reading) and its weight."""

    progress: Decimal | None
    weight: Decimal | None = None


@dataclass(frozen=True)
class RollUp:
    """Progress 0–1 over the parts that have some, how many those are, and whether others are missing."""

    progress: Decimal | None
    counted: int
    missing: int

    @property
    def is_partial(self) -> bool:
        return self.missing > 0


def is_keep(measure: Measure) -> bool:
    """Whether readings must stay in bounds: stated so, or because baseline and target are the same."""
    if measure.kind == Kind.KEEP or measure.direction in (Direction.HOLD_ABOVE, Direction.HOLD_BELOW):
        return True
    return _is_linear(measure.kind) and measure.target is not None and measure.baseline == measure.target


def _is_linear(kind: Kind) -> bool:
    return kind in (Kind.NUMBER, Kind.PERCENTAGE, Kind.MONEY, Kind.PEOPLE_AT_LEVEL)


def measure_problem(measure: Measure) -> MeasureProblem | None:
    """What makes a measure impossible: no baseline, no target, or a target on the wrong side for its direction."""
    if measure.kind in (Kind.MILESTONES, Kind.YES_NO):
        return None
    if measure.target is None:
        return MeasureProblem.MISSING_TARGET
    holds = measure.direction in (Direction.HOLD_ABOVE, Direction.HOLD_BELOW)
    if measure.kind == Kind.KEEP:
        return None if holds else MeasureProblem.WRONG_DIRECTION
    if holds:
        return MeasureProblem.WRONG_DIRECTION
    if measure.baseline is None:
        return MeasureProblem.MISSING_BASELINE
    up = measure.direction == Direction.UP
    wrong = measure.target < measure.baseline if up else measure.target > measure.baseline
    return MeasureProblem.WRONG_SIDE if wrong else None


def progress(measure: Measure) -> Decimal | None:
    """Raw progress of any measure; None before the first reading. Raises ValueError when the measure is impossible.

    number, percentage, money, people at level: `(current − baseline)/(target − baseline)`, both directions;
    keep, and baseline = target: share of the readings in bound; milestones: Σ weights done; yes/no: 1 or 0.
    """
    if measure.kind == Kind.MILESTONES:
        return milestones_done(measure.milestones)
    if problem := measure_problem(measure):
        raise ValueError(problem.value)
    if not measure.readings:
        return None
    if measure.kind == Kind.YES_NO:
        return ONE if measure.readings[-1] >= 1 else ZERO
    assert measure.target is not None
    if is_keep(measure):
        return share_in_bound(measure.readings, measure.target, _keeps_above(measure.direction))
    assert measure.baseline is not None
    return linear(measure.baseline, measure.readings[-1], measure.target)


def _keeps_above(direction: Direction) -> bool:
    return direction in (Direction.UP, Direction.HOLD_ABOVE)


def linear(baseline: Decimal, current: Decimal, target: Decimal) -> Decimal:
    """`(current − baseline)/(target − baseline)`, raw. Baseline = target has no slope: ValueError."""
    if baseline == target:
        raise ValueError("baseline and target are equal: measure the share of readings that hold")
    return (current - baseline) / (target - baseline)


def share_in_bound(readings: Sequence[Decimal], bound: Decimal, above: bool) -> Decimal | None:
    """Share of readings at or above (or at or below) the bound, 0–1; None without readings."""
    if not readings:
        return None
    return Decimal(sum(r >= bound if above else r <= bound for r in readings)) / len(readings)


def milestones_done(milestones: Sequence[Milestone]) -> Decimal | None:
    """Σ weights of the milestones done; equal weights when none are given; None without milestones."""
    if not milestones:
        return None
    weights = weights_or_equal([m.weight for m in milestones])
    whole = sum(weights, ZERO)
    return sum((w for w, m in zip(weights, milestones, strict=True) if m.done), ZERO) / whole if whole else None


def clamp(value: Decimal | None) -> Decimal | None:
    """Raw progress cut to 0–1 for roll-ups and bars."""
    return None if value is None else min(ONE, max(ZERO, value))


def weights_or_equal(weights: Sequence[Decimal | None]) -> tuple[Decimal, ...]:
    """Weights that sum to 1: as given, or equal when none is given. Raises BadWeights when some are missing, one is
    negative, or the sum is off by more than .001 (below that they are scaled)."""
    given = [w for w in weights if w is not None]
    if not given:
        return (ONE / len(weights),) * len(weights) if weights else ()
    if len(given) < len(weights):
        raise BadWeights(WeightProblem.SOME_MISSING)
    if min(given) < 0:
        raise BadWeights(WeightProblem.NEGATIVE)
    total = sum(given, ZERO)
    if abs(total - 1) > WEIGHT_TOLERANCE:
        raise BadWeights(WeightProblem.SUM)
    return tuple(given) if total == 1 else tuple(w / total for w in given)


def roll_up(parts: Sequence[Part]) -> RollUp:
    """Weighted mean of clamped progress. Parts without a reading leave the sum, the others share their weight, and the
    result says that something is missing. Nothing read, or only weights of 0: None."""
    weights = weights_or_equal([p.weight for p in parts])
    read = [(w, clamp(p.progress)) for w, p in zip(weights, parts, strict=True)]
    known = [(w, p) for w, p in read if p is not None]
    whole = sum((w for w, _ in known), ZERO)
    value = sum((w * p for w, p in known), ZERO) / whole if whole else None
    return RollUp(clamp(value), counted=len(known), missing=len(parts) - len(known))


def grade(value: Decimal | None, ambition: Ambition | None = None) -> Grade | None:
    """red < .4 ≤ amber < .7 ≤ green, half-open; committed: green only at 1.0; aspirational: green from .6."""
    if value is None:
        return None
    greens = {Ambition.COMMITTED: ONE, Ambition.ASPIRATIONAL: ASPIRATIONAL_GREEN_FROM}
    if value >= (greens[ambition] if ambition else GREEN_FROM):
        return Grade.GREEN
    return Grade.AMBER if value >= AMBER_FROM else Grade.RED
