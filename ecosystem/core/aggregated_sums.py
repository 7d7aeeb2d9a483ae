"""What may be published of sums in which the same people may be more than once (pure; see `aggregates`)."""

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from heapq import heappop, heappush
from typing import Any

from ecosystem.core.aggregates import K, Key, Mark, floor_k, mark_of


def suppress_sums(
    figures: Mapping[Any, frozenset[Any]],
    people: Mapping[Any, frozenset[Any]],
    k: int = K,
    fixed: Collection[Any] = (),
) -> dict[Key, Mark]:
    """What may be published of sums over parts in which the same people may be (goals of one person in several places).

    `figures`: the parts that each sums up; `people`: who is in each part; `fixed`: figures that are published elsewhere
    and cannot be hidden here. Hidden are figures about 1…k people, then the smallest part of a shown figure (or, beside
    a fixed part, the figure itself) as long as what one, or all, of its shown parts leave over is about 1…k people.
    """
    table = _Sums(figures, people, floor_k(k), set(fixed))
    table.hide()
    return {key: mark_of(len(table.about(parts)), key not in table.shown) for key, parts in figures.items()}


@dataclass
class _Sums:
    figures: Mapping[Any, frozenset[Any]]
    people: Mapping[Any, frozenset[Any]]
    k: int
    fixed: set[Key]
    shown: set[Key] = field(default_factory=set)

    def hide(self) -> None:
        """First what is about a few; then always the first figure that leaves a few over, until none does. One that was
        looked at is looked at again only when something within it was hidden."""
        self.shown = {key for key, parts in self.figures.items() if not self.is_few(parts)}
        order = list(self.figures)
        place = {key: number for number, key in enumerate(order)}
        waiting = list(range(len(order)))
        while waiting:
            key = order[heappop(waiting)]
            for victim in self.victim(key) if key in self.shown else []:
                self.shown.discard(victim)
                for other in {key, *self._around(victim)}:
                    heappush(waiting, place[other])

    def about(self, parts: Iterable[Key]) -> frozenset[Hashable]:
        return frozenset().union(*(self.people.get(part, frozenset()) for part in parts))

    def is_few(self, parts: Iterable[Key]) -> bool:
        """Read no further than is needed to know."""
        found: set[Hashable] = set()
        for part in parts:
            found |= self.people.get(part, frozenset())
            if len(found) > self.k:
                return False
        return bool(found)

    def victim(self, key: Key) -> list[Key]:
        """What to hide so that a figure leaves no few over; empty when it does not."""
        for within in self._within(key):
            if self._leaves_few(key, within):
                free = [part for part in within if part not in self.fixed]
                beside_fixed = self._leaves_few(key, [part for part in within if part in self.fixed])
                return [key] if beside_fixed or not free else [min(free, key=self._size)]
        return []

    @cached_property
    def _of_part(self) -> dict[Any, list[Key]]:
        """Per part the figures that it is in, as they are ordered."""
        found: dict[Any, list[Key]] = defaultdict(list)
        for key, parts in self.figures.items():
            for part in parts:
                found[part].append(key)
        return found

    def _around(self, key: Key) -> list[Key]:
        """The figures that hold all parts of one, and more."""
        parts = self.figures[key]
        return [other for other in self._of_part[next(iter(parts))] if parts < self.figures[other]] if parts else []

    def _within(self, key: Key) -> list[list[Key]]:
        """The shown figures within a figure: each alone, and the largest of them together."""
        parts = self.figures[key]
        near = dict.fromkeys(other for part in parts for other in self._of_part[part])
        inside = {other for other in near if other in self.shown and self.figures[other] < parts}
        ordered = [other for other in self.figures if other in inside] if len(inside) > 1 else list(inside)
        largest = [one for one in ordered if inside.isdisjoint(self._around(one))]
        return [largest, *([one] for one in ordered)]

    def _leaves_few(self, key: Key, within: Sequence[Key]) -> bool:
        covered = frozenset().union(*(self.figures[part] for part in within))
        return bool(within) and self.is_few(part for part in self.figures[key] if part not in covered)

    def _size(self, key: Key) -> int:
        return len(self.about(self.figures[key]))
