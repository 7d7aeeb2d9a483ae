"""Statements that PostgreSQL plans once in a connection, because their values go apart from their words."""

import re
from functools import cache
from typing import Any

from django.db import connection, transaction
from django.db.models import F, Field, Model
from django.db.models.expressions import DatabaseDefault
from psycopg import RawCursor
from psycopg.types.numeric import Int8

VALUE = re.compile(r"%\((\w+)\)s")
ASKED = {"": "= {}", "in": "= ANY({})", "gt": "> {}", "gte": ">= {}", "lt": "< {}", "lte": "<= {}"}


class Written:
    """A statement written by hand, with `%(name)s` for its values, planned once in a connection."""

    def __init__(self, sql: str) -> None:
        self.sql = sql
        self.names = list(dict.fromkeys(re.findall(VALUE, sql)))
        self.numbered = re.sub(VALUE, lambda found: f"${self.names.index(found[1]) + 1}", sql)

    def send(self, **values: Any) -> tuple | None:
        """The first row that it gives back, if it gives any."""
        if connection.queries_logged:
            with connection.cursor() as cursor:
                cursor.execute(self.sql, values)
                return cursor.fetchone() if cursor.description else None
        with apart_cursor() as cursor:
            cursor.execute(self.numbered, [typed(values[name]) for name in self.names])
            return cursor.fetchone() if cursor.description else None


def add(row: Model, *, or_leave: bool = False) -> None:
    """Add one row by a statement that is written once for its model; its number comes back with it.

    `or_leave`: where there is such a row already nothing happens, and no number comes back. No signals are sent.
    """
    written: dict[Any, Any] = {field: field.pre_save(row, add=True) for field in row._meta.concrete_fields}
    given = {field: value for field, value in written.items() if not _is_left(field, value)}
    values = {field.column: _stored(field, value) for field, value in given.items()}
    added = _insert(row.__class__, tuple(values), or_leave).send(**values)
    if added:
        row.pk, row._state.adding, row._state.db = added[0], False, connection.alias


def alter(model: type[Model], where: dict[str, Any], **values: Any) -> bool:
    """Write `values` and the next version into the row that is as `where` says; False when there is none.

    By a statement that is written once for its columns, where `where` asks columns alone or with one of `ASKED` or
    `isnull`. Whatever else `filter` knows, and what the database works out (`F`), is Django's to write.
    """
    if not all(_is_column(model, lookup, value) for lookup, value in where.items()):
        return _alter_locked(model, where, values)
    if is_computed(values):
        return bool(model._base_manager.filter(**where).update(version=F("version") + 1, **values))
    asked = tuple((lookup, _question(lookup, value)) for lookup, value in where.items())
    new = {f"new_{name}": _stored(model._meta.get_field(name), value) for name, value in values.items()}
    old = {f"old_{lookup}": _asked_for(lookup, value) for lookup, value in where.items()}
    return _update(model, tuple(values), asked).send(**new, **old) is not None


def is_computed(values: dict[str, Any]) -> bool:
    return any(hasattr(value, "resolve_expression") for value in values.values())


def _alter_locked(model: type[Model], where: dict[str, Any], values: dict[str, Any]) -> bool:
    """First the row is locked as it is now: Django asks other tables inside of an UPDATE by what was there before
    somebody else changed the row, and would overwrite what they wrote."""
    rows = model._base_manager
    with transaction.atomic():
        locked = list(rows.filter(**where).select_for_update(of=("self",)).values_list("pk", flat=True))
        return bool(rows.filter(pk__in=locked).update(version=F("version") + 1, **values))


def _is_column(model: type[Model], lookup: str, value: Any) -> bool:
    """Asked in a way that `_question` knows."""
    name, _, how = lookup.partition("__")
    if name not in _columns(model) or hasattr(value, "resolve_expression"):
        return False
    return isinstance(value, bool) if how == "isnull" else how == "" or (how in ASKED and value is not None)


def _is_left(field: Field, value: Any) -> bool:
    """To the database: the number of a new row, and what was not said of a column that knows better."""
    return (field.primary_key and value is None) or isinstance(value, DatabaseDefault)


def _stored(field: Any, value: Any) -> Any:
    """As the column holds it."""
    plain = value.prepare_database_save(field) if isinstance(value, Model) else value
    return field.get_db_prep_save(plain, connection)


def _asked_for(lookup: str, value: Any) -> Any:
    """Several values as a list: of anything else the driver makes one value of several parts."""
    if lookup.endswith("__in"):
        return list(value)
    return value.pk if isinstance(value, Model) else value


def _question(lookup: str, value: Any) -> str:
    """With room for the value, where there is one."""
    how = lookup.partition("__")[2]
    if value is None or how == "isnull":
        return "IS NULL" if value in (None, True) else "IS NOT NULL"
    return ASKED[how]


@cache
def _columns(model: type[Model]) -> dict[str, str]:
    """By each of the two names that a column goes by."""
    fields: Any = model._meta.concrete_fields
    return {name: field.column for field in fields for name in (field.name, field.attname)}


@cache
def _insert(model: type[Model], columns: tuple[str, ...], or_leave: bool) -> Written:
    quoted = connection.ops.quote_name
    names, places = ", ".join(map(quoted, columns)), ", ".join(f"%({column})s" for column in columns)
    unless = "ON CONFLICT DO NOTHING" if or_leave else ""
    key: Any = model._meta.pk
    table, number = quoted(model._meta.db_table), quoted(key.column)
    return Written(f"INSERT INTO {table} ({names}) VALUES ({places}) {unless} RETURNING {number}")


@cache
def _update(model: type[Model], names: tuple[str, ...], asked: tuple[tuple[str, str], ...]) -> Written:
    def column(name: str) -> str:
        return connection.ops.quote_name(_columns(model)[name])

    next_version = f"{column('version')} = {column('version')} + 1"
    new = ", ".join([next_version, *(f"{column(name)} = %(new_{name})s" for name in names)])
    old = " AND ".join(f"{column(name.partition('__')[0])} {how.format(f'%(old_{name})s')}" for name, how in asked)
    return Written(f"UPDATE {connection.ops.quote_name(model._meta.db_table)} SET {new} WHERE {old} RETURNING 1")


def apart_cursor() -> Any:
    """A cursor whose values go apart from the statement, which the connection keeps planned."""
    database: Any = connection
    database.ensure_connection()
    return database._prepare_cursor(RawCursor(database.connection))


def typed(value: Any) -> Any:
    """Whole numbers of any size are of one type: the driver keeps a statement, and its plan, for each mix of types."""
    if isinstance(value, list):
        return [typed(part) for part in value]
    return Int8(value) if value.__class__ is int else value
