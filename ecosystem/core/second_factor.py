"""The gate for those who may see or change much: the app that knows people says who still needs a second factor."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.shortcuts import resolve_url

from ecosystem.core.htmx import wants_fragment

SIGN_IN = "/accounts/"
HOME = "/"
GOES_ON = "goes_on_at"  # in the session: where one goes once the second factor is there

_needs: Callable[[Any, Any], bool] | None = None
_where = ""


def provide(needs: Callable[[Any, Any], bool], *, where: str) -> None:
    """`needs(person, session)` is true while the person must still add or prove a second factor, at the address `where`."""
    global _needs, _where
    _needs, _where = needs, where


def required(person: Any, session: Any = None) -> bool:
    """Whether this person gets nowhere before a second factor is there."""
    return bool(_needs and person.is_authenticated and _needs(person, session))


def gate(request: HttpRequest) -> str | None:
    """Where to send the person first, or None: pages that begin with the address of sign-in stay open."""
    if not _needs or request.path.startswith(SIGN_IN):
        return None
    if required(request.user, request.session):
        _remember(request)
        return resolve_url(_where)
    request.session.pop(GOES_ON, None)
    return None


def _remember(request: HttpRequest) -> None:
    """Where the person was going: the first page that they asked for, unless that was only home."""
    if request.method == "GET" and request.session.get(GOES_ON, HOME) == HOME:
        request.session[GOES_ON] = HOME if wants_fragment(request) else request.get_full_path()
