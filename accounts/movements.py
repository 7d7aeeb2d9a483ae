"""How many people changed in a group since its figures were published: what decides whether they may be renewed."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from accounts.models import RollupDay
from accounts.refresh import facts, figure, scope
from accounts.sql import run, text

Spot = tuple[int, int]
Asked = tuple[int, dt.date]


class Movement(NamedTuple):
    """So many people whose figure, unit or site is not what it was. No spot: not counted then, or not now."""

    was: Spot | None
    now: Spot | None
    same_figure: bool
    people: int


@dataclass
class Movements:
    """All movements in one skill since one day; a spot is a unit's own people at a site."""

    by_unit: dict[int, set[Movement]]

    @classmethod
    def of(cls, movements: Iterable[Movement]) -> "Movements":
        by_unit: dict[int, set[Movement]] = defaultdict(set)
        for movement in movements:
            for spot in (movement.was, movement.now):
                if spot is not None:
                    by_unit[spot[0]].add(movement)
        return cls(by_unit)

    def in_units(self, units: Collection[Any]) -> int:
        """People whose figure changed in these units, who came or who left."""
        inside = frozenset(units)
        return sum(m.people for m in self.near(inside) if not _stays(m, lambda spot: spot[0] in inside))

    def in_spots(self, spots: Collection[Any]) -> int:
        """The same for some sites of some units."""
        inside = frozenset(spots)
        near = self.near(inside)
        return sum(
            m.people for m in near if (m.was in inside or m.now in inside) and not _stays(m, inside.__contains__)
        )

    def spots(self) -> set[Spot]:
        """Everywhere that anybody came from or went to."""
        return {spot for moved in self.by_unit.values() for m in moved for spot in (m.was, m.now) if spot}

    def table(self, row_of: dict[int, int], part_of: dict[int, object], when: str) -> list[Counter]:
        """People changed by row (of units) and part (of sites), where they were (`was`) or are (`now`)."""
        rows: dict[int, Counter] = defaultdict(Counter)
        for movement in self.near(row_of.keys()):
            was, now = (_place(spot, row_of, part_of) for spot in (movement.was, movement.now))
            place = was if when == "was" else now
            if place is not None and not (movement.same_figure and was == now):
                rows[place[0]][place[1]] += movement.people
        return list(rows.values())

    def near(self, leaves: Collection[Any]) -> set[Movement]:
        """The movements from or to these units, or the units of these spots."""
        units = {leaf[0] if isinstance(leaf, tuple) else leaf for leaf in leaves}
        return set().union(*(self.by_unit[unit] for unit in units & self.by_unit.keys()))


NOTHING = Movements({})


def _stays(movement: Movement, inside) -> bool:
    """The same figure before and after, both within."""
    was, now = movement.was, movement.now
    return movement.same_figure and was is not None and now is not None and inside(was) and inside(now)


def _place(spot: Spot | None, row_of: dict[int, int], part_of: dict[int, object]):
    if spot is None or spot[0] not in row_of:
        return None
    return row_of[spot[0]], part_of.get(spot[1], spot[1])


def movements(asked: Collection[Asked], people: str, replaying: bool) -> dict[Asked, Movements]:
    """For each skill and day of publication, what changed until now (`people`: the table of today's or a past day's rows).

    From the log of changes where both days were lived through; where one was made up for later, from the dated rows.
    """
    replayed = set(RollupDay.objects.filter(replayed=True).values_list("day", flat=True))
    lived = [(skill, day) for skill, day in asked if not replaying and day not in replayed]
    rows = _from_log(lived) if lived else []
    for day in {day for _, day in asked} - {day for _, day in lived}:
        rows += _from_dated_rows([skill for skill, since in asked if since == day], day, people)
    found: dict[Asked, list[Movement]] = defaultdict(list)
    for skill, since, unit_was, site_was, unit_is, site_is, same, number in rows:
        was = None if unit_was is None else (unit_was, site_was)
        now = None if unit_is is None else (unit_is, site_is)
        found[skill, since].append(Movement(was, now, same, number))
    return {key: Movements.of(listed) for key, listed in found.items()}


def _from_log(asked: list[Asked]) -> list[tuple]:
    compared = text("compared", figure=figure("stored"), people="accounts_personskill")
    values = {"skills": [skill for skill, _ in asked], "days": [day for _, day in asked]}
    return run(text("movements_since", compared=compared), values)


def _from_dated_rows(skills: list[int], day: dt.date, people: str) -> list[tuple]:
    compared = text("compared", figure=figure("stored"), people=people)
    statement = text("movements_replayed", facts=facts(), figure=figure("facts"), people=people, compared=compared)
    return run(statement, scope(day, skill_ids=skills))
