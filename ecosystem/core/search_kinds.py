"""The kinds of things that search knows: each app registers its own, with who may know of them."""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from django.core.exceptions import ImproperlyConfigured
from django.db.models import BigAutoField, CharField, Q, Value
from django.db.models.functions import Cast, Concat

Badge = Callable[[Any], Any]


class Everybody:
    """Whoever asks from outside, unknown: finds only what every colleague may read."""

    pk = None


EVERYBODY = Everybody()


class Kind(NamedTuple):
    name: str
    label: Any
    icon: str
    visible_to: Callable[[Any], Q]
    fill: Callable[[], Iterable[dict[str, Any]]]
    leads: bool
    open: bool
    badge: Badge | None
    sign: str


_kinds: dict[str, Kind] = {}
_mine: Callable[[Any], Any] | None = None


def register(
    kind: str,
    label: Any,
    icon: str,
    *,
    visible_to: Callable[[Any], Q],
    fill: Callable[[], Iterable[dict[str, Any]]],
    leads: bool = False,
    open: bool = False,
    badge: Badge | None = None,
    sign: str = "",
) -> None:
    """Make a kind known.

    `visible_to(person)` is a condition on `audience` and `object_id` (such as `object_id__in` a queryset's ids) that
    holds exactly for the entries of this kind that the person may know of. It looks at nothing of the person but the
    number, because the statement is compiled once in a process; `whose("owner", person)` is an audience of one.
    `fill()` yields the arguments of `index()` for every object of the kind, to build the entries anew.
    `leads`: whoever looks for it is led to the entries that name it among their `skills`. `open`: every entry is for
    every colleague, and may be told outside the pages. `badge(hit)`: what stands at the end of a hit.
    `sign`: typed first, it asks for this kind only.
    """
    if kind in _kinds:
        raise ImproperlyConfigured(f"The search kind {kind!r} is registered twice.")
    _kinds[kind] = Kind(kind, label, icon, visible_to, fill, leads, open, badge, sign)


def register_mine(skills_of: Callable[[Any], Any]) -> None:
    """How to find the numbers of a person's own skills: a queryset of one column, by the person's number only."""
    global _mine
    _mine = skills_of


def kinds() -> dict[str, Kind]:
    """All registered kinds, in the order in which they are shown."""
    return dict(_kinds)


def skills_of(person: Any) -> Any:
    """A queryset of the numbers of the person's own skills; None for nobody in particular."""
    return None if _mine is None or person is EVERYBODY else _mine(person)


def whose(role: str, person: Any) -> Concat:
    """The audience `role:number`, as a condition that can be compiled once for all people."""
    return Concat(Value(f"{role}:"), Cast(Value(person.pk, BigAutoField()), CharField()), output_field=CharField())


def visible_entries(person: Any) -> Q:
    """The condition on SearchEntry that holds for what `person` may know of; an unregistered kind is for nobody."""
    condition = Q(pk__in=[])
    for kind in _kinds.values():
        if person is EVERYBODY:
            condition |= Q(kind=kind.name) if kind.open else Q(pk__in=[])
        else:
            condition |= Q(kind=kind.name) & kind.visible_to(person)
    return condition


def rules() -> tuple:
    """What decides how a statement is built: changes when other kinds are registered."""
    return (*((kind.name, kind.visible_to, kind.open) for kind in _kinds.values()), _mine)
