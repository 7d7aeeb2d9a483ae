"""The addresses of the matrix with their objects and forms, the product as a server calls it, and what was stored meanwhile."""

import gzip
import json
import sys
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from io import BytesIO
from typing import Any

from django.apps import apps
from django.core.signals import got_request_exception
from django.db import connection
from django.http import HttpResponse
from django.test.client import ClientHandler
from django.urls import reverse

from ecosystem.core.versions import Versioned
from tests.hostile.asking import Ask

SERVER = {
    "REMOTE_ADDR": "127.0.0.1",
    "SERVER_NAME": "testserver",
    "SERVER_PORT": "80",
    "SERVER_PROTOCOL": "HTTP/1.1",
    "SCRIPT_NAME": "",
    "wsgi.version": (1, 0),
    "wsgi.url_scheme": "http",
    "wsgi.multiprocess": True,
    "wsgi.multithread": False,
    "wsgi.run_once": False,
}
PASSING = {
    "django_session",
    "cache_entries",
    "account_emailaddress",
}  # who is signed in, who tried, which address counts
WRITES = ("INSERT", "UPDATE", "DELETE", "COPY", "MERGE", "WITH", "SELECT NEXTVAL", "TRUNCATE")


def lines(table: Any, cast: Any) -> list[str]:
    """The addresses of one file of the matrix."""
    return sorted({name.removesuffix(" POST") for name in table.MATRIX})


def address_of(table: Any, name: str, cast: Any) -> str:
    if name.startswith("/"):
        return name
    objects = getattr(table, "OBJECTS", {})
    return reverse(name, kwargs=objects[name](cast) if name in objects else {})


def form_of(table: Any, name: str, cast: Any) -> Mapping[str, Any] | None:
    """The form that is in order, made anew; None where the address takes none."""
    data = getattr(table, "POSTS", {}).get(name)
    return data(cast) if callable(data) else data


@dataclass
class Product:
    """All middleware and all views, in this process and on the connection of the test."""

    handler: ClientHandler = field(default_factory=lambda: ClientHandler(enforce_csrf_checks=False))
    broke: list[str] = field(default_factory=list)

    def answer(self, ask: Ask, signed_in: str = "") -> HttpResponse:
        """What a server would send; what broke is kept with its traceback."""
        body = BytesIO(ask.body)
        got_request_exception.connect(self._note)
        try:
            environ = {**SERVER, **ask.environ(signed_in), "wsgi.input": body, "wsgi.errors": sys.stderr}
            response = self.handler(environ)
            if response.streaming:
                response = HttpResponse(
                    b"".join(response.streaming_content), status=response.status_code, headers=response.headers
                )
            if response.get("Content-Encoding") == "gzip":
                response.content = gzip.decompress(response.content)
            return response
        finally:
            got_request_exception.disconnect(self._note)

    def _note(self, **_told: Any) -> None:
        self.broke.append(traceback.format_exc())


@cache
def tables() -> tuple[str, ...]:
    return tuple(sorted(set(connection.introspection.table_names()) - PASSING))


class Stored:
    """What is in the tables, by counting rows and those that were written since."""

    def __init__(self) -> None:
        self.tables = tables()
        self.wrote = False

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Whether any statement wrote at all; it costs nothing."""
        self.wrote = False
        with connection.execute_wrapper(self._watch):
            yield

    def _watch(self, execute, sql, params, many, context):
        self.wrote = self.wrote or str(sql).lstrip().upper().startswith(WRITES)
        return execute(sql, params, many, context)

    def moment(self) -> int:
        """The number of the savepoint that one is in: rows written in it, and in those within, have this one or a higher one."""
        mark = "INSERT INTO django_session VALUES (gen_random_uuid()::text, '', now()) RETURNING xmin::text::bigint"
        return self._rows(mark)[0][0]

    def counts(self) -> dict[str, int]:
        return dict(self._rows(" UNION ALL ".join(f"SELECT '{name}', count(*) FROM {name}" for name in self.tables)))

    def editions(self) -> dict[str, tuple[int, int]]:
        """Per table the rows, and how often they were changed where that is counted."""
        one = "SELECT '{0}', count(*), coalesce(sum({1}), 0)::bigint FROM {0}"
        counted = {model._meta.db_table for model in apps.get_models() if issubclass(model, Versioned)}
        sql = " UNION ALL ".join(one.format(name, "version" if name in counted else "0") for name in self.tables)
        return {name: (rows, changed) for name, rows, changed in self._rows(sql)}

    def written(self, since: int) -> list[tuple[str, dict]]:
        """(table, row) of what was added or changed since that moment."""
        one = "SELECT '{0}', to_jsonb(t) FROM {0} t WHERE xmin::text::bigint >= {1}"
        rows = self._rows(" UNION ALL ".join(one.format(name, since) for name in self.tables))
        return [(name, json.loads(row) if isinstance(row, str) else row) for name, row in rows]

    @staticmethod
    def _rows(sql: str) -> list:
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchall()
