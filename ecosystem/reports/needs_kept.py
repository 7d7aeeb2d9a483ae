"""A snapshot of the training needs beside how they stand now: published then, and published now."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ecosystem.core.policy import policy
from ecosystem.reports.needs_analysis import ON_PAGE, lines_now
from ecosystem.reports.needs_lines import Line
from feedback.actions.snapshots import Kept
from feedback.models import NeedsSnapshot, NeedsSnapshotRow


@dataclass(frozen=True)
class Compared:
    """A row then, and now; None where nobody asks for it any more."""

    rank: int
    then: Line
    now: Line | None


@dataclass(frozen=True)
class Page:
    snapshot: NeedsSnapshot
    rows: Sequence[Compared]
    start: int

    @property
    def withheld(self) -> bool:
        return is_withheld(self.snapshot)

    @property
    def next_start(self) -> int:
        end = self.start + len(self.rows)
        return end if end < self.snapshot.rows_kept else 0

    @property
    def changed(self) -> int:
        """How many rows of the page stand otherwise now."""
        return sum(row.now is None or _standing(row.then) != _standing(row.now) for row in self.rows)


def kept(line: Line) -> Kept:
    """A line as it is put away."""
    return Kept(line.skill_code, line.unit_code, line.figures)


def is_withheld(snapshot: NeedsSnapshot) -> bool:
    """The organisation shows figures of more people only by now: then none of an older table may stay, for what is
    hidden there row by row could be worked out from the rest."""
    return snapshot.fewest < policy().k + 1


def page_of(snapshot: NeedsSnapshot, start: int) -> Page:
    """Fifty rows of it, each with how it stands now. Six statements."""
    rows = list(snapshot.rows.all()[start : start + ON_PAGE])
    then = [_line(row, is_withheld(snapshot)) for row in rows]
    now = lines_now([(line.skill_code, line.unit_code) for line in then]) if then else {}
    compared = [
        Compared(row.place, line, now.get((line.skill_code, line.unit_code)))
        for row, line in zip(rows, then, strict=True)
    ]
    return Page(snapshot, compared, start)


def lines_of(snapshot: NeedsSnapshot) -> list[Line]:
    """All of it, as it was kept."""
    withheld = is_withheld(snapshot)
    return [_line(row, withheld) for row in snapshot.rows.all().iterator(chunk_size=2000)]


def _line(row: NeedsSnapshotRow, withheld: bool) -> Line:
    line = Line(skill_code=row.skill_code, unit_code=row.unit_code, **row.figures)
    return line.withheld() if withheld else line


def _standing(line: Line) -> tuple[Any, ...]:
    """All that the page shows of it."""
    figures = line.required, line.coverage, line.below, line.priority
    return line.few, *figures, line.resources, line.paths, line.teachers, line.people
