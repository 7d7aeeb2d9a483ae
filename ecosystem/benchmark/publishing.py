"""The last runs as tables in docs/benchmarks.md, written from the files that `--json` keeps: one table for each size."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ecosystem.benchmark import growth
from ecosystem.benchmark.rows import figure
from ecosystem.installation import ROOT

DOCUMENT = ROOT / "docs" / "benchmarks.md"
BEGIN, END = "<!-- runs: begin -->", "<!-- runs: end -->"
HEADER = "| | what | value | bar | holds | CPU | statements | bytes |\n|---|---|---:|---:|---|---:|---:|---:|"


class NoPlace(Exception):
    """The document has no place for the runs."""


def publish(files: Sequence[Path], document: Path = DOCUMENT) -> None:
    """Replace what stands between the marks. Files of the same size are parts of one run, the last word on a row wins."""
    whole = document.read_text(encoding="utf-8")
    before, begin, rest = whole.partition(BEGIN)
    _old, end, after = rest.partition(END)
    if not (begin and end):
        raise NoPlace(f"{document} has no lines “{BEGIN}” and “{END}”.")
    runs = [json.loads(file.read_text(encoding="utf-8")) for file in files]
    by_size: dict[int, list[dict]] = {}
    for run in sorted(runs, key=lambda run: run["date"]):
        by_size.setdefault(run["people"], []).append(run)
    sections = [*(_section(by_size[people]) for people in sorted(by_size)), growth.section(_grown(by_size))]
    shown = "\n\n".join(filter(None, sections))
    document.write_text(f"{before}{BEGIN}\n{shown}\n{END}{after}", encoding="utf-8")


def _grown(by_size: Mapping[int, Sequence[Mapping[str, Any]]]) -> list[growth.Point]:
    """What each size took of each series; the last word wins here too."""
    found = {
        (row["id"], row["series"], people): row["seconds"]
        for people, runs in by_size.items()
        for run in runs
        for row in run["rows"]
        if "series" in row
    }
    return [growth.Point(*what, seconds) for what, seconds in found.items()]


def _section(runs: Sequence[Mapping[str, Any]]) -> str:
    """All parts of one size, in the order of the rows' numbers."""
    rows = {(row["id"], row["what"]): row for run in runs for row in run["rows"]}
    listed = sorted((row for row in rows.values() if row["id"] != growth.ID), key=lambda row: int(row["id"][1:]))
    last = runs[-1]
    held = sum(row["ok"] for row in listed if row["bar"] is not None)
    judged = sum(row["bar"] is not None for row in listed)
    title = f"### {last['people']:,} people"
    place = f"{last['date']}, {last['cores']} cores, {last['memory']} GB of memory; {held} of {judged} bars hold."
    return "\n".join([title, "", place, "", HEADER, *map(_line, listed)])


def _line(row: Mapping[str, Any]) -> str:
    sign = "≥" if row.get("at_least") else "≤"
    cells = (
        row["id"],
        row["what"],
        "–" if row["value"] is None else figure(row["value"], row["unit"]),
        "" if row["bar"] is None else f"{sign} {figure(row['bar'], row['unit'])}",
        "" if row["bar"] is None else "yes" if row["ok"] else "**no**",
        f"{row['cpu']:.2f} B" if "cpu" in row else "",
        *(f"{row[name]:,}" if name in row else "" for name in ("statements", "bytes")),
    )
    return f"| {' | '.join(cells)} |"
