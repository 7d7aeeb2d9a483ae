"""The kinds of things that search knows: each app registers its own, with who may know of them."""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ImproperlyConfigured
from django.db.models import BigAutoField, BigIntegerField, CharField, Func, Q, Value
from django.db.models.functions import Cast, Concat

Badge = Callable[[Any], Any]


class Everybody:
    """Whoever asks from outside, unknown: finds only what every colleague may read."""

    pk = None


EVERYBODY = Everybody()
NUMBERS = ArrayField(BigIntegerField())


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
_near: Callable[[Any], Any] | None = None


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
    number, because the statement is compiled once in a process. What is not for every colleague has the audience
    `owner:number`: only those of oneself and of people near (`register_near`) are looked at, and each is held against the
    condition, such as `whose("owner", person)`.
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


def register_near(people_near: Callable[[Any], Any]) -> None:
    """Whose things may be shared with a person beside their own: a queryset of one column, by the person's number only."""
    global _near
    _near = people_near


def kinds() -> dict[str, Kind]:
    """All registered kinds, in the order in which they are shown."""
    return dict(_kinds)


def skills_of(person: Any) -> Any:
    """A queryset of the numbers of the person's own skills; None for nobody in particular."""
    return None if _mine is None or person is EVERYBODY else _mine(person)


def near_to(person: Any) -> Any:
    """The numbers of those whose things are looked at beside what is for every colleague: one's own, and people near."""
    if person is EVERYBODY:
        return Value([], output_field=NUMBERS)
    own = Value(person.pk, output_field=BigAutoField())
    near = Value([], output_field=NUMBERS) if _near is None else ArraySubquery(_near(person))
    return Func(Cast(near, NUMBERS), Cast(own, BigIntegerField()), function="array_append", output_field=NUMBERS)


def whose(role: str, person: Any) -> Concat:
    """The audience `role:number`, as a condition that can be compiled once for all people."""
    return Concat(Value(f"{role}:"), Cast(Value(person.pk, BigAutoField()), CharField()), output_field=CharField())


def visible_entries(person: Any) -> Q:
    """The condition on SearchEntry that holds for what `person` may know of; an unregistered kind is for nobody."""
    if person is EVERYBODY:
        return Q(kind__in=[kind.name for kind in _kinds.values() if kind.open])
    rules = {kind.name: kind.visible_to(person) for kind in _kinds.values()}
    condition = Q(kind__in=[name for name, rule in rules.items() if not rule])
    for name, rule in rules.items():
        if rule:
            condition |= Q(kind=name) & rule
    return condition


def rules() -> tuple:
    """What decides how a statement is built: changes when other kinds are registered."""
    return (*((kind.name, kind.visible_to, kind.open) for kind in _kinds.values()), _mine, _near)
