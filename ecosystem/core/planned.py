"""Statements that PostgreSQL plans once in a connection, because their values go apart from their words."""

import re
from typing import Any

from django.db import connection
from psycopg import RawCursor
from psycopg.types.numeric import Int8

VALUE = re.compile(r"%\((\w+)\)s")


class Written:
    """A statement written by hand, with `%(name)s` for its values, planned once in a connection."""

    def __init__(self, sql: str) -> None:
        self.sql = sql
        self.names = list(dict.fromkeys(re.findall(VALUE, sql)))
        self.numbered = re.sub(VALUE, lambda found: f"${self.names.index(found[1]) + 1}", sql)

    def send(self, **values: Any) -> None:
        if connection.queries_logged:
            with connection.cursor() as cursor:
                cursor.execute(self.sql, values)
            return
        with apart_cursor() as cursor:
            cursor.execute(self.numbered, [typed(values[name]) for name in self.names])


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
