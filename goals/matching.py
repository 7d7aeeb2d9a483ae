"""Which opportunity fits whom: interest × need × level fit × time, and the reasons to say it in words (pure formulas).

`M = I^.3·N^.35·F^.2·A^.15` [ours], each factor 0–1. Used to show a person the opportunities that fit them; people are
never ranked for a manager without their opt-in.
"""

from collections import Counter
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from math import exp

INTEREST_POWER, NEED_POWER, FIT_POWER, TIME_POWER = 0.3, 0.35, 0.2, 0.15
FLOOR = 0.1
UNKNOWN_FIT = 0.5
LARGEST_NEED = 4 * 5
MOST_PER_PROJECT = 2
REST_DAYS = 30
BOOST_AFTER_DAYS = 60
BOOST = 1.25


class Interest(StrEnum):
    DECLARED = "declared"
    FOLLOWED = "followed"
    NONE = "none"


class Reason(StrEnum):
    WANTS_TO_LEARN = "wants_to_learn"
    FOLLOWS = "follows"
    CLOSES_GAP = "closes_gap"
    NEXT_STEP = "next_step"
    TIME_FREE = "time_free"


INTEREST_FACTORS = {Interest.DECLARED: 1.0, Interest.FOLLOWED: 0.7, Interest.NONE: 0.3}


@dataclass(frozen=True)
class Candidate:
    """One opportunity seen by one person. `gap` in levels (None: unknown), `level` the person's own, hours a week.

    `too_easy`: up to which level they called work in the skill too easy.
    """

    opportunity: Hashable
    skill: Hashable
    opportunity_level: Decimal
    interest: Interest = Interest.NONE
    level: Decimal | None = None
    too_easy: int | None = None
    gap: Decimal | None = None
    importance: int = 3
    needed_hours: Decimal | None = None
    free_hours: Decimal | None = None
    project: Hashable = None

    @property
    def stands_at(self) -> Decimal | None:
        """What the fit is measured from: the own level, and at least what was called too easy. None: unknown."""
        known = [Decimal(each) for each in (self.level, self.too_easy) if each is not None]
        return max(known, default=None)

    @property
    def is_too_easy(self) -> bool:
        return self.too_easy is not None and self.opportunity_level <= self.too_easy


@dataclass(frozen=True)
class Match:
    """The score 0–1 with its four factors and the reasons, strongest first."""

    candidate: Candidate
    score: float
    interest: float
    need: float
    fit: float
    time: float
    reasons: tuple[Reason, ...]


def need_factor(gap: Decimal | None, importance: int) -> float:
    """`N = g·importance/(4·5)`, at least .1."""
    return max(FLOOR, min(1.0, float(gap or 0) * importance / LARGEST_NEED))


def fit_factor(opportunity_level: Decimal, level: Decimal | None) -> float:
    """`F = exp(−((d−1)²)/2)`, d = opportunity level − own level: best one step up. Unknown level: .5."""
    if level is None:
        return UNKNOWN_FIT
    return exp(-((float(opportunity_level - level) - 1) ** 2) / 2)


def time_factor(needed_hours: Decimal | None, free_hours: Decimal | None) -> float:
    """Share of the needed hours free in the time stated for learning, .1–1; nothing stated or nothing needed: 1."""
    if free_hours is None or not needed_hours:
        return 1.0
    return max(FLOOR, min(1.0, float(free_hours / needed_hours)))


def match(candidate: Candidate) -> Match:
    """The score of one opportunity for one person, with its parts."""
    i = INTEREST_FACTORS[candidate.interest]
    n = need_factor(candidate.gap, candidate.importance)
    f = fit_factor(candidate.opportunity_level, candidate.stands_at)
    a = time_factor(candidate.needed_hours, candidate.free_hours)
    score = i**INTEREST_POWER * n**NEED_POWER * f**FIT_POWER * a**TIME_POWER
    return Match(candidate, score, i, n, f, a, _reasons(candidate, f))


def _reasons(candidate: Candidate, fit: float) -> tuple[Reason, ...]:
    """What is true and speaks for it; never a reason that is only a default."""
    found = {
        Reason.WANTS_TO_LEARN: candidate.interest == Interest.DECLARED,
        Reason.CLOSES_GAP: (candidate.gap or 0) >= Decimal("0.5"),
        Reason.FOLLOWS: candidate.interest == Interest.FOLLOWED,
        Reason.NEXT_STEP: candidate.stands_at is not None and fit >= exp(-0.5),
        Reason.TIME_FREE: candidate.free_hours is not None
        and candidate.needed_hours is not None
        and candidate.free_hours >= candidate.needed_hours,
    }
    return tuple(reason for reason, holds in found.items() if holds)


def is_resting(declined_on: date | None, today: date) -> bool:
    """A skill that the person declined rests 30 days."""
    return declined_on is not None and today < declined_on + timedelta(days=REST_DAYS)


def boost(last_match: date | None, today: date) -> float:
    """Factor on the score of people who had no match for 60 days (or never), so that the same few are not always asked."""
    waiting = last_match is None or today - last_match >= timedelta(days=BOOST_AFTER_DAYS)
    return BOOST if waiting else 1.0


def offers(
    candidates: Iterable[Candidate], declined: dict[Hashable, date], today: date, limit: int | None = None
) -> list[Match]:
    """The opportunities for one person, best first: no resting skill, nothing too easy, at most 2 of one project."""
    offered = (c for c in candidates if not c.is_too_easy and not is_resting(declined.get(c.skill), today))
    fitting = [match(c) for c in offered]
    taken: Counter[Hashable] = Counter()
    chosen = []
    for found in sorted(fitting, key=lambda m: -m.score):
        project = found.candidate.project
        if project is None or taken[project] < MOST_PER_PROJECT:
            taken[project] += 1
            chosen.append(found)
    return chosen[:limit]
