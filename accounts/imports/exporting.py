"""What is stored, in the words of the files: read back, it changes nothing. And an empty file to start from."""

from collections.abc import Iterator

from django.db import transaction

from accounts.imports.people_comparing import match_and_ask, people_now
from accounts.imports.reading import Table
from accounts.imports.registry import FileKind, kind_named
from accounts.imports.staging import stage
from accounts.imports.work import Work
from ecosystem.core.clock import today

UNITS_BEGIN = "(SELECT t.valid_from::text FROM accounts_unitmembership t WHERE t.id = n.unit_row)"
LINES_BEGIN = "(SELECT t.valid_from::text FROM accounts_reportingline t WHERE t.id = n.line_row)"


def header(kind: FileKind) -> list[str]:
    return [column.name for column in kind.columns]


def example(kind: FileKind) -> list[str]:
    """One row, as it might be."""
    return [column.example or (column.default if "{" not in column.default else "") for column in kind.columns]


def stored_rows(kind: FileKind) -> Iterator[list[str]]:
    """Every stored row with the file's columns as text, in the order of the keys."""
    with transaction.atomic():
        work = Work([], day=today())
        rows = _people(work, kind) if kind.name == "people" else _rows(work, kind)
        work.close()
    return iter([[cell or "" for cell in row] for row in rows])


def _rows(work: Work, kind: FileKind) -> list[tuple]:
    columns = ", ".join(f'n."{name}"' for name in header(kind))
    order = ", ".join(f'n."{name}"' for name in kind.key)
    return work.rows(
        f"SELECT {columns} FROM ({kind.now.format(today=work.today, people=work.people)}) n ORDER BY {order}"
    )


def _people(work: Work, kind: FileKind) -> list[tuple]:
    """As of today; people without an employee number cannot stand in a file."""
    work.tables["people"] = Table("people", header(kind), (), kind=kind)
    work.kinds = [kind_named("people")]
    stage(work, work.tables["people"], 0, 1)
    work.do(
        """INSERT INTO stage_people (row_no, employee_number) SELECT row_number() OVER (ORDER BY employee_number),
        employee_number FROM accounts_person WHERE employee_number IS NOT NULL"""
    )
    match_and_ask(work)
    special = {"unit_from": UNITS_BEGIN, "line_manager_from": LINES_BEGIN}
    columns = ", ".join(special.get(name, f'n."{name}"') for name in header(kind))
    return work.rows(f"SELECT {columns} FROM ({people_now(work)}) n ORDER BY n.employee_number")
