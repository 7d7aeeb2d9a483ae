"""How what it costs grows with the company: the exponent of people, fitted to the same work in companies of several sizes."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ecosystem.benchmark.rows import Row, missing

ID = "G14"
PAGE_BAR, JOB_BAR = 0.3, 1.25
LARGE = 10_000  # people: below, what costs the same for everybody hides what grows
HEADER = "| | what | over | exponent | bar | holds |\n|---|---|---|---:|---:|---|"


@dataclass(frozen=True)
class Point:
    """Seconds of one work in one company; `id` is that of its row."""

    id: str
    series: str
    people: int
    seconds: float


def exponent(points: Iterable[tuple[float, float]]) -> float:
    """The slope of the logarithms by least squares: 0 is the same for all sizes, 1 in proportion, 2 by its square."""
    logs = [(math.log(size), math.log(seconds)) for size, seconds in points]
    at, of = (sum(column) / len(logs) for column in zip(*logs, strict=True))
    return sum((x - at) * (y - of) for x, y in logs) / sum((x - at) ** 2 for x, _ in logs)


def rows(points: Sequence[Point]) -> list[tuple[Row, list[int]]]:
    """A row for each series that two sizes or more have, pages first, with these sizes."""
    found = []
    for id, series in dict.fromkeys((point.id, point.series) for point in points):
        took = {point.people: point.seconds for point in points if (point.id, point.series) == (id, series)}
        sizes = _compared(took)
        what, bar = (f"SQL of {series}", PAGE_BAR) if id == ID else (series, JOB_BAR)
        if len(sizes) > 1:
            found.append((Row(ID, what, exponent((size, took[size]) for size in sizes), "", bar), sizes))
        else:
            found.append((missing(ID, what, "there is one size only", "", bar), sizes))
    return sorted(found, key=lambda pair: pair[0].bar or 0)


def _compared(took: dict[int, float]) -> list[int]:
    """The large ones where there are two of them, otherwise all."""
    measured = sorted(size for size, seconds in took.items() if seconds > 0)
    large = [size for size in measured if size >= LARGE]
    return large if len(large) > 1 else measured


def section(points: Sequence[Point]) -> str:
    """The table of all series; nothing where no run tells of any."""
    found = rows(points)
    if not found:
        return ""
    held = sum(row.ok for row, _sizes in found)
    said = f"The exponent of people; {held} of {len(found)} bars hold."
    return "\n".join(["### Growth", "", said, "", HEADER, *(_line(*pair) for pair in found)])


def _line(row: Row, sizes: Sequence[int]) -> str:
    value = "–" if row.value is None else f"{row.value:.2f}"
    over = " to ".join(f"{size:,}" for size in (sizes[:1] + sizes[-1:] if len(sizes) > 1 else sizes))
    return f"| {row.id} | {row.what} | {over} | {value} | ≤ {row.bar} | {'yes' if row.ok else '**no**'} |"
