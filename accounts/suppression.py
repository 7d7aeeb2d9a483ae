"""One skill's figures for every unit, and every unit at every site: from counts to what may be published (pure).

A unit's own people at one site are a *spot*. Key 0 stands for the company among units, for "nowhere" among sites, and, as
a spot, for people without one. The rules are those of `ecosystem.core.aggregates` and `publishing`; this module lays the
organisation out for them. Old and new figures are judged together, by unit and by site; what three tables of different
days and kinds would say of people who moved without any change is not.
"""

import datetime as dt
import itertools
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from operator import itemgetter
from typing import Any, cast

from accounts.movements import NOTHING, Movements, Spot
from accounts.untangling import is_separate, untangle
from ecosystem.core.aggregates import K_CROSS, Cell, Mark, splits
from ecosystem.core.differencing import margins_safe
from ecosystem.core.publishing import EMPTY, FEW, Block, Figure, hold, publish

COMPANY = 0
SUMS = ("below", "self_only", "unassessed", "met", "ratio_points", "severity_points")
Counts = tuple[int, ...]  # people, then SUMS
Leaves = Mapping[Any, frozenset[Any]]
Since = Mapping[dt.date, Movements]


@dataclass(frozen=True)
class Published:
    """Figures by unit, and by unit and site, with the blocks that they are made of."""

    figures: Mapping[int, Figure]
    site_figures: Mapping[Spot, Figure]
    blocks: Sequence[Block]
    site_blocks: Sequence[Block]


@dataclass
class SkillTable:
    """`own`: counts per spot; `parent`: of each unit, the company for those at the top."""

    own: Mapping[Spot, Counts]
    parent: Mapping[int, int]
    since: Since
    day: dt.date
    k: int

    def publish(self, previous: Sequence[Block], previous_sites: Sequence[Block]) -> Published:
        """Today's publication after the previous one (both empty the first time)."""
        units: set[Any] = {unit for unit, _ in self.own} | {unit for block in previous for unit in block.leaves}
        cells = self._cells(units)
        made = publish(cells, previous, lambda leaves, day: self._since(day).in_units(leaves), self.day, self.k)
        blocks = untangle(previous, made.blocks, self._people_of_units(), self.since, itemgetter(0), self.k)
        if previous_sites and not self._may_follow(previous_sites, self._by_spot(_new(blocks, previous))):
            blocks = list(previous)
        figures = _figures(blocks, made.leaves, made.leaves.keys())
        site_blocks = self._site_blocks(cells, made.leaves, blocks, previous_sites, previous)
        return Published(figures, self._site_figures(figures, made.leaves, site_blocks), blocks, site_blocks)

    def _since(self, day: dt.date) -> Movements:
        return self.since.get(day, NOTHING)

    def _people_of_units(self) -> dict[int, int]:
        people: dict[int, int] = defaultdict(int)
        for (unit, _site), counts in self.own.items():
            people[unit] += counts[0]
        return people

    def _path(self, unit: int) -> list[int]:
        """The unit and all above it, the company last."""
        path = [unit]
        while path[-1] != COMPANY:
            path.append(self.parent[path[-1]])
        return path

    def _cells(self, units: Iterable[int]) -> list[Cell]:
        totals = {COMPANY: (0,) * (1 + len(SUMS))}
        totals |= {above: totals[COMPANY] for unit in units if unit in self.parent for above in self._path(unit)}
        for (unit, _site), counts in self.own.items():
            for above in self._path(unit):
                totals[above] = _plus(totals[above], counts)
        return [Cell(unit, counts[0], self.parent.get(unit), _named(counts)) for unit, counts in totals.items()]

    def _site_blocks(
        self,
        cells: Sequence[Cell],
        leaves: Leaves,
        blocks: Sequence[Block],
        previous: Sequence[Block],
        previous_units: Sequence[Block],
    ) -> list[Block]:
        """All of the skill's filtered figures are renewed together, or none."""
        groups = self._groups()
        rows: dict[Any, Any] = {cell.key: dict.fromkeys(groups.values(), 0) for cell in cells}
        for (unit, site), counts in self.own.items():
            for above in self._path(unit):
                rows[above][groups[site]] += counts[0]
        areas = (
            _areas(splits(cells, rows, max(K_CROSS, self.k), self.k), leaves) if len(set(groups.values())) > 1 else []
        )
        block_of, days = _days_of_units(blocks, previous)
        if not all(self._is_separable(area, block_of, days, groups) for area in areas):
            return list(previous)
        fresh = [self._block(area, group) for area in areas for group in sorted(set(groups.values()))]
        held = hold(previous, fresh, lambda spots, day: self._since(day).in_spots(spots), self.k)
        made = untangle(previous, held, self._people_of_spots(), self.since, lambda spot: spot, self.k)
        new = _new(made, previous)
        return made if not new or self._may_follow(self._by_spot(previous_units), new) else list(previous)

    def _may_follow(self, old: Sequence[Block], new: Sequence[Block]) -> bool:
        """Whether new figures by unit may stand beside old ones by site, and the other way round."""
        return not new or is_separate(old, new, self._people_of_spots(), self.since, self.k)

    def _by_spot(self, blocks: Sequence[Block]) -> list[Block]:
        """Blocks of units as blocks of spots."""
        moves = itertools.chain.from_iterable(movement.spots() for movement in self.since.values())
        sites = {site for _, site in itertools.chain(self.own, moves)}
        return [Block(frozenset(itertools.product(b.leaves, sites)), b.n, b.sums, b.day) for b in blocks]

    def _people_of_spots(self) -> dict[Spot, int]:
        return {spot: counts[0] for spot, counts in self.own.items()}

    def _groups(self) -> dict[int, tuple[int, ...]]:
        """Sites by themselves, but the small ones together, so that nobody can subtract the rest from the whole."""
        people: dict[int, int] = defaultdict(int)
        for (_unit, site), counts in self.own.items():
            people[site] += counts[0]
        waiting = sorted(people, key=lambda site: (site != 0, people[site], site))
        merged: list[int] = []
        while waiting and (
            waiting[0] == 0 or people[waiting[0]] <= K_CROSS or 0 < sum(people[site] for site in merged) <= K_CROSS
        ):
            merged.append(waiting.pop(0))
        rest = tuple(sorted(merged))
        return {**dict.fromkeys(merged, rest), **{site: (site,) for site in waiting}}

    def _is_separable(
        self,
        area: frozenset[int],
        block_of: Mapping[int, int],
        days: Mapping[int, set[dt.date]],
        groups: dict[int, Any],
    ) -> bool:
        """Whether what changed in an area, by block and by site, can be told apart only for large groups."""
        row_of = {unit: block_of[unit] for unit in area if unit in block_of}
        since = set().union(*(days[unit] for unit in area if unit in days)) - {self.day}
        tables = [self._since(day).table(row_of, groups, when) for day in since for when in ("was", "now")]
        return all(margins_safe(table, self.k) for table in tables)

    def _block(self, area: frozenset[int], group: tuple[int, ...]) -> Block:
        spots = frozenset((unit, site) for unit in area for site in group)
        total = (0,) * (1 + len(SUMS))
        for spot in spots & self.own.keys():
            total = _plus(total, self.own[spot])
        return Block(spots, total[0], _named(total), self.day)

    def _site_figures(
        self, figures: Mapping[Any, Figure], leaves: Leaves, blocks: Sequence[Block]
    ) -> dict[Spot, Figure]:
        """Of every unit at every site with somebody: few wherever the unit itself is, the unit's own where all are there."""
        sites_of: dict[int, set[int]] = defaultdict(set)
        for unit, site in self.own:
            for above in self._path(unit):
                sites_of[above].add(site)
        shown = [(unit, site) for unit in sites_of for site in sites_of[unit] if figures[unit].mark is Mark.SHOWN]
        split = [(unit, site) for unit, site in shown if blocks and len(sites_of[unit]) > 1]
        known = {(leaf, site) for leaf in leaves for site in sites_of[COMPANY]} if split else set()
        found = _figures(
            blocks, {spot: frozenset((leaf, spot[1]) for leaf in leaves[spot[0]]) for spot in split}, known
        )
        whole = {(unit, site): figures[unit] for unit, site in shown if len(sites_of[unit]) == 1}
        return {
            (unit, site): found.get((unit, site)) or whole.get((unit, site)) or FEW
            for unit in sites_of
            for site in sites_of[unit]
            if site
        }


