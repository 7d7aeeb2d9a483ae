"""People who move together take their figures along: a new group must not follow from an old one of nearly the same people.

When a team is moved to another unit with its figures unchanged, the old unit's figure minus the new unit's is about those
who stayed (or the new minus the old about those who joined), however many people "changed" in either unit. Pure.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any

from accounts.movements import NOTHING, Movement, Movements, Spot
from ecosystem.core.differencing import margins_safe
from ecosystem.core.publishing import Block

Leaf = Any
ELSEWHERE = "elsewhere"
MANY = 10**9


def untangle(
    previous: Sequence[Block],
    blocks: Sequence[Block],
    people: Mapping[Leaf, int],
    since: Mapping[dt.date, Movements],
    leaf_of: Callable[[Spot], Leaf],
    k: int,
) -> list[Block]:
    """The blocks to publish: renewed ones stay as they were wherever old and new together are about 1…k−1 people.

    `people` counts who is in each leaf now. Old and new blocks with people or leaves in common are judged together.
    """
    kept = {(block.leaves, block.day) for block in previous}
    renewed = [block for block in blocks if (block.leaves, block.day) not in kept]
    if not previous or not renewed:
        return list(blocks)
    where = {leaf: number for number, block in enumerate(renewed) for leaf in block.leaves}
    shared = [_same_people(old, where, people, since.get(old.day, NOTHING), leaf_of) for old in previous]
    result = [block for block in blocks if (block.leaves, block.day) in kept]
    for olds, news in _connected(previous, where, shared, len(renewed)):
        if _is_safe([previous[n] for n in olds], [renewed[n] for n in news], [shared[n] for n in olds], news, k):
            result += [renewed[n] for n in news]
        else:
            present = {block.leaves for block in result}
            result += [previous[n] for n in olds if previous[n].leaves not in present]
    return result


def is_separate(
    previous: Sequence[Block],
    blocks: Sequence[Block],
    people: Mapping[Spot, int],
    since: Mapping[dt.date, Movements],
    k: int,
) -> bool:
    """Whether old blocks of one kind (by unit, or by site) and new ones of the other kind, both over spots, may be known
    together."""
    where = {spot: number for number, block in enumerate(blocks) for spot in block.leaves}
    shared = [_same_people(old, where, people, since.get(old.day, NOTHING), lambda spot: spot) for old in previous]
    return _is_safe(previous, blocks, shared, range(len(blocks)), k)


def _same_people(
    old: Block, where: Mapping[Leaf, int], people: Mapping[Leaf, int], moved: Movements, leaf_of: Callable[[Spot], Leaf]
) -> Counter:
    """How many of an old block's people are in each renewed block now, with the same figure."""
    found: Counter = Counter()
    for leaf in old.leaves & where.keys():
        found[where[leaf]] += people.get(leaf, 0)
    for movement in moved.near(old.leaves):
        was, now = (spot and leaf_of(spot) for spot in (movement.was, movement.now))
        if movement.same_figure and was == now:
            continue
        if now in old.leaves and now in where:
            found[where[now]] -= movement.people
        if _came_along(movement, was, old) and now in where:
            found[where[now]] += movement.people
    return +found


def _came_along(movement: Movement, was: Leaf, old: Block) -> bool:
    return movement.same_figure and was in old.leaves


def _connected(previous, where, shared: Sequence[Counter], news: int) -> list[tuple[list[int], list[int]]]:
    """Old and renewed blocks in groups that have people or leaves in common; old ones that nothing replaces are left out."""
    group = list(range(news))

    def root(number: int) -> int:
        while group[number] != number:
            number = group[number]
        return number

    touching = [
        sorted({*shared[n], *(where[leaf] for leaf in old.leaves & where.keys())}) for n, old in enumerate(previous)
    ]
    for numbers in touching:
        for number in numbers[1:]:
            group[root(number)] = root(numbers[0])
    groups: dict[int, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    for number in range(news):
        groups[root(number)][1].append(number)
    for old, numbers in enumerate(touching):
        if numbers:
            groups[root(numbers[0])][0].append(old)
    return list(groups.values())


def _is_safe(
    olds: Sequence[Block], news: Sequence[Block], shared: Sequence[Counter], numbers: Sequence[int], k: int
) -> bool:
    """Old figures are rows, new ones columns; whoever changed, came or left is elsewhere on the other side."""
    rows: list[dict[Hashable, int]] = []
    rest = {number: new.n for number, new in zip(numbers, news, strict=True)}
    for old, same in zip(olds, shared, strict=True):
        rows.append({**same, ELSEWHERE: max(0, old.n - same.total())})
        for number, count in same.items():
            rest[number] -= count
    rows.append({**{number: max(0, count) for number, count in rest.items()}, ELSEWHERE: MANY})
    return margins_safe(rows, k - 1)
