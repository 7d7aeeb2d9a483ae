"""What a run found: rows with a value, a bar and whether it holds; printed as a table and kept as JSON."""

import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ecosystem.core.clock import today


@dataclass(frozen=True)
class Row:
    """One line of the table. No value: it could not be measured, and `what` says why. No bar: for information.

    `series` and `seconds`: what companies of several sizes are compared by, see `growth`.
    """

    id: str
    what: str
    value: float | None
    unit: str
    bar: float | None
    at_least: bool = False
    statements: int | None = None
    bytes: int | None = None
    cpu: float | None = None
    series: str = ""
    seconds: float | None = None

    @property
    def ok(self) -> bool:
        if self.value is None:
            return False
        if self.bar is None:
            return True
        return self.value >= self.bar if self.at_least else self.value <= self.bar

    def as_json(self) -> dict[str, Any]:
        """`cpu`: seconds of CPU of web server and database by those of B."""
        value = None if self.value is None else round(self.value, 3)
        found = {"id": self.id, "what": self.what, "value": value, "unit": self.unit, "bar": self.bar, "ok": self.ok}
        more = {"statements": self.statements, "bytes": self.bytes, "cpu": self.cpu and round(self.cpu, 2)}
        found |= {"at_least": True} if self.at_least else {}
        found |= {"series": self.series, "seconds": round(self.seconds or 0, 7)} if self.series else {}
        return found | {name: much for name, much in more.items() if much is not None}


def missing(id: str, what: str, why: str, unit: str = "", bar: float | None = None) -> Row:
    """A row that could not be measured, which is not ok."""
    return Row(id, f"{what}: not measured, {why}", None, unit, bar)


def table(rows: Iterable[Row]) -> str:
    lines = [("", "what", "value", "bar", "ok", "CPU", "statements", "bytes"), *map(_cells, rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines
    )


def _cells(row: Row) -> tuple[str, ...]:
    sign = "≥" if row.at_least else "≤"
    return (
        row.id,
        row.what,
        "–" if row.value is None else figure(row.value, row.unit),
        "" if row.bar is None else f"{sign} {figure(row.bar, row.unit)}",
        "yes" if row.ok else "NO",
        "" if row.cpu is None else f"{row.cpu:.2f} B",
        *("" if much is None else str(much) for much in (row.statements, row.bytes)),
    )


def figure(value: float, unit: str) -> str:
    """A value as people read it."""
    shown = f"{value:.{3 if value < 0.1 else 2}f}".rstrip("0").rstrip(".") if value < 1000 else f"{value:,.0f}"
    return f"{shown} {unit}".rstrip()


def write(file: Path, people: int, rows: Sequence[Row]) -> None:
    kept = {
        "people": people,
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "memory": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30),
        "date": today().isoformat(),
        "rows": [row.as_json() for row in rows],
    }
    file.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
