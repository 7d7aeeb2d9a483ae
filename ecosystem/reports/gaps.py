"""The gap report: published skills by priority, against the units below the chosen place. It reads nothing else."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
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
from ecosystem.core.compiled import Fixed, Found, prepared, prepared_rows
from ecosystem.core.drawing import heat_step
from ecosystem.core.facts import Facts
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
class Report(Facts):
    """One page of the report. `floor`: figures are about so many people at least. `cells`: the skills as they rank in the
    place, `below`: the same in the units of the map, `past`: how these came to be, `running`: the objectives that need them.
    `chosen`: unit and skill of the cell that is explained."""

    place: Place
    floor: int
    total: int = 0
    few: int = 0
    cells: Sequence[Any] = ()
    below: Sequence[PublishedCell] = ()
    past: Sequence[PublishedCell] = ()
    running: Sequence[tuple[int, str, str, int]] = ()
    chosen: tuple[int, int] | None = None
    larger: Sequence[tuple[Unit | None, Site | None]] = ()

    @property
    def filters(self) -> Filters:
        return self.place.filters

    @property
    def is_suppressed(self) -> bool:
        return bool(self.total) and self.few == self.total

    @cached_property
    def rows(self) -> list[Row]:
        mapped, past, objectives = self._mapped, self._history, self._objectives
        scope = self.place.unit.pk if self.place.unit else None
        return [
            Row(
                rank=self.filters.start + number,
                cell=cell,
                parts=mapped[number - 1] if number <= ROWS_ON_MAP else (),
                trend=gap_cells.severities(past.get((scope, cell.skill_id), ()), self.place.last_day),
                objectives=objectives.get(cell.skill_id, ()),
            )
            for number, cell in enumerate(self.cells, start=1)
        ]

    @property
    def on_map(self) -> Sequence[Row]:
        return self.rows[:ROWS_ON_MAP]

    @cached_property
    def _mapped(self) -> list[list[Part]]:
        """Of each skill on the map its part in each unit."""
        cells = self.cells[:ROWS_ON_MAP]
        skills = {cell.skill_id: cell.skill for cell in cells}
        for cell in self.below:
            cell.skill = skills[cell.skill_id]
        parts = {(cell.unit_id, cell.skill_id): cell for cell in self.below or cells}
        return [[self._part(unit, cell, parts) for unit in self.place.columns] for cell in cells]

    def _part(self, unit: Unit, cell: PublishedCell, parts: dict[Any, PublishedCell]) -> Part:
        query = self.filters.query(skill=cell.skill.code, at=unit.code)
        return Part(unit, parts.get((unit.pk, cell.skill_id)), f"{cell.skill_id}-{unit.pk}", query)

    @cached_property
    def _history(self) -> History:
        return gap_cells.by_place(self.past)

    @property
    def _objectives(self) -> dict[int, list[Objective]]:
        """The running objectives of company and units that need each skill."""
        found: dict[int, dict[int, Objective]] = {}
        for pk, code, title, skill in self.running:
            found.setdefault(skill, {})[pk] = Objective(pk=pk, code=code, title=title)
        return {skill: list(objectives.values()) for skill, objectives in found.items()}

    @cached_property
    def note(self) -> Note | None:
        """What the chosen cell says."""
        parts = [part for row in self.on_map for part in row.needed_parts]
        part = next((each for each in parts if (each.unit.pk, each.cell.skill_id) == self.chosen), None)
        if part is None:
            return None
        place, whole = self.place, next(row.cell for row in self.rows if row.skill.pk == part.cell.skill_id)
        earlier = gap_cells.before(self._history.get((part.unit.pk, part.cell.skill_id), ()), place.cycle.start)
        return note_on(part.cell, name_of(part.unit, place.site, place.company), whole, place.name, earlier)

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
    def unassessed(self) -> str:
        """Of all needs of the place the share nobody has assessed, from the published shares and like them in steps."""
        if not self.rows or not self.cells[0].all_needed:
            return ""
        return share_words(points(share(round(self.cells[0].all_unknown / 100), self.cells[0].all_needed)))

    @cached_property
    def figures_of(self) -> tuple[dt.date, dt.date] | None:
        """The oldest and the newest day that figures on the page are of."""
        cells = [cell for row in self.rows for cell in (row.cell, *(part.cell for part in row.needed_parts))]
        days = [cell.as_of for cell in cells if cell.as_of and not cell.few]
        return (min(days), max(days)) if days else None

    @cached_property
    def days_differ(self) -> bool:
        """Not all figures on the page are of one day, so each row has to say its own."""
        days = self.figures_of
        return days is not None and days[0] != days[1]

    @property
    def next_start(self) -> int:
        end = self.filters.start + len(self.rows)
        return end if end < self.total else 0


def report_of(filters: Filters) -> Report:
    """Everything on the page, in six statements at most; what it says is worked out where it is drawn."""
    place = place_of(filters)
    found = Report(place, floor=policy().k + 1)
    if place.published is None:
        return found
    size = ROWS_IN_TABLE if filters.figures else ROWS_ON_MAP
    start, end = Fixed(filters.start), Fixed(filters.start + size)
    cells = gap_cells.ranked.found(unit=place.unit, site=place.site, day=place.day, start=start, end=end)
    total, few = (cells.column(name)[0] if cells else 0 for name in ("all_rows", "few_rows"))
    found = replace(found, total=total, few=few)
    if few == total:
        return replace(found, larger=gap_cells.larger(place.unit, place.site, place.above))
    skills = cells.column("skill_id")
    below = _below(place, skills[:ROWS_ON_MAP])
    chosen = _chosen(place, cells, below or cells)
    past = _past(place, skills, chosen)
    return replace(found, cells=cells, below=below, past=past, running=_running_for(place, cells), chosen=chosen)


def _below(place: Place, skills: list[int]) -> Any:
    """A unit without units below is its own column, and needs no further statement."""
    if place.columns == [place.unit]:
        return ()
    units = [unit.pk for unit in place.columns]
    return gap_cells.below.found(units=units, site=place.site, skills=skills, day=place.day)


def _chosen(place: Place, cells: Found, parts: Found) -> tuple[int, int] | None:
    """Unit and skill that were asked for, else the largest share of the first skill on the map that has any to show."""
    codes = dict(zip(cells.column("skill_id")[:ROWS_ON_MAP], cells.column("skill__code"), strict=False))
    names = ("unit_id", "skill_id", "few", "share_below")
    shares = {
        (unit, skill): -1 if few else share or 0
        for unit, skill, few, share in zip(*map(parts.column, names), strict=True)
    }
    for unit in place.columns:
        for skill, code in codes.items():
            if (unit.pk, skill) in shares and (code, unit.code) == (place.filters.skill, place.filters.at):
                return unit.pk, skill
    for skill in codes:
        largest = max(place.columns, key=lambda unit: shares.get((unit.pk, skill), -1))
        if shares.get((largest.pk, skill), -1) >= 0:
            return largest.pk, skill
    return None


def _past(place: Place, skills: list[int], chosen: tuple[int, int] | None) -> Found:
    at, skill = chosen or (None, None)
    turns = gap_cells.turns_of(place.last_day, place.cycle.start)
    unit, site, day = place.unit, place.site, place.last_day
    return _history.found(unit=unit, site=site, skills=skills, at=at, skill=skill, day=day, turns=turns)


@prepared
def _history(
    unit: Unit | None,
    site: Site | None,
    skills: list[int],
    at: int | None,
    skill: int | None,
    day: dt.date,
    turns: list[dt.date],
) -> QuerySet[PublishedCell]:
    scope = Q(unit=unit, skill__in=skills)
    if skill is not None:
        scope |= Q(unit=at, skill=skill)
    return gap_cells.history(PublishedCell.objects.filter(scope, site=site), day, turns).only(*gap_cells.PAST)


def _running_for(place: Place, cells: Found) -> list[tuple[int, str, str, int]]:
    """The running objectives of company and units that need these skills."""
    wanted = zip(cells.column("skill_id"), cells.column("on_objective"), strict=True)
    skills = [skill for skill, on_objective in wanted if on_objective]
    return _running(day=place.last_day, skills=skills) if skills else []


@prepared_rows
def _running(day: dt.date, skills: list[int]) -> QuerySet:
    needs = "critical_skills__target__skill"
    running = Objective.objects.counted_on(day).filter(**{f"{needs}__in": skills})
    return running.order_by("code").values_list("pk", "code", "title", needs)


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
    name, larger = (name_of(each.unit, each.site, policy().name) if each else "" for each in (cell, whole))
    return note_on(cell, name, whole, larger, gap_cells.before(cells, cycle.start))


def first_step() -> dict[str, Any]:
    """What has to happen before there can be figures: needs, then statements, then a night."""
    if not RoleRequirement.objects.exists():
        return {"step": "needs", "url": reverse("accounts:role_list")}
    if not Assessment.objects.exists():
        return {"step": "levels", "url": reverse("accounts:skill_round")}
    return {"step": "night", "url": ""}
