"""When PostgreSQL is away, and the last resort for everything else that breaks: pages that need no database."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from structlog.contextvars import get_contextvars

CONNECTION_CLASSES = ("08", "57P")
COLLISIONS = {"23505", "23P01", "40P01", "40001"}  # unique, exclusion, deadlock, serialization
RETRY_SECONDS = 10


def is_outage(error: BaseException | None) -> bool:
    """Whether the database cannot be reached; a statement that was refused or took too long is no outage."""
    if isinstance(error, InterfaceError):
        return True
    if not isinstance(error, OperationalError):
        return False
    state = getattr(error.__cause__, "sqlstate", None)
    return state is None or state.startswith(CONNECTION_CLASSES)


def is_collision(error: BaseException) -> bool:
    """Whether two did the same at the same moment, and the database let one of them have it."""
    return getattr(error.__cause__, "sqlstate", None) in COLLISIONS


def server_error(request: HttpRequest) -> HttpResponse:
    """Django calls this inside the `except`: 503 when the database is away, else 500 with the id that is in the log."""
    if is_outage(sys.exc_info()[1]):
        return _answer(request, "core/outage.html", {}, status=503)
    return _answer(request, "500.html", {"reference": get_contextvars().get("request_id", "")}, status=500)


def _answer(request: HttpRequest, template: str, context: dict[str, str], status: int) -> HttpResponse:
    """Nothing is swapped into an open page: what was typed stays where it is, and the page says so."""
    response = HttpResponse(render_to_string(template, context), status=status)
    response["Cache-Control"] = "no-store"
    if status == 503:
        response["Retry-After"] = str(RETRY_SECONDS)
    if request.headers.get("HX-Request"):
        response["HX-Reswap"] = "none"
    return response
