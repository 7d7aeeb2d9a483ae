"""How far a long run is, written beside its transaction so that the page can show a real number."""

import time
from contextlib import suppress

from django.db import OperationalError, connection

from ecosystem.core.clock import now

PAUSE = 0.4
WRITE = """
    INSERT INTO accounts_importprogress (run_id, done, whole, words, at) VALUES (%s, %s, %s, %s, %s)
    ON CONFLICT (run_id) DO UPDATE SET done = excluded.done, whole = excluded.whole, words = excluded.words, at = excluded.at
"""


class Bar:
    """Called with rows done, rows in all, and words; writes at most every 0.4 s, on a connection of its own."""

    def __init__(self, run_id: int) -> None:
        self.run_id = run_id
        self.connection = connection.copy()
        self.written = 0.0

    def __call__(self, done: int, whole: int, words: str) -> None:
        if time.monotonic() - self.written < PAUSE:
            return
        self.written = time.monotonic()
        values = [self.run_id, min(done, whole), whole, words[:200], now()]
        with suppress(
            OperationalError
        ):  # no connection to spare, or the row is taken: the import goes on, the bar waits
            self._write(values)

    def _write(self, values: list) -> None:
        with self.connection.cursor() as cursor:
            cursor.execute("BEGIN")
            try:
                cursor.execute("SET LOCAL lock_timeout = '100ms'")
                cursor.execute(WRITE, values)
            finally:
                cursor.execute("END")

    def close(self) -> None:
        self.connection.close()
