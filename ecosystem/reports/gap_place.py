"""Where the gap report looks: the chosen unit, site and day, what lies around it, and how fresh the figures are."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, Q
from django.db.models.functions import JSONObject

from accounts.models import RollupDay, Site, Unit, UnitClosure
from accounts.schedules import SCHEDULES
from ecosystem.core.clock import now, today
from ecosystem.core.compiled import Word, compiled
from ecosystem.core.models import JobRun
from ecosystem.core.periods import Period, cycle_of
from ecosystem.core.policy import policy
from ecosystem.reports.gap_filters import Filters

JOBS = ("roll_up", "publish_gaps")
GRACE = dt.timedelta(minutes=30)
ONE_DAY = dt.timedelta(days=1)
MOST_UNITS = 400
MOST_COLUMNS = 24


@dataclass(frozen=True)
class Place:
    """`above` has the units over the chosen one, the highest first; `tops` are those right below the company."""

    filters: Filters
    cycle: Period
    unit: Unit | None
    site: Site | None
    above: Sequence[Unit]
    tops: Sequence[Unit]
    below: Sequence[Unit]
    sites: Sequence[Site]
    published: Any  # a RollupDay with what `_publication` brings along, or None

    @property
    def columns(self) -> list[Unit]:
        """The units right below; where there are none, the unit itself."""
        return list(self.below[:MOST_COLUMNS]) or ([self.unit] if self.unit else [])

    @property
    def more_columns(self) -> int:
        return max(0, len(self.below) - MOST_COLUMNS)

    @property
    def day(self) -> dt.date | None:
        """None for the latest figures."""
        return self.cycle.end if self.filters.is_previous else None

    @property
    def last_day(self) -> dt.date:
        return self.day or today()

    @property
    def name(self) -> str:
        return name_of(self.unit, self.site)

    @property
    def late(self) -> bool:
        """A nightly run is due and has not finished, or nothing was published for more than a day."""
        if self.published is None or self.day:
            return False
        return self.published.is_waiting or self.published.published_at < now() - ONE_DAY - GRACE

    @property
    def next_at(self) -> dt.datetime:
        """When the next publication is due."""
        cadence = next(schedule.cadence for schedule in SCHEDULES if schedule.name == "publish_gaps")
        return cadence.due(now() + ONE_DAY, policy().zone)[-1].due_at


def cycle_shown(filters: Filters) -> Period:
    cycle = cycle_of(today(), policy().fiscal_year_first_month)
    return cycle.previous() if filters.is_previous else cycle


def name_of(unit: Unit | None, site: Site | None) -> str:
    """`Engineering, Lisbon`; the organisation for everybody."""
    return ", ".join(str(place) for place in (unit or policy().name, site) if place)


def place_of(filters: Filters) -> Place:
    """The place in two statements; codes that do not exist mean everybody."""
    cycle = cycle_shown(filters)
    day = min(cycle.end, today())
    units = _units(filters.unit, day)
    unit = next((unit for unit in units if unit.code == filters.unit), None)
    published = _publication(day)
    sites = [Site(**site) for site in published.sites] if published else []
    site = next((site for site in sites if site.code == filters.site), None)
    tops = _children(units, None)
    if len(tops) == 1 and (under := _children(units, tops[0])):
        tops = under
    return Place(
        filters=filters.known(unit=unit.code if unit else "", site=site.code if site else ""),
        cycle=cycle,
        unit=unit,
        site=site,
        above=_above(units, unit),
        tops=tops,
        below=_children(units, unit) if unit else tops,
        sites=sites,
        published=published,
    )


def _units(code: str, day: dt.date) -> list[Unit]:
    """The two highest rows of the tree, and the path to the chosen unit with what is right below it."""
    return _tree(code=Word(code), day=day) if code else _tree(code="", day=day)


@compiled
def _tree(code: str, day: dt.date) -> Any:
    wanted = Q(parent=None) | Q(parent__parent=None)
    if code:
        path = UnitClosure.objects.filter(descendant__code=code).values("ancestor")
        wanted |= Q(pk__in=path) | Q(parent__code=code)
    return Unit.objects.open_on(day).filter(wanted).order_by("name", "pk")[:MOST_UNITS]


def _children(units: Sequence[Unit], unit: Unit | None) -> list[Unit]:
    return [each for each in units if each.parent_id == (unit and unit.pk)]


def _above(units: Sequence[Unit], unit: Unit | None) -> list[Unit]:
    known = {each.pk: each for each in units}
    path: list[Unit] = []
    while unit and unit.parent_id and (unit := known.get(unit.parent_id)):
        path.insert(0, unit)
    return path


def _publication(day: dt.date) -> Any:
    """The last publication up to a day, with the sites to choose from and whether a run is waiting."""
    return next(iter(_publications(day=day)), None)


@compiled
def _publications(day: dt.date) -> Any:
    site = JSONObject(pk="pk", code="code", name="name")
    waiting = JobRun.objects.filter(job__in=JOBS, finished_at=None, due_at__lt=now() - GRACE)
    days = RollupDay.objects.filter(published_at__isnull=False, day__lte=day).order_by("-day")
    return days.annotate(
        sites=ArraySubquery(Site.objects.order_by("name").values_list(site)), is_waiting=Exists(waiting)
    )[:1]
