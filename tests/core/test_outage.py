"""What counts as an outage, and what the last resort answers."""

import time

import psycopg
import psycopg_pool
import pytest
from django.db import InterfaceError, OperationalError, connection
from django.test import RequestFactory

from ecosystem import settings
from ecosystem.core.outage import is_outage, server_error


def caused_by(error: Exception) -> OperationalError:
    raised = OperationalError(str(error))
    raised.__cause__ = error
    return raised


@pytest.mark.parametrize(
    ("error", "outage"),
    [
        (caused_by(psycopg.OperationalError("connection refused")), True),
        (caused_by(psycopg.errors.AdminShutdown("terminating connection")), True),
        (caused_by(psycopg.errors.CannotConnectNow("starting up")), True),
        (caused_by(psycopg.errors.ConnectionFailure("gone")), True),
        (InterfaceError("connection already closed"), True),
        (caused_by(psycopg.errors.QueryCanceled("statement timeout")), False),
        (caused_by(psycopg.errors.DeadlockDetected("deadlock")), False),
        (caused_by(psycopg.errors.DiskFull("disk full")), False),
        (ValueError("x"), False),
        (None, False),
    ],
    ids=repr,
)
def test_only_a_database_that_is_away_is_an_outage(error, outage):
    assert is_outage(error) is outage


def answer(error: Exception, **headers: str):
    try:
        raise error
    except Exception:
        return server_error(RequestFactory().get("/", headers=headers))


def test_an_outage_is_503_and_says_that_the_text_is_kept():
    response = answer(InterfaceError("gone"))
    assert response.status_code == 503
    assert response["Retry-After"] == "10"
    assert "Your text is kept in this tab" in response.content.decode()
    assert response["Cache-Control"] == "no-store"


def test_anything_else_is_500():
    response = answer(ValueError("a secret"))
    assert response.status_code == 500
    assert "a secret" not in response.content.decode()


def test_htmx_swaps_neither():
    assert answer(ValueError("x"), HX_Request="true")["HX-Reswap"] == "none"
    assert answer(InterfaceError("x"), HX_Request="true")["HX-Reswap"] == "none"


class Line(psycopg.Connection):
    """To a database that may be away."""

    is_away = False

    @classmethod
    def connect(cls, *told, **options):
        if cls.is_away:
            raise psycopg.OperationalError("connection refused")
        return super().connect(*told, **options)


@pytest.mark.django_db
def test_a_database_that_was_away_for_long_is_found_again_at_once():
    """The pool asks ever more rarely while nobody answers; people must not wait as long again as the outage took."""
    told = {name: value for name, value in connection.get_connection_params().items() if name in AS_THE_PRODUCT}
    options = {**settings.POOL, "max_size": 1, "check": psycopg_pool.ConnectionPool.check_connection}
    with psycopg_pool.ConnectionPool(connection_class=Line, kwargs=told, open=True, **options) as pool:
        line = pool.getconn()
        Line.is_away = True
        line.close()
        pool.putconn(line)
        gone = time.monotonic()
        while time.monotonic() < gone + 9:
            with pytest.raises(psycopg_pool.PoolTimeout):
                pool.getconn(timeout=0.5)
        Line.is_away = False
        pool.putconn(asked_until(pool, time.monotonic() + 3))


def asked_until(pool: psycopg_pool.ConnectionPool, end: float) -> Line:
    """By one request after the other: whoever waits already when the pool gives up waits in vain, the next one has it try."""
    while True:
        try:
            return pool.getconn()
        except psycopg_pool.PoolTimeout:
            if time.monotonic() > end:
                raise


AS_THE_PRODUCT = {"dbname", "user", "host", "port", "password"}