def _new(blocks: Sequence[Block], previous: Sequence[Block]) -> list[Block]:
    known = {(block.leaves, block.day) for block in previous}
    return [block for block in blocks if (block.leaves, block.day) not in known]


def _named(counts: Counts) -> dict[str, Decimal]:
    return {name: Decimal(count) for name, count in zip(SUMS, counts[1:], strict=True)}


def _days_of_units(
    blocks: Sequence[Block], previous: Sequence[Block]
) -> tuple[dict[int, int], dict[int, set[dt.date]]]:
    """Of each unit the number of its block, and the days since which its figures hold, by unit and by site."""
    block_of = {}
    days: dict[int, set[dt.date]] = defaultdict(set)
    for number, block in enumerate(blocks):
        for unit in cast(Iterable[int], block.leaves):
            block_of[unit] = number
            days[unit].add(block.day)
    for block in previous:
        for unit, _site in cast(Iterable[Spot], block.leaves):
            days[unit].add(block.day)
    return block_of, days


def _plus(one: Counts, other: Counts) -> Counts:
    return tuple(a + b for a, b in zip(one, other, strict=True))


def _areas(chosen: frozenset[Any], leaves: Leaves) -> list[frozenset[Any]]:
    """For each chosen unit its own people and those below it that are in no other chosen unit below."""
    areas = []
    for unit in chosen:
        below = [leaves[other] for other in chosen & leaves[unit] if other != unit]
        areas.append(leaves[unit].difference(*below))
    return areas


def _figures(blocks: Sequence[Block], leaves: Leaves, known: Collection[Any]) -> dict[Any, Figure]:
    """As `Publication.figure`, for all cells at once: few where a block reaches beyond the cell or leaves a gap in it."""
    block_of = {leaf: number for number, block in enumerate(blocks) for leaf in block.leaves}
    size = [sum(leaf in known for leaf in block.leaves) for block in blocks]
    figures = {}
    for key, here in leaves.items():
        within: dict[int, int] = defaultdict(int)
        for leaf in here:
            within[block_of.get(leaf, -1)] += 1
        whole = -1 not in within and all(size[number] == count for number, count in within.items())
        figures[key] = _sum([blocks[number] for number in within]) if whole else FEW
    return figures


def _sum(blocks: Sequence[Block]) -> Figure:
    n = sum(block.n for block in blocks)
    if not n:
        return EMPTY
    sums = {name: sum((block.sums[name] for block in blocks), Decimal(0)) for name in SUMS}
    return Figure(Mark.SHOWN, n, sums, min(block.day for block in blocks))
