"""The cells of a file into a temporary table of texts, by COPY."""

import csv
import io

from accounts.imports.reading import Table
from accounts.imports.work import Work

ROWS_AT_ONCE = 2_000


def stage(work: Work, table: Table, before: int, whole: int) -> None:
    """Copy the known columns; absent ones stay empty. `before` and `whole` are rows, for the progress bar."""
    kind = table.kind
    assert kind is not None
    columns = ", ".join(f"\"{column.name}\" text NOT NULL DEFAULT ''" for column in kind.columns)
    work.make(kind.stage, f"row_no int NOT NULL, bad boolean NOT NULL DEFAULT false, {columns}")
    if table.picks:
        _copy(work, table, before, whole)
    work.note(kind.name, table.troubles)
    work.do(f"ANALYZE {kind.stage}")


def _copy(work: Work, table: Table, before: int, whole: int) -> None:
    assert table.kind  # only recognised tables are staged
    names = ", ".join(f'"{name}"' for name in table.picks)
    statement = f"COPY {table.kind.stage} (row_no, {names}) FROM STDIN (FORMAT csv, FORCE_NOT_NULL ({names}))"
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    waiting = 0
    with work.cursor.copy(statement) as copy:
        for row in table.cells():
            writer.writerow(row)
            waiting += 1
            if waiting == ROWS_AT_ONCE:
                copy.write(buffer.getvalue())
                buffer.seek(0)
                buffer.truncate()
                waiting = 0
                work.progress(before + table.read, whole, table.file)
        copy.write(buffer.getvalue())
