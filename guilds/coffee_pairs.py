"""Who meets whom by chance: drawn so that people who share few guilds meet first, and nobody meets the same person again soon.

Pure. Not a search for the best of all drawings: each person in turn, those with the fewest choices first, gets the one they
share least with; whoever is left over changes places with a pair that can do without, or joins one as a third.
"""

from collections.abc import Collection, Iterable, Mapping
from itertools import combinations
from random import Random

Group = tuple[int, ...]
Pair = frozenset[int]


def draw(
    people: Collection[int], met: Collection[Pair] = (), shared: Mapping[Pair, int] | None = None, seed: int = 0
) -> list[Group]:
    """Groups of two, and of three where the number is odd, ids in order. `met`: pairs that may not meet; `shared`: how many
    other guilds two people have in common. Who can meet nobody is in no group this time."""
    chance = Random(seed)
    order = sorted(set(people))
    chance.shuffle(order)
    choices = _choices(order, frozenset(met))
    groups, left = _pairs(sorted(order, key=lambda one: len(choices[one])), choices, shared or {})
    left = _change_places(groups, left, choices)
    _join(groups, left, choices)
    return sorted(tuple(sorted(group)) for group in groups)


def together(group: Iterable[int]) -> set[Pair]:
    """The pairs that meet in a group."""
    return {frozenset(pair) for pair in combinations(group, 2)}


def _choices(people: list[int], met: frozenset[Pair]) -> dict[int, set[int]]:
    choices = {one: set(people) - {one} for one in people}
    for a, b in (tuple(pair) for pair in met if len(pair) == 2):
        if a in choices and b in choices:
            choices[a].discard(b)
            choices[b].discard(a)
    return choices


def _pairs(
    order: list[int], choices: dict[int, set[int]], shared: Mapping[Pair, int]
) -> tuple[list[list[int]], list[int]]:
    place = {one: number for number, one in enumerate(order)}
    free, groups, left = dict.fromkeys(order), [], []
    for one in order:
        if one not in free:
            continue
        del free[one]
        fitting = [other for other in free if other in choices[one]]
        if not fitting:
            left.append(one)
            continue
        other = min(fitting, key=lambda each: (shared.get(frozenset((one, each)), 0), place[each]))
        del free[other]
        groups.append([one, other])
    return groups, left


def _change_places(groups: list[list[int]], left: list[int], choices: dict[int, set[int]]) -> list[int]:
    """Two who are left over and cannot meet each take one of a pair, as long as that is possible."""
    changed = True
    while changed:
        changed = False
        for one, other in combinations(left, 2):
            swap = _swap(one, other, groups, choices)
            if swap is not None:
                number, first, second = swap
                groups[number] = [one, first]
                groups.append([other, second])
                left = [each for each in left if each not in (one, other)]
                changed = True
                break
    return left


def _swap(one: int, other: int, groups: list[list[int]], choices: dict[int, set[int]]) -> tuple[int, int, int] | None:
    for number, (a, b) in enumerate(groups):
        for first, second in ((a, b), (b, a)):
            if first in choices[one] and second in choices[other]:
                return number, first, second
    return None


def _join(groups: list[list[int]], left: list[int], choices: dict[int, set[int]]) -> None:
    """A third for a pair of whom they have met neither."""
    for one in left:
        pair = next((group for group in groups if len(group) == 2 and set(group) <= choices[one]), None)
        if pair is not None:
            pair.append(one)
