"""The tree of units as a list that can be read from top to bottom."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce

from accounts.models import Unit, UnitClosure
from accounts.sql import run
from ecosystem.core.clock import today

# Everybody is counted once, in their own unit; the units above add up. Params: units, day.
PEOPLE = """
    WITH below AS (
        SELECT ancestor_id, descendant_id FROM accounts_unitclosure WHERE ancestor_id = ANY(%(units)s::bigint[])
    ), directly AS (
        SELECT membership.unit_id, count(*) AS people FROM accounts_unitmembership membership
        JOIN accounts_person person ON person.id = membership.person_id AND person.kind = 'person' AND person.is_active
        WHERE membership.unit_id IN (SELECT descendant_id FROM below) AND membership.valid_from <= %(day)s
            AND (membership.valid_to IS NULL OR membership.valid_to >= %(day)s)
        GROUP BY membership.unit_id
    )
    SELECT below.ancestor_id, sum(directly.people)::int FROM below
    JOIN directly ON directly.unit_id = below.descendant_id GROUP BY below.ancestor_id
"""
MOST = 50


class Row(NamedTuple):
    unit: Unit
    depth: int
    people: int


def rows_of_tree(units: Any) -> list[Row]:
    """Open units below one another, with the number of people in each and below; at most 50, the upper ones first."""
    depth = UnitClosure.objects.filter(descendant=OuterRef("pk")).order_by("-depth").values("depth")[:1]
    shown = units.open_on(today()).select_related("lead").annotate(level=Coalesce(Subquery(depth), 0))
    return _in_order(with_people(shown.order_by("level", "name")[:MOST]))


def with_people(units: Iterable[Unit]) -> list[Any]:
    """Each unit with the number of people who are in it or below today, as `.people`."""
    found: list[Any] = list(units)
    inside = dict(run(PEOPLE, {"units": [unit.pk for unit in found], "day": today()}))
    for unit in found:
        unit.people = inside.get(unit.pk, 0)
    return found


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
