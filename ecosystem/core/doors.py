"""The doors of the views: each view declares its permission here and nowhere else.

A door writes `view.permission` and `view.door`, so that a walk of all addresses can see that none is without.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest, HttpResponseBase

from ecosystem.core.compiled import compiled, prepared
from ecosystem.core.rules import allows

HIGHEST = models.BigAutoField.MAX_BIGINT
View = Callable[..., HttpResponseBase]


class SignedIn(HttpRequest):
    """The request as a door hands it to a view: somebody is signed in, and htmx's details are there."""

    user: Any
    htmx: Any


def page(*, can: str) -> Callable[[View], View]:
    """A screen that needs no object: 403 for those whom the rule refuses."""

    def decorate(view: View) -> View:
        @wraps(view)
        def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not allows(request.user, can):
                raise PermissionDenied(can)
            return view(request, *args, **kwargs)

        return _marked(door, "page", can)

    return decorate


def on(
    model: type[models.Model],
    *,
    can: str,
    pk: str = "pk",
    select: str | None = None,
    field: str = "pk",
    once: bool = False,
    planned: bool = False,
) -> Callable[[View], View]:
    """A view of one object: loads it through `visible_to` (404), asks the rule (403), hands over the object.

    `pk` names the part of the address, `field` the column it is looked up by, `select` a queryset method that brings
    along what the screen needs. `once`: the statement is compiled once in a process (`ecosystem.core.compiled`), for
    models whose `visible_to` looks at nothing of the viewer but the number; `planned`: and planned once in a connection.
    """
    find = _compiled(model, field, select, planned) if once else _visible

    def decorate(view: View) -> View:
        @wraps(view)
        def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            obj = find(model, request.user, {field: kwargs.pop(pk)}, select)
            if not allows(request.user, can, obj):
                raise PermissionDenied(can)
            return view(request, obj, *args, **kwargs)

        return _marked(door, "on", can, model=model)

    return decorate


def open_to_all(view: View) -> View:
    """Health and sign-in: no person needed. The only door without a permission."""

    @wraps(view)
    def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return view(request, *args, **kwargs)

    return _marked(door, "open", None, login_required=False)


def _visible(model: Any, person: Any, lookup: dict[str, Any], select: str | None) -> models.Model:
    rows = model.objects.visible_to(person)
    if select:
        rows = getattr(rows, select)()
    try:
        return rows.get(**lookup)
    except (model.DoesNotExist, ValueError, OverflowError) as nothing:
        raise Http404(model.__name__) from nothing


def _compiled(model: Any, field: str, select: str | None, planned: bool) -> Callable[..., models.Model]:
    @(prepared if planned else compiled)
    def one(viewer: models.Model, number: int) -> models.QuerySet:
        rows = model.objects.visible_to(viewer)
        return (getattr(rows, select)() if select else rows).filter(**{field: number})

    def find(_model: Any, viewer: Any, lookup: dict[str, Any], _select: str | None) -> models.Model:
        number = lookup[field]
        found = one(viewer=viewer, number=number) if number <= HIGHEST else []
        if not found:
            raise Http404(model.__name__)
        return found[0]

    return find


def _marked(door: View, kind: str, permission: str | None, **more: Any) -> View:
    for name, value in {"door": kind, "permission": permission, **more}.items():
        setattr(door, name, value)
    return door
