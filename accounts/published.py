"""What L&D and executives read of the gaps: the published cells, and nothing behind them.

A unit of None is the whole company. Figures are of the latest publication, or of the latest one up to a past day.
"""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from django.db.models import F, Q, QuerySet

from accounts.models import PublishedCell, RollupDay, Site, Skill, Unit, UnitClosure
from accounts.publication import share_of
from ecosystem.core.aggregates import Share
from ecosystem.core.clock import today

ROWS = 50


@dataclass(frozen=True)
class SkillRow:
    """One skill in one place: its cell, and the cells of the units below by their id (missing: nobody needs it there)."""

    skill: Skill
    cell: PublishedCell
    parts: dict[int | None, PublishedCell] = field(default_factory=dict)
    trend: Sequence[PublishedCell] = ()

    def before(self, day: dt.date) -> PublishedCell | None:
        """What was in force before a day, such as the first of the cycle."""
        return next((cell for cell in reversed(self.trend) if cell.day < day), None)


@dataclass(frozen=True)
class Table:
    """Rows by priority, those with too few people last; `columns` are the units right below."""

    unit: Unit | None
    site: Site | None
    columns: list[Unit]
    rows: list[SkillRow]
    published: RollupDay | None


def published_table(
    unit: Unit | None = None,
    site: Site | None = None,
    day: dt.date | None = None,
    *,
    skills: Collection[int] | None = None,
    limit: int = ROWS,
) -> Table:
    """The ranked table of a unit with all below it, and the same skills in the units right below: five statements.

    With a site only the people there; a cell is then few where it, or what remains of the unit without it, is about too
    few people. With a day, what was in force then.
    """
    needed = _in_force(day).filter(_place(unit, site)).exclude(few=False, required=0)
    if skills is not None:
        needed = needed.filter(skill__in=skills)
    cells = list(needed.select_related("skill").order_by(F("priority").desc(nulls_last=True), "skill__name")[:limit])
    found = [cell.skill_id for cell in cells]
    columns = list(Unit.objects.open_on(day or today()).filter(parent=unit).order_by("name"))
    below = _in_force(day).filter(_places(columns, site), skill__in=found).exclude(few=False, required=0)
    parts: dict[int, dict[int | None, PublishedCell]] = {}
    for part in below:
        parts.setdefault(part.skill_id, {})[part.unit_id] = part
    trends = _trends(unit, site, found, day)
    rows = [SkillRow(cell.skill, cell, parts.get(cell.skill_id, {}), trends.get(cell.skill_id, ())) for cell in cells]
    return Table(unit, site, columns, rows, last_publication(day))


def trend(skill: Skill | int, unit: Unit | int | None = None, site: Site | int | None = None) -> list[PublishedCell]:
    """All that was published of one cell, the oldest first; each row holds until the next."""
    cells = PublishedCell.objects.filter(skill=skill, unit=unit, site=site)
    return list(cells.order_by("day"))


def published_cells(
    skills: Collection[int], unit: Unit | None = None, day: dt.date | None = None
) -> dict[int, PublishedCell]:
    """The cells of some skills in one place, by skill: for the alignment summary and the skill's page."""
    cells = _in_force(day).filter(unit=unit, site=None, skill__in=list(skills))
    return {cell.skill_id: cell for cell in cells}


def cells_of_skill(skill: Skill, units: Collection[Unit] | None = None) -> list[PublishedCell]:
    """One skill in every unit (or some), the company first: for its page and for exports."""
    cells = _in_force(None).filter(skill=skill, site=None).select_related("unit")
    return list(cells if units is None else cells.filter(unit__in=units))


def cells_below(unit: Unit | None = None) -> QuerySet[PublishedCell]:
    """Every published cell of a unit and of all units below it, by unit and priority: for exports."""
    cells = PublishedCell.objects.filter(is_latest=True, site=None).exclude(few=False, required=0)
    if unit is not None:
        cells = cells.filter(unit__in=UnitClosure.objects.filter(ancestor=unit).values("descendant"))
    order = (F("unit__name").asc(nulls_first=True), F("priority").desc(nulls_last=True), "skill__name")
    return cells.select_related("unit", "skill").order_by(*order)


def last_publication(day: dt.date | None = None) -> RollupDay | None:
    """The latest publication, or the latest one up to a day: what the page says its figures are as of."""
    days = RollupDay.objects.filter(published_at__isnull=False)
    return (days.filter(day__lte=day) if day else days).order_by("-day").first()


def shares(cell: PublishedCell) -> dict[str, Share | None]:
    """The cell's shares as they are shown: about, below or above so many points."""
    names = ("share_below", "share_self_only", "share_unassessed", "coverage", "partial_coverage")
    return {name: share_of(getattr(cell, name)) for name in names}


def _place(unit: Unit | None, site: Site | None) -> Q:
    """One place. A unit that is few has no cells by site; its own then stands for them."""
    if site is None:
        return Q(unit=unit, site=None)
    return Q(unit=unit, site=site) | Q(unit=unit, site=None, few=True)


def _places(units: list[Unit], site: Site | None) -> Q:
    if site is None:
        return Q(unit__in=units, site=None)
    return Q(unit__in=units, site=site) | Q(unit__in=units, site=None, few=True)


def _in_force(day: dt.date | None) -> QuerySet[PublishedCell]:
    if day is None:
        return PublishedCell.objects.filter(is_latest=True)
    last = PublishedCell.objects.filter(day__lte=day).order_by("unit_id", "skill_id", "site_id", "-day")
    return PublishedCell.objects.filter(pk__in=last.distinct("unit_id", "skill_id", "site_id").values("pk"))


def _trends(
    unit: Unit | None, site: Site | None, skills: list[int], day: dt.date | None
) -> dict[int, list[PublishedCell]]:
    cells = PublishedCell.objects.filter(unit=unit, site=site, skill__in=skills)
    found: dict[int, list[PublishedCell]] = {}
    for cell in (cells.filter(day__lte=day) if day else cells).order_by("day"):
        found.setdefault(cell.skill_id, []).append(cell)
    return found
