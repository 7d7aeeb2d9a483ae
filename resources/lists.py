"""What the library shows whom: everything published, or one's own with drafts and what was archived."""

import datetime as dt
from typing import Any

from django.db.models import Value

from accounts.models import Person
from resources.models import Pick, Resource
from resources.querysets import ResourceQuerySet

COUNTED = 1000
PICKED = 3


class FreshBeforeStale:
    """Resources in a list: the most useful first, and what is stale after all others. A part of it is three statements.

    Two halves, each in the order of an index, because the day says in which one a resource stands.
    """

    def __init__(self, found: ResourceQuerySet, day: dt.date) -> None:
        self.halves = (found.not_stale(day), found.stale(day))

    def __getitem__(self, part: slice) -> list[Resource]:
        first, then = (
            half.annotate(half=Value(nth)).best_first().values_list("id", "usefulness", "half")[: part.stop]
            for nth, half in enumerate(self.halves)
        )
        numbers = first.union(then, all=True).order_by("half", "-usefulness", "-id")[part]
        ids = [pk for pk, _usefulness, _half in numbers]
        rows = _listed(Resource.objects.all()).in_bulk(ids)
        return [rows[pk] for pk in ids if pk in rows]


def library_rows(person: Person, asked: dict[str, Any], day: dt.date) -> dict[str, Any]:
    """`found` (in order), `total` (counted up to a thousand), `more_than`, `picks`, and what it was narrowed by."""
    known = Resource.objects.visible_to(person)
    mine, narrowed = bool(asked.get("mine")), [name for name in ("kind", "skill", "freshness") if asked.get(name)]
    found = known.of(person) if mine else known.published()
    if asked.get("kind"):
        found = found.filter(kind=asked["kind"])
    if asked.get("skill"):
        found = found.filter(skills__skill=asked["skill"])
    if asked.get("freshness"):
        found = found.with_badge(asked["freshness"], day)
    total = found.order_by()[: COUNTED + 1].count()
    first = not mine and not narrowed and not asked.get("page")
    return {
        "found": _listed(found.order_by("-changed_at", "-pk")) if mine else FreshBeforeStale(found, day),
        "total": min(total, COUNTED),
        "more_than": total > COUNTED,
        "picks": list(_picks(day)) if first else [],
        "mine": mine,
        "narrowed": narrowed,
    }


def _listed(found: ResourceQuerySet) -> ResourceQuerySet:
    return found.for_list().with_trust()


def _picks(day: dt.date) -> Any:
    """What executives and L&D put forward just now, the latest first."""
    return Pick.objects.put_forward(day).select_related("resource", "person")[:PICKED]
