"""Telling how many of a group, so that nothing follows about a few of them (pure; see `aggregates`).

A number is told as a range that holds a whole batch of k + 1 values or more. Where the ranges begin depends on what
everybody knows alone. So of any group of fewer than k others, and for somebody who is in the group themselves too, more
than one number stays possible, and for each of them both yes and no.

Ranges of one thing told twice could be subtracted, and so could those of two groups that share most people. Therefore
whoever tells something tells it once: of one time, of one group, and no two of these overlap.
"""

from dataclasses import dataclass

from ecosystem.core.aggregates import K, floor_k


@dataclass(frozen=True)
class Told:
    """At least `low` and at most `high`, of `of`."""

    low: int
    high: int
    of: int

    @property
    def says_something(self) -> bool:
        return (self.low, self.high) != (0, self.of)


def told(number: int, of: int, k: int = K, line: int = 0) -> Told:
    """The batch that the number is in. One begins at `line`, something that readers ask for, where it leaves a whole batch on
    either side. Of fewer than two batches nothing is told."""
    batch = floor_k(k) + 1
    first = line % batch if batch <= line <= of - batch else 0
    starts = [0, *(start for start in range(first, of - batch + 1, batch) if start >= batch)]
    place = max(place for place, start in enumerate(starts) if start <= number)
    return Told(starts[place], starts[place + 1] - 1 if place + 1 < len(starts) else of, of)
