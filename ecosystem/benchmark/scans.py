"""S, the sequential scan that background work is compared with, and stopwatches for statements and blocks."""

import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction

ROUNDS = 5
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


def compared(work: Callable[[], float], with_: Callable[[], float], rounds: int = ROUNDS) -> float:
    """The median over the rounds of the seconds of `work` by those of `with_`, one straight after the other."""
    with_()
    return statistics.median(work() / with_() for _ in range(rounds))


def seconds(work: Callable[[], Any]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


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
