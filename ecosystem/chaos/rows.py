"""What was tried, how often, and whether it held."""

import signal
from collections.abc import Generator, Iterable
from contextlib import closing
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


def gather(trials: Generator[Row, None, None]) -> tuple[list[Row], bool]:
    """The rows, and whether all of them: whoever ends it early, with Ctrl-C or SIGTERM, has those of what was tried."""
    rows: list[Row] = []
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with closing(trials):
            for row in trials:
                rows.append(row)
    except KeyboardInterrupt:
        return rows, False
    finally:
        signal.signal(signal.SIGTERM, before)
    return rows, True


def table(rows: Iterable[Row]) -> str:
    lines = [("bar", "what", "times", "", "found")]
    lines += [(row.bar, row.what, str(row.times), row.verdict, row.found) for row in rows]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join("  ".join(map(str.ljust, line, widths)).rstrip() for line in lines)
