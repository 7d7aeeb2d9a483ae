"""What a cluster of signals weighs (pure; ours). It ranks clusters and never people.

    weight = voices × objective × age

`voices`: people who reported or doubted it, are stuck or did not pass, and for every two searches one more, because who
finds nothing looks again. Numbers too small to be told count as nothing, so that no place on the list tells them.
`objective`: 2 where a running objective needs the skill, else 1, as in the priority of a gap.
`age`: 1 on the first day, one more for every 30 days that the oldest signal waits, at most 4.
"""

from decimal import ROUND_HALF_UP, Decimal

MONTH, OLDEST = 30, 90
SEARCHES_PER_VOICE = 2


def voices(people: int, stuck: int, failed: int, searches: int) -> int:
    return people + stuck + failed + -(-searches // SEARCHES_PER_VOICE)


def objective_factor(on_objective: bool) -> int:
    return 2 if on_objective else 1


def age_factor(days: int) -> Decimal:
    """To one tenth, as it is shown: what is shown multiplies to what is ranked."""
    waited = Decimal(max(0, min(days, OLDEST)))
    return 1 + (waited / MONTH).quantize(Decimal("0.1"), ROUND_HALF_UP)


def weight(heard: int, on_objective: bool, days: int) -> Decimal:
    return heard * objective_factor(on_objective) * age_factor(days)
