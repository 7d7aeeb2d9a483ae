"""S, the sequential scan that background work is compared with, and stopwatches for statements and blocks."""

import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from ecosystem.benchmark.rows import Row, missing

ROUNDS = 5
SHORTEST = 0.002  # seconds: anything quicker is mostly the sending and planning of a statement
SERIAL = {
    "enable_indexscan": "off",
    "enable_indexonlyscan": "off",
    "enable_bitmapscan": "off",
    "max_parallel_workers_per_gather": "0",
}


@transaction.atomic
def scan(table: str, column: str) -> float:
    """Seconds of one `count(*), sum(column)` over a table, by a plain sequential scan of one process."""
    with connection.cursor() as cursor:
        for name, value in SERIAL.items():
            cursor.execute(f"SET LOCAL {name} = {value}")
        started = time.perf_counter()
        cursor.execute(f'SELECT count(*), sum("{column}") FROM "{table}"')
        return time.perf_counter() - started


@dataclass
class Against:
    """Seconds of some work beside those of a measure (S, COPY, UPDATE), round by round."""

    unit: str
    measure: str
    took: list[float] = field(default_factory=list)
    bases: list[float] = field(default_factory=list)

    def add(self, took: float, base: float) -> None:
        self.took.append(took)
        self.bases.append(base)

    def row(self, id: str, what: str, bar: float | None, sent: int | None = None, series: str = "") -> Row:
        """The median of the rounds' ratios; where the measure is too quick to compare with, a row that says so."""
        row = replace(self._row(id, what, bar), statements=sent)
        return replace(row, series=series, seconds=statistics.median(self.took)) if series else row

    def _row(self, id: str, what: str, bar: float | None) -> Row:
        base = statistics.median(self.bases)
        value = statistics.median(took / of for took, of in zip(self.took, self.bases, strict=True))
        if base < SHORTEST:
            why = f"{self.measure} takes {1000 * base:.1f} ms, too little to compare with (the work took {value:,.0f} of them)"
            return missing(id, what, why, self.unit, bar)
        return Row(id, what, value, self.unit, bar)


def seconds(work: Callable[[], Any]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def backend_seconds() -> float:
    """Seconds of CPU that PostgreSQL has spent on this connection so far; 0 where it runs on another machine.

    Steadier than the time that a statement takes, which is also that of everybody else on the machine.
    """
    connection.ensure_connection()
    process = Path(f"/proc/{connection.connection.info.backend_pid}")
    try:
        ours = process.joinpath("comm").read_text().startswith("postgres")
        return int(process.joinpath("schedstat").read_text().split()[0]) / 1e9 if ours else 0.0
    except OSError:
        return 0.0


@contextmanager
def undone() -> Iterator[None]:
    """A block whose writing is taken back, with its deferred checks made."""
    with transaction.atomic():
        yield
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        transaction.set_rollback(True)


@contextmanager
def statements() -> Iterator[list[tuple[str, float]]]:
    """What Django sends, with the seconds of each; BEGIN, COMMIT and savepoints are left out."""
    seen: list[tuple[str, float]] = []

    def watch(execute: Callable, sql: str, params: Any, many: bool, context: dict) -> Any:
        started = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            if not sql.startswith(("SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK TO")):
                seen.append((sql, time.perf_counter() - started))

    with connection.execute_wrapper(watch):
        yield seen
