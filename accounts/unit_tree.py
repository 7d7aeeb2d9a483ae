"""The tree of units as a list that can be read from top to bottom."""

from typing import Any, NamedTuple

from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from accounts.models import Unit, UnitClosure
from ecosystem.core.clock import today

MOST = 50


class Row(NamedTuple):
    unit: Unit
    depth: int
    people: int


def rows_of_tree(units: Any) -> list[Row]:
    """Open units below one another, with the number of people in each and below; at most 50, the upper ones first."""
    depth = UnitClosure.objects.filter(descendant=OuterRef("pk")).order_by("-depth").values("depth")[:1]
    shown = with_people(units.open_on(today())).select_related("lead").annotate(level=Coalesce(Subquery(depth), 0))
    return _in_order(list(shown.order_by("level", "name")[:MOST]))


def with_people(units: Any) -> Any:
    """Each unit with the number of people who are in it or below today."""
    day = today()
    inside = UnitClosure.objects.filter(
        Q(descendant__memberships__valid_to=None) | Q(descendant__memberships__valid_to__gte=day),
        ancestor=OuterRef("pk"),
        descendant__memberships__valid_from__lte=day,
        descendant__memberships__person__kind="person",
        descendant__memberships__person__is_active=True,
    )
    total = inside.order_by().values("ancestor").annotate(n=Count("descendant__memberships")).values("n")
    return units.annotate(people=Coalesce(Subquery(total), 0))


def _in_order(units: list[Any]) -> list[Row]:
    children: dict[int | None, list[Any]] = {}
    known = {unit.pk for unit in units}
    for unit in units:
        children.setdefault(unit.parent_id if unit.parent_id in known else None, []).append(unit)
    rows: list[Row] = []
    waiting = [(unit, 0) for unit in reversed(children.get(None, []))]
    while waiting:
        unit, depth = waiting.pop()
        rows.append(Row(unit, depth, unit.people))
        waiting += [(child, depth + 1) for child in reversed(children.get(unit.pk, []))]
    return rows
