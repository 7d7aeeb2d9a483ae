"""The tree of units as a list that can be read from top to bottom."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from accounts.models import Unit
from accounts.sql import run
from ecosystem.core.clock import today

# Level by level while they have no more rows than are shown; one level more tells whether there is any. Params: day, most.
UPPER = """
    WITH RECURSIVE upper(id, is_open, level, seen) AS (
        SELECT id, closed_on IS NULL OR closed_on > %(day)s, 0,
            count(*) FILTER (WHERE closed_on IS NULL OR closed_on > %(day)s) OVER ()
        FROM accounts_unit WHERE parent_id IS NULL
        UNION ALL
        SELECT unit.id, unit.closed_on IS NULL OR unit.closed_on > %(day)s, upper.level + 1,
            upper.seen + count(*) FILTER (WHERE unit.closed_on IS NULL OR unit.closed_on > %(day)s) OVER ()
        FROM upper JOIN accounts_unit unit ON unit.parent_id = upper.id
        WHERE upper.seen <= %(most)s
    )
    SELECT id, level = 0 OR seen <= %(most)s FROM upper WHERE is_open ORDER BY level
"""
# Of each unit no more people are counted than have to be told. Everybody else than people here: few. Params: units, day, most.
PEOPLE = """
    SELECT asked.id, (
        SELECT count(*) FROM (
            SELECT FROM accounts_unitclosure below
            JOIN accounts_unitmembership membership ON membership.unit_id = below.descendant_id
            WHERE below.ancestor_id = asked.id AND membership.valid_from <= %(day)s
                AND (membership.valid_to IS NULL OR membership.valid_to >= %(day)s)
                AND membership.person_id NOT IN (
                    SELECT id FROM accounts_person WHERE NOT is_active
                    UNION ALL
                    SELECT id FROM accounts_person WHERE NOT (kind = 'person')
                )
            LIMIT %(most)s + 1
        ) counted
    )
    FROM unnest(%(units)s::bigint[]) asked(id)
"""
MOST, COUNTED = 50, 1000


class Row(NamedTuple):
    unit: Unit
    depth: int
    people: int
    more_people: bool


class Tree(NamedTuple):
    """`more`: there are units below these."""

    rows: list[Row]
    more: bool


def upper_tree(units: Any) -> Tree:
    """Open units below one another with the number of people in each and below: as many levels as have 50 rows together."""
    found = run(UPPER, {"day": today(), "most": MOST})
    shown = [pk for pk, is_upper in found if is_upper]
    rows = units.filter(pk__in=shown).select_related("lead").order_by("name", "pk")
    return Tree(_in_order(with_people(rows[:MOST])), len(shown) < len(found) or len(shown) > MOST)


def with_people(units: Iterable[Unit]) -> list[Any]:
    """Each unit with the number of people who are in it or below today, as `.people`: up to a thousand, then `.more_people`."""
    found: list[Any] = list(units)
    inside = dict(run(PEOPLE, {"units": [unit.pk for unit in found], "day": today(), "most": COUNTED}))
    for unit in found:
        unit.people, unit.more_people = min(inside[unit.pk], COUNTED), inside[unit.pk] > COUNTED
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
        rows.append(Row(unit, depth, unit.people, unit.more_people))
        waiting += [(child, depth + 1) for child in reversed(children.get(unit.pk, []))]
    return rows
