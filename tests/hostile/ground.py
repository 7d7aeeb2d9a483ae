"""The addresses of the matrix with their objects and forms, the product as a server calls it, and what was stored meanwhile."""

import gzip
import json
import sys
import traceback
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from io import BytesIO
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.signals import got_request_exception
from django.db import connection, models
from django.http import HttpResponse
from django.test.client import ClientHandler
from django.urls import reverse

from ecosystem.core.requests import request_of
from tests.hostile.asking import BOUNDARY, Ask, encoded, multipart, pairs_of
from tests.matrix import PERSONAS

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
COMPARED = (models.BooleanField, models.CharField, models.TextField, models.DateField, models.DecimalField, models.IntegerField)  # fmt: skip
CHANCE = {
    "code_hash",
    "token_hash",
    "secret_hash",
    "password",
    "email",
    "subject_id",
    "root",  # of a mark: the number of a need or of a resource
    "key",
    "session_key",
}  # another one each time
INSTEAD = {
    "accounts:invitation_accept": {"password": "rather a long one 7"}
}  # the matrix lets nobody in: its clients go on


def lines(table: Any) -> list[str]:
    """The addresses of one file of the matrix."""
    return sorted({name.removesuffix(" POST") for name in table.MATRIX})


def address_of(table: Any, name: str, cast: Any) -> str:
    if name.startswith("/"):
        return name
    objects = getattr(table, "OBJECTS", {})
    return reverse(name, kwargs=objects[name](cast) if name in objects else {})


def form_of(table: Any, name: str, cast: Any) -> Mapping[str, Any] | None:
    """The form that is in order, made anew; None where the address takes none."""
    data = INSTEAD.get(name) or getattr(table, "POSTS", {}).get(name)
    return data(cast) if callable(data) else data


def posted(address: str, form: Mapping[str, Any] | None) -> Ask:
    """The form as a browser sends it."""
    pairs = pairs_of(form or {})
    if any(isinstance(value, bytes) for _name, value in pairs):
        return Ask("POST", address, body=multipart(pairs), kind=f"multipart/form-data; boundary={BOUNDARY}")
    return Ask("POST", address, body=encoded(pairs), kind="application/x-www-form-urlencoded")


def doer(table: Any, name: str) -> str:
    """Whoever may do it first, by the matrix."""
    answers = table.MATRIX.get(f"{name} POST") or table.MATRIX[name]
    return next((persona for persona in PERSONAS if answers[persona] in {200, 204, 302}), PERSONAS[0])


def cookie_of(client_for: Callable, person: Any) -> str:
    name = settings.SESSION_COOKIE_NAME
    return f"{name}={client_for(person).cookies[name].value}"


def cookies_of(client_for: Callable, cast: Any) -> dict[str, str]:
    """By persona the cookie that their browser sends."""
    return {persona: cookie_of(client_for, getattr(cast, persona)) for persona in PERSONAS}


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
            kind = request_of(dict(environ)).environ.get("CONTENT_TYPE", "")  # as the server makes it
            response = self.handler({**environ, "CONTENT_TYPE": kind})
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
    """What is in the tables of the test's own transaction, and which of them were written."""

    TOUCHED = "SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_xact_user_tables WHERE n_tup_ins + n_tup_upd + n_tup_del > 0"

    def touched(self) -> dict[str, int]:
        """How many rows were written since the transaction began, per table and without reading one; also what was undone since."""
        return {name: rows for name, rows in asked(self.TOUCHED) if name not in PASSING}

    def written_since(self, before: dict[str, int]) -> set[str]:
        return {name for name, rows in self.touched().items() if rows != before.get(name)}

    def kept(self, ask: Ask, signed_in: str, names: Iterable[str]) -> list[str]:
        """In which of these tables the request leaves something: exactly, by asking once more."""
        before = self.rows(names)
        Product().answer(ask, signed_in)
        after = self.rows(names)
        return sorted(name for name in names if before[name] != after[name])

    @staticmethod
    def rows(names: Iterable[str]) -> dict[str, dict[str, dict]]:
        """Per table its rows by their keys, without the moments that they name."""
        one = "SELECT '{0}', to_jsonb(t) - %s::text[] FROM {0} t"
        found: dict[str, dict[str, dict]] = {name: {} for name in names}
        sql = " UNION ALL ".join(one.format(name) for name in found)
        for name, row in asked(sql, [moments(name) for name in found]) if found else []:
            row = json.loads(row) if isinstance(row, str) else row
            found[name][str(row.get("id") or row)] = row
        return found

    @staticmethod
    def digests() -> dict[str, str]:
        """Per table a mark of all that is in it."""
        one = "SELECT '{0}', md5(string_agg(t::text, '|' ORDER BY t::text)) FROM {0} t"
        return dict(asked(" UNION ALL ".join(one.format(name) for name in tables())))


def asked(sql: str, values: Sequence[Any] | None = None) -> list:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


@cache
def models_of() -> dict[str, type[models.Model]]:
    return {model._meta.db_table: model for model in apps.get_models(include_auto_created=True)}


def moments(table: str) -> list[str]:
    columns = models_of()[table]._meta.concrete_fields if table in models_of() else ()
    return [column.column for column in columns if isinstance(column, models.DateTimeField)]


def meant(rows: Mapping[str, Mapping[str, dict]]) -> list[str]:
    """What rows say, without what differs at each time: ids and chance."""
    found = []
    for table, lines_of in rows.items():
        model = models_of().get(table)
        if (
            model is None or model._meta.app_label == "core" or hasattr(model, "pgh_label")
        ):  # copies carry ids in plain columns
            continue
        names = [column.column for column in model._meta.concrete_fields if counts(column, rows)]
        found += [f"{table} { ({name: row.get(name) for name in names}) }" for row in lines_of.values()]
    return sorted(found)


def counts(column: models.Field, written: Mapping[str, Any]) -> bool:
    if column.primary_key or column.name in CHANCE:
        return False
    if column.remote_field:
        return column.remote_field.model._meta.db_table not in written
    return isinstance(column, COMPARED)
