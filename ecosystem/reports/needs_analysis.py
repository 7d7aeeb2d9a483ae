"""The training-needs analysis: each need by skill and unit with its target, what there is to meet it, and its trend.

People stand in it only as published cells (`accounts.publication`): the very rows of the gap report, so that the two,
and what was kept of either, can be laid side by side and subtracted without telling more than each tells alone.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, Count, F, Func, IntegerField, Q, QuerySet, Value, Window
from django.utils.functional import cached_property

from accounts.models import PublishedCell, Skill, Unit, UnitClosure
from ecosystem.core.clock import today
from ecosystem.core.policy import policy
from ecosystem.reports import gap_cells
from ecosystem.reports.gap_filters import Filters as GapFilters
from ecosystem.reports.gap_place import Place, place_of
from ecosystem.reports.needs_filters import Filters
from ecosystem.reports.needs_lines import Line, line_asked_only, line_of
from ecosystem.reports.needs_supply import Asked, asked_for, supply_of

ON_PAGE = 45


@dataclass(frozen=True)
class Analysis:
    """One page. `total` counts all rows; those of `asked_only` come after the others."""

    filters: Filters
    place: Place
    lines: Sequence[Line] = ()
    total: int = 0
    asked_only: Sequence[Line] = ()
    nameless: int = 0
    areas: Sequence[str] = ()

    @property
    def floor(self) -> int:
        """Figures are about so many people at least."""
        return policy().k + 1

    @property
    def first(self) -> Line | None:
        """The row that comes first, if anything is missing there at all."""
        top = self.lines[0] if self.lines and not self.filters.start and not self.filters.sort else None
        return top if top and top.priority else None

    @property
    def first_missed(self) -> Line | None:
        """In the order of those who reported it: what most people report."""
        top = next(iter(self.everything), None) if self.filters.sort == "needs" and not self.filters.start else None
        return top if top and top.people else None

    @property
    def has_few(self) -> bool:
        return any(line.few for line in self.lines)

    @property
    def first_rank(self) -> int:
        return self.filters.start + 1

    @property
    def next_start(self) -> int:
        end = self.filters.start + len(self.everything)
        return end if end < self.total else 0

    @cached_property
    def days(self) -> tuple[dt.date, dt.date] | None:
        """The oldest and the newest day that the figures are of."""
        days = [line.day for line in self.lines if line.day]
        return (min(days), max(days)) if days else None

    @property
    def days_differ(self) -> bool:
        """Not all figures of people are of one day, so each row has to say its own."""
        return self.days is not None and self.days[0] != self.days[1]

    @property
    def everything(self) -> list[Line]:
        return [*self.lines, *self.asked_only]


def analysis_of(filters: Filters, *, most: int | None = ON_PAGE, with_areas: bool = True) -> Analysis:
    """One page of it, or with `most=None` all rows. Eight statements, nine beyond the last need."""
    place = place_of(GapFilters(unit=filters.unit))
    filters = filters.known(unit=place.unit.code if place.unit else "")
    areas = _areas() if with_areas else []
    if place.published is None:
        return Analysis(filters, place, areas=areas)
    asked, nameless = asked_for()
    needed = _cells(filters, place, asked)
    cells = list(needed if most is None else needed[filters.start : filters.start + most])
    units = {unit.pk: unit for unit in [*place.columns, *filter(None, [place.unit])]}
    for cell in cells:
        cell.unit = units.get(cell.unit_id)
    counted = cells[0].all_rows if cells else needed.count() if filters.start else 0
    extra = _asked_only(filters, place, asked)
    total = counted + len(extra)
    if most is not None:
        extra = extra[max(0, filters.start - counted) :][: most - len(cells)]
    lines, asked_only = _lines(place, cells, extra, asked)
    return Analysis(filters, place, lines, total, asked_only, nameless, areas)


def _cells(filters: Filters, place: Place, asked: dict[int, Asked]) -> QuerySet[Any]:
    """The cells in force: of each unit right below the place, or of the place as a whole; narrowed and in order."""
    where = Q(unit=place.unit) if filters.whole or not place.columns else Q(unit__in=place.columns)
    cells = gap_cells.in_force(PublishedCell.objects.filter(where, site=None), None)
    if filters.area:
        cells = cells.filter(skill__group=filters.area)
    if filters.objective:
        cells = cells.filter(on_objective=True)
    if filters.needs:
        cells = cells.filter(skill__in=list(asked))
    first = _order(filters, asked)
    priority = F("priority").desc(nulls_last=True), F("severity").desc(nulls_last=True)
    cells = cells.select_related("skill").annotate(all_rows=Window(Count("pk")))
    return cells.order_by(*first, *priority, "skill__name", _rank(_by_name(place.columns), "unit_id").asc(), "pk")


def _by_name(units: Sequence[Unit]) -> list[int]:
    return [unit.pk for unit in sorted(units, key=lambda unit: (unit.name, unit.pk))]


def _rank(numbers: list[int], column: str) -> Func:
    """The place among these numbers; nothing for what is not among them."""
    ranks = Value(numbers, output_field=ArrayField(BigIntegerField()))
    return Func(ranks, F(column), function="array_position", output_field=IntegerField())


def _order(filters: Filters, asked: dict[int, Asked]) -> list[Any]:
    """What stands before the priority. What is hidden has no figure to be sorted by and comes last."""
    if filters.sort == "needs":
        by_people = sorted(asked, key=lambda skill: (-asked[skill].people, -asked[skill].needs, skill))
        return [_rank(by_people, "skill_id").asc(nulls_last=True)]
    orders: dict[str, list[Any]] = {
        "people": [F("required").desc(nulls_last=True)],
        "coverage": [F("coverage").asc(nulls_last=True)],
        "skill": ["skill__name"],
    }
    return orders.get(filters.sort, [])


def _asked_only(filters: Filters, place: Place, asked: dict[int, Asked]) -> list[Asked]:
    """Where needs come from is not shown, so they stand with the whole company only; the most missed first."""
    if place.unit is not None or filters.objective:
        return []
    rows = [each for each in asked.values() if not each.required and filters.area in ("", each.skill.group)]
    return sorted(rows, key=lambda each: (-each.people, -each.needs, each.skill.name))


def _lines(
    place: Place, cells: Sequence[Any], extra: Sequence[Asked], asked: dict[int, Asked]
) -> tuple[list[Line], list[Line]]:
    skills = {cell.skill_id for cell in cells} | {each.skill.pk for each in extra}
    if not skills:
        return [], []
    supply = supply_of(sorted(skills), today())
    past = _past(place, cells)
    above = {unit.pk for unit in [*place.above, *filter(None, [place.unit])]}
    lines = [
        line_of(
            cell,
            supply[cell.skill_id],
            asked.get(cell.skill_id),
            above | ({cell.unit_id, cell.unit.parent_id} if cell.unit else set()),
            gap_cells.severities(past.get((cell.unit_id, cell.skill_id), ()), place.last_day),
        )
        for cell in cells
    ]
    return lines, [line_asked_only(each, supply[each.skill.pk]) for each in extra]


def _past(place: Place, cells: Sequence[Any]) -> gap_cells.History:
    """How the cells came to be: their published rows of earlier days."""
    if not cells:
        return {}
    skills: dict[int | None, list[int]] = {}
    for cell in cells:
        skills.setdefault(cell.unit_id, []).append(cell.skill_id)
    scope = Q(pk__in=[])
    for unit, listed in skills.items():
        scope |= Q(unit=unit, skill__in=listed)
    turns = gap_cells.turns_of(place.last_day, place.cycle.start)
    rows = gap_cells.history(PublishedCell.objects.filter(scope, site=None), place.last_day, turns)
    return gap_cells.by_place(rows)


def _areas() -> list[str]:
    return list(Skill.objects.exclude(group="").order_by("group").values_list("group", flat=True).distinct())


def lines_now(keys: Sequence[tuple[str, str]]) -> dict[tuple[str, str], Line]:
    """The rows of these skills and units (codes; no unit: everybody) as they stand now, without their trend.

    What is asked for by colleagues only is among them where its unit is everybody. Five statements.
    """
    asked, _nameless = asked_for()
    skills = Q(skill__code__in={skill for skill, _unit in keys})
    units = Q(unit__code__in={unit for _skill, unit in keys if unit}) | Q(unit=None)
    cells = gap_cells.in_force(PublishedCell.objects.filter(skills, units, site=None), None)
    wanted = set(keys)
    found = [
        cell
        for cell in cells.select_related("skill", "unit")
        if (cell.skill.code, cell.unit.code if cell.unit else "") in wanted
    ]
    extra = [each for each in asked.values() if not each.required and (each.skill.code, "") in wanted]
    supply = supply_of(sorted({cell.skill_id for cell in found} | {each.skill.pk for each in extra}), today())
    above = _above_all({cell.unit_id for cell in found if cell.unit_id})
    lines = [
        line_of(cell, supply[cell.skill_id], asked.get(cell.skill_id), above.get(cell.unit_id, ()), ())
        for cell in found
    ]
    lines += [line_asked_only(each, supply[each.skill.pk]) for each in extra]
    return {(line.skill_code, line.unit_code): line for line in lines}


def _above_all(units: set[int]) -> dict[int | None, list[int]]:
    """By unit: itself and all units above it."""
    found: dict[int | None, list[int]] = {}
    for unit, above in UnitClosure.objects.filter(descendant__in=units).values_list("descendant", "ancestor"):
        found.setdefault(unit, []).append(above)
    return found
