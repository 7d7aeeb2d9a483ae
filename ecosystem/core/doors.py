"""The doors of the views: each view declares its permission here and nowhere else.

A door writes `view.permission` and `view.door`, so that a walk of all addresses can see that none is without.
"""

from collections.abc import Callable
from functools import partial, wraps
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
    for_viewer: bool = False,
    once: bool = False,
    planned: bool = False,
) -> Callable[[View], View]:
    """A view of one object: loads it through `visible_to` (404), asks the rule (403), hands over the object.

    `pk` names the part of the address, `field` the column it is looked up by, `select` a queryset method that brings
    along what the screen needs, `for_viewer` hands that method who looks. `once`: the statement is compiled once in a
    process (`ecosystem.core.compiled`), for models whose `visible_to` looks at nothing of the viewer but the number;
    `planned`: and planned once in a connection.
    """
    rows = partial(_rows, model, select, for_viewer)
    find = _compiled(rows, model, field, planned) if once else partial(_found, rows, model, field)

    def decorate(view: View) -> View:
        @wraps(view)
        def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            obj = find(request.user, kwargs.pop(pk))
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


def _rows(model: Any, select: str | None, for_viewer: bool, viewer: Any) -> Any:
    rows = model.objects.visible_to(viewer)
    if select is None:
        return rows
    return getattr(rows, select)(viewer) if for_viewer else getattr(rows, select)()


def _found(rows: Callable[[Any], Any], model: Any, field: str, viewer: Any, value: Any) -> models.Model:
    try:
        return rows(viewer).get(**{field: value})
    except (model.DoesNotExist, ValueError, OverflowError) as nothing:
        raise Http404(model.__name__) from nothing


def _compiled(rows: Callable[[Any], Any], model: Any, field: str, planned: bool) -> Callable[..., models.Model]:
    @(prepared if planned else compiled)
    def one(viewer: models.Model, number: int) -> models.QuerySet:
        return rows(viewer).filter(**{field: number})

    def find(viewer: Any, number: int) -> models.Model:
        found = one(viewer=viewer, number=number) if number <= HIGHEST else []
        if not found:
            raise Http404(model.__name__)
        return found[0]

    return find


def _marked(door: View, kind: str, permission: str | None, **more: Any) -> View:
    for name, value in {"door": kind, "permission": permission, **more}.items():
        setattr(door, name, value)
    return door
