"""What was tried, how often, and whether it held."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One line of the table. `held` is None where this machine forbids the trial; `found` then says why."""

    bar: str
    what: str
    times: int
    held: bool | None
    found: str = ""

    @property
    def verdict(self) -> str:
        return "not run here" if self.held is None else ("held" if self.held else "NOT HELD")


def not_here(bar: str, what: str, why: str) -> Row:
    return Row(bar, what, 0, None, why)


def table(rows: Iterable[Row]) -> str:
    lines = [("bar", "what", "times", "", "found")]
    lines += [(row.bar, row.what, str(row.times), row.verdict, row.found) for row in rows]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join("  ".join(map(str.ljust, line, widths)).rstrip() for line in lines)
