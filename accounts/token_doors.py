"""The door for programs: a personal token in place of a session, the same rules behind it, JSON in front."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.cache import cache
from django.db import models
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.utils import timezone

from accounts.actions.tokens import find_token, holder_of
from accounts.models import AccessToken
from ecosystem.core.clock import now
from ecosystem.core.doors import HIGHEST, View
from ecosystem.core.rules import allows

A_MINUTE = 60
SCHEME = "Bearer "


def by_token(model: type[models.Model] | None = None, *, can: str, select: str | None = None) -> Callable[[View], View]:
    """401 without a live token, 429 for more than 60 requests a minute with one, 404 and 403 as at every other door.

    With a model, its row is loaded through `visible_to` and handed over in place of `pk`.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            token = _token_of(request)
            person = holder_of(token) if token else None
            if token is None or person is None:
                return _refused(401, "A valid token is needed.", {"WWW-Authenticate": "Bearer"})
            if _too_many(token):
                return _refused(429, "At most 60 requests a minute.", {"Retry-After": str(A_MINUTE)})
            request.user = person
            timezone.activate(person.zone)
            obj = _visible(model, person, kwargs.pop("pk"), select) if model else None
            if model and obj is None:
                return _refused(404, "There is no such thing here for you.")
            if not allows(person, can, obj):
                return _refused(403, "You may not do that.")
            return view(request, *([obj] if model else []), *args, **kwargs)

        for name, value in {"door": "token", "permission": can, "model": model, "login_required": False}.items():
            setattr(door, name, value)
        return door

    return decorate


def _token_of(request: HttpRequest) -> AccessToken | None:
    given = request.headers.get("Authorization", "")
    return find_token(given[len(SCHEME) :].strip()) if given.startswith(SCHEME) else None


def _too_many(token: AccessToken) -> bool:
    """Counted by the minute, in the cache that all processes share."""
    key = f"api-{token.pk}-{int(now().timestamp()) // A_MINUTE}"
    cache.add(key, 0, 2 * A_MINUTE)
    try:
        return cache.incr(key) > A_MINUTE
    except ValueError:  # put out in between
        return False


def _visible(model: Any, person: Any, pk: int, select: str | None) -> Any:
    rows = model.objects.visible_to(person)
    return (getattr(rows, select)() if select else rows).filter(pk=pk).first() if pk <= HIGHEST else None


def _refused(status: int, sentence: str, headers: dict[str, str] | None = None) -> JsonResponse:
    return JsonResponse({"error": sentence}, status=status, headers=headers)
