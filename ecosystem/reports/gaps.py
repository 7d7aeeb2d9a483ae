"""The gap report: published skills by priority, against the units below the chosen place. It reads nothing else."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.functional import cached_property

from accounts.gaps import counted
from accounts.models import Assessment, PublishedCell, RoleRequirement, Site, Skill, Unit
from accounts.publication import points
from accounts.shares import points_text, share_words
from ecosystem.core.aggregates import share
from ecosystem.core.clock import today
from ecosystem.core.compiled import Fixed, compiled, compiled_rows
from ecosystem.core.drawing import heat_step
from ecosystem.core.policy import policy
from ecosystem.reports import gap_cells
from ecosystem.reports.gap_cells import History
from ecosystem.reports.gap_filters import Filters
from ecosystem.reports.gap_place import Place, cycle_shown, name_of, place_of
from ecosystem.reports.gap_wording import CONCENTRATIONS, Note, note_on, reason_of
from goals.models import Objective

ROWS_ON_MAP = 10
ROWS_IN_TABLE = 50
PEOPLE_NEEDED = ("absent", "single_point")


@dataclass(frozen=True)
class Part:
    """One skill in one unit of the map; without a cell nobody needs it there."""

    unit: Unit
    cell: Any  # a PublishedCell, or None
    key: str
    query: str

    @property
    def text(self) -> str:
        return points_text(self.cell.share_below) if self.cell else "–"

    @property
    def step(self) -> int:
        return heat_step(self.cell.share_below) if self.cell else 0


@dataclass(frozen=True)
class Row:
    """One skill as it ranks in the chosen place, with the factors of its priority."""

    rank: int
    cell: PublishedCell
    parts: Sequence[Part]
    trend: Sequence[Decimal]
    objectives: Sequence[Objective]

    @property
    def skill(self) -> Skill:
        return self.cell.skill

    @property
    def factor(self) -> int:
        return 2 if self.cell.on_objective else 1

    @property
    def counted(self) -> int:
        """How many of its fresh resources the priority is divided by."""
        return counted(self.cell.resources)

    @property
    def concentration(self) -> tuple[str, Any, Any] | None:
        """The shape, the word and what it means, where one may be said."""
        return CONCENTRATIONS.get(self.cell.concentration)

    @property
    def needed_parts(self) -> list[Part]:
        return [part for part in self.parts if part.cell]


@dataclass(frozen=True)
class Report:
    """One page of the report. `total` and `few` count all skills of the place, not only the rows."""

    place: Place
    rows: Sequence[Row] = ()
    total: int = 0
    few: int = 0
    unassessed: str = ""
    note: Note | None = None
    larger: Sequence[tuple[Unit | None, Site | None]] = ()

    @property
    def filters(self) -> Filters:
        return self.place.filters

    @property
    def is_suppressed(self) -> bool:
        return bool(self.total) and self.few == self.total

    @property
    def on_map(self) -> Sequence[Row]:
        return self.rows[:ROWS_ON_MAP]

    @cached_property
    def first(self) -> list[Row]:
        """The one or two skills that come first, if anything is missing at all."""
        top = [row for row in self.rows[:2] if row.cell.priority]
        return top if not self.filters.start else []

    @property
    def reason(self) -> str:
        return reason_of([row.cell for row in self.first])

    @property
    def needs_somebody(self) -> bool:
        """The first is more than a low number: an objective needs it, or nobody or one person has it."""
        first = self.first[0].cell
        return first.on_objective or first.concentration in PEOPLE_NEEDED

    @property
    def floor(self) -> int:
        """Figures are about so many people at least."""
        return policy().k + 1

    @cached_property
    def figures_of(self) -> tuple[dt.date, dt.date] | None:
        """The oldest and the newest day that figures on the page are of."""
        cells = [cell for row in self.rows for cell in (row.cell, *(part.cell for part in row.needed_parts))]
        days = [cell.as_of for cell in cells if cell.as_of and not cell.few]
        return (min(days), max(days)) if days else None

    @property
    def days_differ(self) -> bool:
        """Not all figures on the page are of one day, so each row has to say its own."""
        days = self.figures_of
        return days is not None and days[0] != days[1]

    @property
    def next_start(self) -> int:
        end = self.filters.start + len(self.rows)
        return end if end < self.total else 0


def report_of(filters: Filters) -> Report:
    """Everything on the page, in six statements at most."""
    place = place_of(filters)
    if place.published is None:
        return Report(place)
    size = ROWS_IN_TABLE if filters.figures else ROWS_ON_MAP
    start, end = Fixed(filters.start), Fixed(filters.start + size)
    cells: list[Any] = gap_cells.ranked(unit=place.unit, site=place.site, day=place.day, start=start, end=end)
    if not cells:
        return Report(place, larger=gap_cells.larger(place.unit, place.site, place.above))
    total, few = cells[0].all_rows, cells[0].few_rows
    if few == total:
        return Report(place, total=total, few=few, larger=gap_cells.larger(place.unit, place.site, place.above))
    rows, chosen, past = _rows(place, cells)
    note = _note(place, chosen, rows, past) if chosen else None
    return Report(place, rows, total, few, _unassessed(cells[0]), note)


def _rows(place: Place, cells: list[PublishedCell]) -> tuple[list[Row], Part | None, History]:
    """The rows, the part of the map that is explained, and how the cells came to be."""
    skills = [cell.skill_id for cell in cells]
    parts: dict[Any, PublishedCell] = {
        (cell.unit_id, cell.skill_id): cell for cell in _cells_of_map(place, cells[:ROWS_ON_MAP])
    }
    mapped = [[_part(place, unit, cell, parts) for unit in place.columns] for cell in cells[:ROWS_ON_MAP]]
    chosen = _chosen(place.filters, mapped)
    past = _past(place, skills, chosen)
    objectives = _objectives(place, cells)
    scope = place.unit.pk if place.unit else None
    rows = [
        Row(
            rank=place.filters.start + number,
            cell=cell,
            parts=mapped[number - 1] if number <= ROWS_ON_MAP else (),
            trend=gap_cells.severities(past.get((scope, cell.skill_id), ()), place.last_day),
            objectives=objectives.get(cell.skill_id, ()),
        )
        for number, cell in enumerate(cells, start=1)
    ]
    return rows, chosen, past


def _cells_of_map(place: Place, cells: list[PublishedCell]) -> list[PublishedCell]:
    """A unit without units below is its own column, and needs no further statement."""
    if place.columns == [place.unit]:
        return cells
    units, wanted = [unit.pk for unit in place.columns], [cell.skill_id for cell in cells]
    found: list[PublishedCell] = gap_cells.below(units=units, site=place.site, skills=wanted, day=place.day)
    skills = {cell.skill_id: cell.skill for cell in cells}
    for cell in found:
        cell.skill = skills[cell.skill_id]
    return found


def _part(place: Place, unit: Unit, cell: PublishedCell, parts: dict[Any, PublishedCell]) -> Part:
    query = place.filters.query(skill=cell.skill.code, at=unit.code)
    return Part(unit, parts.get((unit.pk, cell.skill_id)), f"{cell.skill_id}-{unit.pk}", query)


def _chosen(filters: Filters, mapped: list[list[Part]]) -> Part | None:
    """The part that was asked for, else the largest share of the first skill that has any to show."""
    for parts in mapped:
        for part in parts:
            if part.cell and part.cell.skill.code == filters.skill and part.unit.code == filters.at:
                return part
    for parts in mapped:
        shown = [part for part in parts if part.cell and not part.cell.few]
        if shown:
            return max(shown, key=lambda part: part.cell.share_below if part.cell and part.cell.share_below else 0)
    return None


def _past(place: Place, skills: list[int], chosen: Part | None) -> History:
    at, skill = (chosen.unit, chosen.cell.skill_id) if chosen else (None, None)
    turns = gap_cells.turns_of(place.last_day, place.cycle.start)
    rows = _history(
        unit=place.unit, site=place.site, skills=skills, at=at, skill=skill, day=place.last_day, turns=turns
    )
    return gap_cells.by_place(rows)


@compiled
def _history(
    unit: Unit | None,
    site: Site | None,
    skills: list[int],
    at: Unit | None,
    skill: int | None,
    day: dt.date,
    turns: list[dt.date],
) -> QuerySet[PublishedCell]:
    scope = Q(unit=unit, skill__in=skills)
    if skill is not None:
        scope |= Q(unit=at, skill=skill)
    return gap_cells.history(PublishedCell.objects.filter(scope, site=site), day, turns)


def _objectives(place: Place, cells: list[PublishedCell]) -> dict[int, list[Objective]]:
    """The running objectives of company and units that need each skill."""
    skills = [cell.skill_id for cell in cells if cell.on_objective]
    if not skills:
        return {}
    found: dict[int, dict[int, Objective]] = {}
    for pk, code, title, skill in _running(day=place.last_day, skills=skills):
        found.setdefault(skill, {})[pk] = Objective(pk=pk, code=code, title=title)
    return {skill: list(objectives.values()) for skill, objectives in found.items()}


@compiled_rows
def _running(day: dt.date, skills: list[int]) -> QuerySet:
    needs = "critical_skills__target__skill"
    running = Objective.objects.counted_on(day).filter(**{f"{needs}__in": skills})
    return running.order_by("code").values_list("pk", "code", "title", needs)


def _note(place: Place, chosen: Part, rows: list[Row], past: History) -> Note:
    whole = next(row.cell for row in rows if row.skill.pk == chosen.cell.skill_id)
    earlier = gap_cells.before(past.get((chosen.unit.pk, chosen.cell.skill_id), ()), place.cycle.start)
    return note_on(chosen.cell, name_of(chosen.unit, place.site), whole, place.name, earlier)


def _unassessed(cell: Any) -> str:
    """Of all needs of the place the share nobody has assessed, from the published shares and like them in steps."""
    if not cell.all_needed:
        return ""
    return share_words(points(share(round(cell.all_unknown / 100), cell.all_needed)))


def note_of(filters: Filters) -> Note | None:
    """What the chosen cell says, in one statement. None when there is no such cell."""
    cycle = cycle_shown(filters)
    units = Q(unit__code=filters.at) | (Q(unit__code=filters.unit) if filters.unit else Q(unit=None))
    cells_there = gap_cells.of_skill_at(filters.skill, units, filters.site)
    day = min(cycle.end, today())
    past = gap_cells.by_place(gap_cells.history(cells_there, day, gap_cells.turns_of(day, cycle.start)))
    found = {(cells[-1].unit.code if cells[-1].unit else ""): cells for cells in past.values()}
    if filters.at not in found or not filters.at:
        return None
    cells, all_of_it = found[filters.at], found.get(filters.unit, [None])
    cell, whole = cells[-1], all_of_it[-1]
    larger = name_of(whole.unit, whole.site) if whole else ""
    return note_on(cell, name_of(cell.unit, cell.site), whole, larger, gap_cells.before(cells, cycle.start))


def first_step() -> dict[str, Any]:
    """What has to happen before there can be figures: needs, then statements, then a night."""
    if not RoleRequirement.objects.exists():
        return {"step": "needs", "url": reverse("accounts:role_list")}
    if not Assessment.objects.exists():
        return {"step": "levels", "url": reverse("accounts:skill_round")}
    return {"step": "night", "url": ""}
