"""The kinds of things that search knows: each app registers its own, with who may know of them."""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from django.core.exceptions import ImproperlyConfigured
from django.db.models import Q


class Kind(NamedTuple):
    name: str
    label: Any
    icon: str
    visible_to: Callable[[Any], Q]
    fill: Callable[[], Iterable[dict[str, Any]]]


_kinds: dict[str, Kind] = {}


def register(
    kind: str,
    label: Any,
    icon: str,
    *,
    visible_to: Callable[[Any], Q],
    fill: Callable[[], Iterable[dict[str, Any]]],
) -> None:
    """Make a kind known.

    `visible_to(person)` is a condition on `audience` and `object_id` (such as `object_id__in` a queryset's ids) that
    holds exactly for the entries of this kind that the person may know of. `fill()` yields the arguments of `index()`
    for every object of the kind, to build the entries anew.
    """
    if kind in _kinds:
        raise ImproperlyConfigured(f"The search kind {kind!r} is registered twice.")
    _kinds[kind] = Kind(kind, label, icon, visible_to, fill)


def kinds() -> dict[str, Kind]:
    """All registered kinds, in the order in which they are shown."""
    return dict(_kinds)


def visible_entries(person: Any) -> Q:
    """The condition on SearchEntry that holds for what `person` may know of; an unregistered kind is for nobody."""
    condition = Q(pk__in=[])
    for kind in _kinds.values():
        condition |= Q(kind=kind.name) & kind.visible_to(person)
    return condition
