"""The one module that decides what figures about people may be published (k-anonymity; pure).

A cell is published from n ≥ k + 1 people, for everybody, so that whoever is inside it has k others around them and the
published set is the same for all. What stays hidden must not follow from what is shown: not by subtraction within the
tree of units, not across rows of a table (`Line`), not by a filter (`splits`), not from one day to the next
(`publishing.hold`). A hidden cell is "few", which is not "empty"; whether it is hidden for itself or to protect another
is not told.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from ecosystem.core.differencing import Equation, derivable, margins_safe

K = 5
K_CROSS = 10
STEP = 5
LOWEST_SHARE, HIGHEST_SHARE = 5, 90
CONCENTRATION_FROM_PEOPLE = 10

Key = Hashable


class Mark(StrEnum):
    SHOWN = "shown"
    FEW = "few"
    EMPTY = "empty"


class Bound(StrEnum):
    BELOW = "below"
    ABOUT = "about"
    ABOVE = "above"


@dataclass(frozen=True)
class Cell:
    """A figure about `n` people, all of them also in the cell `parent`. Children of one parent share nobody; people of
    the parent in no child are allowed for. `sums` are additive figures over the same people."""

    key: Key
    n: int
    parent: Key | None = None
    sums: Mapping[str, Decimal] = field(default_factory=dict)


@dataclass(frozen=True)
class Line:
    """A published sum beside the tree: `total` = Σ `parts`. Disjoint: nobody is in two parts; else the same people may be
    (a unit's severity over all skills)."""

    total: Key
    parts: Sequence[Key]
    disjoint: bool = False


@dataclass(frozen=True)
class Share:
    """A share as shown, in points: about 35, below 5, above 90."""

    bound: Bound
    points: int


def floor_k(k: int) -> int:
    """k can be raised by policy, never lowered below 5."""
    return max(K, k)


class Forest:
    """The cells as trees, with the people of each cell that are in none of its children (`own`)."""

    def __init__(self, cells: Iterable[Cell]) -> None:
        listed = list(cells)
        self.cells = {cell.key: cell for cell in listed}
        self.rank = {cell.key: (cell.n, place) for place, cell in enumerate(listed)}
        self.children: dict[Key, list[Key]] = defaultdict(list)
        for cell in listed:
            if cell.parent is not None:
                self.children[cell.parent].append(cell.key)
        self.upwards = self._upwards(listed)
        self.own = {key: self.n(key) - sum(map(self.n, self.children[key])) for key in self.cells if self.children[key]}
        if len(self.cells) < len(listed) or len(self.upwards) < len(listed) or min(self.own.values(), default=0) < 0:
            raise ValueError("cells form trees without repeated keys, and children share nobody")

    def _upwards(self, listed: list[Cell]) -> list[Key]:
        """Every key once, children before parents; those under an unknown parent or on a circle are left out."""
        order = [cell.key for cell in listed if cell.parent is None]
        for key in order:
            order.extend(self.children[key])
        return order[::-1]

    def n(self, key: Key) -> int:
        return self.cells[key].n

    def smallest(self, keys: Iterable[Key]) -> Key:
        return min(keys, key=self.rank.__getitem__)

    def equations(self) -> Iterator[Equation]:
        """Parent − children − own = 0; nobody knows the own part unless it is empty."""
        for key, own in self.own.items():
            unknown: list[Key] = [("own", key)] if own else []
            yield {key: 1, **dict.fromkeys([*self.children[key], *unknown], -1)}


@dataclass
class _Closing:
    """One pass over the trees, from the leaves up, that hides until no remainder of a shown cell is small.

    For a cell, `front` = the shown cells nearest below it, `rest` = its people outside the front: what its figure minus
    theirs is about.
    """

    forest: Forest
    hidden: set[Key]
    k: int
    front: dict[Key, list[Key]] = field(default_factory=dict)
    rest: dict[Key, int] = field(default_factory=dict)

    def run(self) -> set[Key]:
        for key in self.forest.upwards:
            self._collect(key)
            while victim := self._victim(key):
                self._swallow(key, victim[0])
        return self.hidden

    def _collect(self, key: Key) -> None:
        children = [child for child in self.forest.children[key] if self.forest.n(child)]
        covered = [child for child in children if child in self.hidden]
        self.front[key] = [child for child in children if child not in self.hidden]
        self.front[key] += [below for child in covered for below in self.front[child]]
        own = self.forest.own.get(key, self.forest.n(key))
        self.rest[key] = own + sum(self.rest[child] for child in covered)

    def _victim(self, key: Key) -> list[Key]:
        """The next cell to hide under this one, a child before anything deeper; empty when all is well.

        One hidden cell alone in its row is itself the remainder, so it never stays alone.
        """
        if key in self.hidden or not 0 < self.rest[key] <= self.k or not self.front[key]:
            return []
        children = [child for child in self.front[key] if self.forest.cells[child].parent == key]
        return [self.forest.smallest(children or self.front[key])]

    def _swallow(self, key: Key, victim: Key) -> None:
        """Hide the victim; one that is broken down completely would still follow from its parts, so hide on below."""
        self.hidden.add(victim)
        while self.rest[victim] == 0:
            self._swallow(victim, self.forest.smallest(self.front[victim]))
        self.front[key].remove(victim)
        self.front[key] += self.front[victim]
        self.rest[key] += self.rest[victim]


def suppress(cells: Iterable[Cell], k: int = K, lines: Sequence[Line] = ()) -> dict[Key, Mark]:
    """What of a tree of cells, and of lines across it, may be published.

    Hidden are cells of 1…k people, then the next smallest as long as a shown cell minus the shown cells within it is
    about 1…k people, or one hidden cell stands alone in its row. With `lines` every hidden cell is also proved not to
    follow from all published sums (exact, so for tables of some hundred hidden cells). Giving the shown cells and k
    again hides nothing more.
    """
    forest, k = Forest(cells), floor_k(k)
    hidden = {key for key in forest.cells if 0 < forest.n(key) <= k}
    while True:
        hidden = _Closing(forest, hidden, k).run()
        more = {key for line in lines for key in _line_victim(forest, line, hidden, k)}
        more = more or (_exposed(forest, lines, hidden) if lines else set())
        if not more:
            break
        hidden |= more
    return {key: mark_of(forest.n(key), key in hidden) for key in forest.cells}


def mark_of(n: int, hidden: bool) -> Mark:
    if n == 0:
        return Mark.EMPTY
    return Mark.FEW if hidden else Mark.SHOWN


def _line_victim(forest: Forest, line: Line, hidden: set[Key], k: int) -> list[Key]:
    """The next cell of a line to hide: the smallest part shown, or the total when no part is left."""
    parts = [key for key in line.parts if forest.n(key)]
    small = [forest.n(key) for key in parts if key in hidden]
    shown = [key for key in parts if key not in hidden]
    if line.total in hidden:
        return [forest.smallest(shown)] if shown and not small else []
    behind = sum(small) if line.disjoint else max(small, default=0)
    if not small or (len(small) > 1 and behind > k):
        return []
    return [forest.smallest(shown)] if shown else [line.total]


def _exposed(forest: Forest, lines: Sequence[Line], hidden: set[Key]) -> set[Key]:
    """The smallest shown cell beside each hidden one that still follows from the published sums."""
    equations = [*forest.equations(), *({line.total: 1, **dict.fromkeys(line.parts, -1)} for line in lines)]
    unknown = hidden | {("own", key) for key, own in forest.own.items() if own}
    everywhere = _shown_in(forest, equations, unknown)
    more = set()
    for key in derivable(unknown, equations) & hidden:
        beside = _shown_in(forest, [equation for equation in equations if key in equation], unknown)
        if candidates := beside or everywhere:
            more.add(forest.smallest(candidates))
    return more


def _shown_in(forest: Forest, equations: Iterable[Equation], unknown: set[Key]) -> set[Key]:
    return {key for equation in equations for key in equation if key not in unknown and forest.n(key)}


def splits(
    cells: Iterable[Cell], parts: Mapping[Key, Mapping[Key, int]], k_parts: int = K_CROSS, k: int = K
) -> frozenset[Key]:
    """The cells that may also be shown by a second dimension (a filter by site or role), beside the tree itself.

    `parts[cell]` counts its people by that dimension. All or nothing per cell: every part has 0 or ≥ k_parts + 1 people,
    and so has, part by part, what remains of a cell without the split cells below it; and the totals shown within that
    remainder give away no group of ≤ k, even to somebody who knows where everybody works.
    """
    forest = Forest(cells)
    marks = suppress(forest.cells.values(), k)
    table = _Splitting(
        forest, parts, {key for key, mark in marks.items() if mark is Mark.SHOWN}, floor_k(k_parts), floor_k(k)
    )
    return frozenset(table.run())


@dataclass
class _Splitting:
    """One pass from the leaves up. `inside` = the split cells nearest below a cell."""

    forest: Forest
    parts: Mapping[Key, Mapping[Key, int]]
    shown: set[Key]
    k_parts: int
    k: int
    split: set[Key] = field(default_factory=set)
    inside: dict[Key, list[Key]] = field(default_factory=dict)

    def run(self) -> set[Key]:
        for key in self.forest.upwards:
            if sum(self.parts.get(key, {}).values()) != self.forest.n(key):
                raise ValueError("the parts of a cell add up to its people")
            children = self.forest.children[key]
            self.inside[key] = [b for c in children for b in ([c] if c in self.split else self.inside[c])]
            if key in self.shown and not _has_few(self.parts[key], self.k_parts):
                self._settle(key)
        return self.split

    def _settle(self, key: Key) -> None:
        """Split the cell, giving up split cells below it, smallest first, until what remains is safe; or leave it."""
        inside = list(self.inside[key])
        given_up: set[Key] = set()
        while not self._is_safe(key, inside):
            if not inside:
                return
            dropped = self.forest.smallest(inside)
            given_up.add(dropped)
            inside = [below for below in inside if below != dropped] + self.inside[dropped]
        self.inside[key] = inside
        self.split = self.split - given_up | {key}

    def _is_safe(self, key: Key, inside: Sequence[Key]) -> bool:
        if _has_few(_without(self.parts[key], [self.parts[below] for below in inside]), self.k_parts):
            return False
        return margins_safe(list(self._rows(key, set(inside))), self.k)

    def _rows(self, key: Key, inside: set[Key]) -> Iterator[dict[Key, int]]:
        """For each shown cell outside the split ones below: its people by part, without the shown cells nearest below."""
        nearest = [below for child in self.forest.children[key] for below in self._nearest(child)]
        yield _without(self.parts[key], [self.parts[below] for below in nearest])
        for below in nearest:
            if below not in inside:
                yield from self._rows(below, inside)

    def _nearest(self, key: Key) -> list[Key]:
        if key in self.shown:
            return [key]
        return [below for child in self.forest.children[key] for below in self._nearest(child)]


def _has_few(row: Mapping[Key, int], k: int) -> bool:
    return any(0 < n <= k for n in row.values())


def _without(row: Mapping[Key, int], others: Sequence[Mapping[Key, int]]) -> dict[Key, int]:
    return {part: n - sum(other.get(part, 0) for other in others) for part, n in row.items()}


def differencing_safe(subset_n: int, total_n: int, k: int = K) -> bool:
    """Whether a published total may stand beside a published part of it: part and rest are each empty or ≥ k + 1."""
    return all(n == 0 or n > floor_k(k) for n in (subset_n, total_n - subset_n))


def share(part: int, n: int) -> Share | None:
    """A share of n people in steps of 5 points; the ends as bands; None over nobody.

    Bands are "below 5" and "above 90", and wider in small groups, so that nobody and one person (all and all but one)
    look the same: 0 or 1 of 6 is "below 20".
    """
    if n == 0:
        return None
    low = min(50, max(LOWEST_SHARE, (100 // n // STEP + 1) * STEP))
    high = min(HIGHEST_SHARE, 100 - low)
    if part * 100 < low * n:
        return Share(Bound.BELOW, low)
    if part * 100 > high * n:
        return Share(Bound.ABOVE, high)
    steps = (Decimal(part * 100) / (n * STEP)).quantize(Decimal(1), ROUND_HALF_UP)
    return Share(Bound.ABOUT, int(steps) * STEP)


def two_digits(value: Decimal) -> Decimal:
    """A severity to 2 significant digits, half up: 163.5 → 160, .0475 → .048."""
    if not value:
        return Decimal(0)
    return Decimal(f"{value.quantize(Decimal(1).scaleb(value.adjusted() - 1), ROUND_HALF_UP):f}")


def says_concentration(people: int, needing: int, is_company: bool, k: int = K) -> bool:
    """Whether the word absent / single point / thin (never a number) may be said: of the company, and of units of ≥ 10
    people, where ≥ k need the skill."""
    return needing >= floor_k(k) and (is_company or people >= CONCENTRATION_FROM_PEOPLE)
