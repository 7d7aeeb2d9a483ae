"""Statements kept in files beside this module: `text("facts")` is the text of `facts.sql`."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from django.db import connection, models
from psycopg.types.json import Json

HERE = Path(__file__).parent
LOOK_UPS = {"enable_seqscan": "off", "enable_hashjoin": "off", "enable_mergejoin": "off"}


@cache
def text(name: str, **parts: str) -> str:
    """The file's text, with `{part}` replaced by another text. Values are parameters, never parts."""
    found = (HERE / f"{name}.sql").read_text(encoding="utf-8")
    for part, replacement in parts.items():
        found = found.replace(f"{{{part}}}", replacement)
    return found


def run(statement: str, values: Mapping[str, Any] | Sequence[Any] | None = None) -> list[tuple]:
    """Its rows; [] where it gives none."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall() if cursor.description else []


def number(statement: str, values: Mapping[str, Any] | Sequence[Any] | None = None) -> int:
    """The one number of its one row."""
    return run(statement, values)[0][0]


def copy(rows: Sequence[models.Model]) -> None:
    """Insert rows of one model, many at once."""
    if not rows:
        return
    fields = [field for field in rows[0]._meta.concrete_fields if not field.primary_key]
    names = ", ".join(f'"{field.column}"' for field in fields)
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {rows[0]._meta.db_table} ({names}) FROM STDIN") as target,
    ):
        for row in rows:
            target.write_row([_value(getattr(row, field.attname)) for field in fields])


def _value(value: Any) -> Any:
    return Json(value) if isinstance(value, dict) else value


def write(statement: str, values: Mapping[str, Any] | Sequence[Any] | None = None) -> int:
    """How many rows it wrote."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.rowcount


@contextmanager
def planner(**switches: str) -> Iterator[None]:
    """Planner settings for some statements of a transaction: it does not find every plan by itself."""
    before = run(f"SELECT {', '.join('current_setting(%s)' for _ in switches)}", list(switches))[0]
    _set(switches)
    yield
    _set(dict(zip(switches, before, strict=True)))


def _set(switches: Mapping[str, str]) -> None:
    values = [word for switch in switches.items() for word in switch]
    run(f"SELECT {', '.join('set_config(%s, %s, true)' for _ in switches)}", values)
