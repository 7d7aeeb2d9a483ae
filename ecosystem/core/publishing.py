"""Holding published figures from day to day, so that two days cannot be subtracted either (pure; see `aggregates`).

A published tree is a set of *blocks*: for each shown cell the people in it that are in no shown cell below it. Every
shown figure is a sum of blocks, so blocks are what is held: each keeps its figures and its day until ≥ k of its people
have changed. A parent is always the sum of what its parts last said, never fresher than they are.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from ecosystem.core.aggregates import Cell, Forest, K, Key, Mark, floor_k, suppress

Changed = Callable[[frozenset[Key], date], int]


@dataclass(frozen=True)
class Block:
    """The smallest group that can be worked out: its people, sums and day. A leaf is a cell's key and stands for the people
    of that cell who are in none of its children."""

    leaves: frozenset[Key]
    n: int
    sums: Mapping[str, Decimal]
    day: date


@dataclass(frozen=True)
class Figure:
    """What a page may show of one cell. `day`: the oldest of its blocks. Few and empty carry nothing."""

    mark: Mark
    n: int | None = None
    sums: Mapping[str, Decimal] = field(default_factory=dict)
    day: date | None = None


FEW, EMPTY = Figure(Mark.FEW), Figure(Mark.EMPTY)


@dataclass(frozen=True)
class Publication:
    """The blocks published, and which leaves each cell has today."""

    blocks: Sequence[Block]
    leaves: Mapping[Key, frozenset[Key]]

    def figure(self, key: Key) -> Figure:
        """The sum of the blocks within the cell; few where a block reaches beyond it or a leaf is in no block."""
        here = self.leaves[key]
        within = [block for block in self.blocks if block.leaves & here]
        covered = frozenset().union(*(block.leaves for block in within))
        if covered & self.leaves.keys() != here:
            return FEW
        n = sum(block.n for block in within)
        return Figure(Mark.SHOWN, n, _total(within), min(block.day for block in within)) if n else EMPTY


def publish(
    cells: Iterable[Cell],
    previous: Sequence[Block],
    changed: Changed,
    day: date,
    k: int = K,
) -> Publication:
    """Today's publication of one tree after the previous one ([] the first time).

    `changed(leaves, since)` counts the people whose figures, or whose place in these leaves, are not what they were on
    that day; somebody who came and went in between has not changed.
    """
    cells = list(cells)
    forest, marks = Forest(cells), suppress(cells, k)
    leaves = _leaves(forest)
    standing = [block for block in previous if block.leaves & leaves.keys()]
    fresh = coarsened(standing, _blocks(forest, marks, leaves, day), changed, k)
    return Publication(hold(standing, fresh, changed, k), leaves)


def _leaves(forest: Forest) -> dict[Key, frozenset[Key]]:
    found: dict[Key, frozenset[Key]] = {}
    for key in forest.upwards:
        found[key] = frozenset({key}).union(*(found[child] for child in forest.children[key]))
    return found


def _blocks(forest: Forest, marks: Mapping[Key, Mark], leaves: Mapping[Key, frozenset[Key]], day: date) -> list[Block]:
    """For each cell shown or empty: itself minus those nearest below it."""
    front: dict[Key, list[Key]] = {}
    blocks = []
    for key in forest.upwards:
        below = [cell for child in forest.children[key] for cell in front[child]]
        front[key] = below if marks[key] is Mark.FEW else [key]
        if marks[key] is not Mark.FEW:
            cells = [forest.cells[cell] for cell in below]
            rest = leaves[key].difference(*(leaves[cell] for cell in below))
            n = forest.n(key) - sum(cell.n for cell in cells)
            blocks.append(Block(rest, n, _minus(forest.cells[key].sums, cells), day))
    return blocks


def _minus(sums: Mapping[str, Decimal], cells: Sequence[Cell]) -> dict[str, Decimal]:
    return {name: value - sum(cell.sums[name] for cell in cells) for name, value in sums.items()}


def _total(blocks: Iterable[Block]) -> dict[str, Decimal]:
    total: dict[str, Decimal] = defaultdict(Decimal)
    for block in blocks:
        for name, value in block.sums.items():
            total[name] += value
    return dict(total)


def hold(previous: Sequence[Block], fresh: Sequence[Block], changed: Changed, k: int = K) -> list[Block]:
    """Old or new blocks, group by group of those that overlap.

    A group is renewed when ≥ k people changed wherever an old and a new block meet: then no difference between the two
    is about fewer, neither of what changed nor of what was beside it. Otherwise it keeps its old blocks. A group
    published for the first time, or with blocks too small for a raised k, is always renewed.
    """
    held: list[Block] = []
    for old, new in _overlapping(previous, fresh):
        held += new if _may_renew(old, new, changed, floor_k(k)) else old
    return held


def coarsened(previous: Sequence[Block], fresh: Sequence[Block], changed: Changed, k: int = K) -> list[Block]:
    """Fresh blocks, some of them joined: where too few changed between an old block and one of its new parts, that part is
    told together with the next smallest. So the whole is renewed though not every part can be."""
    made: list[Block] = []
    for old, new in _overlapping(previous, fresh):
        made += _joined(old, new, changed, floor_k(k))
    return made


def _joined(old: Sequence[Block], new: Sequence[Block], changed: Changed, k: int) -> list[Block]:
    apart = list(new)
    while apart and not _may_renew(old, apart, changed, k):
        before, after = next((b, a) for b, a in _meetings(old, apart) if changed(b.leaves & a.leaves, b.day) < k)
        beside = [block for _, block in _meetings([before], apart) if block is not after]
        if not beside:
            return list(new)
        other = min(beside, key=lambda block: (block.n, sorted(map(str, block.leaves))))
        apart = [block for block in apart if block is not after and block is not other]
        apart.append(Block(after.leaves | other.leaves, after.n + other.n, _total([after, other]), after.day))
    return apart


def _may_renew(old: Sequence[Block], new: Sequence[Block], changed: Changed, k: int) -> bool:
    if any(0 < block.n <= k for block in old):
        return True
    if not new:
        return all(changed(before.leaves, before.day) >= k for before in old)
    return all(changed(before.leaves & after.leaves, before.day) >= k for before, after in _meetings(old, new))


def _meetings(old: Sequence[Block], new: Sequence[Block]) -> list[tuple[Block, Block]]:
    """Old and new blocks with people that share leaves."""
    return [(before, after) for before in old for after in new if before.n and after.n and before.leaves & after.leaves]


def _overlapping(previous: Sequence[Block], fresh: Sequence[Block]) -> list[tuple[list[Block], list[Block]]]:
    """Old and new blocks in groups connected by shared leaves."""
    group_of: dict[Key, int] = {}
    groups: dict[int, tuple[list[Block], list[Block], set[Key]]] = {}
    tagged = [(0, block) for block in previous] + [(1, block) for block in fresh]
    for number, (side, block) in enumerate(tagged):
        merged: tuple[list[Block], list[Block], set[Key]] = ([], [], set())
        (merged[1] if side else merged[0]).append(block)
        merged[2].update(block.leaves)
        for other in {group_of[leaf] for leaf in block.leaves if leaf in group_of}:
            old, new, leaves = groups.pop(other)
            merged[0].extend(old)
            merged[1].extend(new)
            merged[2].update(leaves)
        groups[number] = merged
        group_of.update(dict.fromkeys(merged[2], number))
    return [(old, new) for old, new, _ in groups.values()]


def next_published(previous: Figure | None, current: Figure, changed_people: int, k: int = K) -> Figure:
    """The figure to show of a cell that stands alone, with no published part or whole (else `publish`).

    It is renewed only if ≥ k people in it changed since it was last renewed, and otherwise keeps its value and day; from
    few to shown is a renewal. What must be hidden today is hidden at once.
    """
    if previous is None or current.mark is not Mark.SHOWN:
        return current
    return current if changed_people >= floor_k(k) else previous
