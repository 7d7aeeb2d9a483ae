"""What counts as an outage, and what the last resort answers."""

import psycopg
import pytest
from django.db import InterfaceError, OperationalError
from django.test import RequestFactory

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
