"""What the library shows whom: everything published, or one's own with drafts and what was archived."""

import datetime as dt
from typing import Any

from accounts.models import Person
from resources.models import Pick, Resource

COUNTED = 1000
PICKED = 3


def library_rows(person: Person, asked: dict[str, Any], day: dt.date) -> dict[str, Any]:
    """`found` (a queryset in order), `total` (counted up to a thousand), `more_than`, `picks`, and what it was narrowed by."""
    known = Resource.objects.visible_to(person)
    mine, narrowed = bool(asked.get("mine")), [name for name in ("kind", "skill", "freshness") if asked.get(name)]
    found = known.of(person) if mine else known.published()
    if asked.get("kind"):
        found = found.filter(kind=asked["kind"])
    if asked.get("skill"):
        found = found.filter(skills__skill=asked["skill"])
    if asked.get("freshness"):
        found = found.as_fresh_as(asked["freshness"], day)
    total = found.order_by()[: COUNTED + 1].count()
    first = not mine and not narrowed and not asked.get("page")
    return {
        "found": (found.order_by("-changed_at", "-pk") if mine else found.best_first()).for_list().with_trust(),
        "total": min(total, COUNTED),
        "more_than": total > COUNTED,
        "picks": list(_picks(day)) if first else [],
        "mine": mine,
        "narrowed": narrowed,
    }


def _picks(day: dt.date) -> Any:
    """What executives and L&D put forward just now, the latest first."""
    picks = Pick.objects.on(day).filter(resource__state=Resource.State.PUBLISHED)
    return picks.select_related("resource", "person").order_by("-at", "-pk")[:PICKED]
