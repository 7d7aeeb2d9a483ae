"""Where the gap report looks: the chosen unit, site and day, what lies around it, and how fresh the figures are."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists
from django.db.models.functions import JSONObject

from accounts.models import RollupDay, Site, Unit, UnitClosure
from accounts.schedules import SCHEDULES
from ecosystem.core.clock import now, today
from ecosystem.core.compiled import Word, prepared
from ecosystem.core.facts import Facts
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
class Place(Facts):
    """`asked`: what was chosen, known or not. `units`: the two highest rows of the tree, and the path to the chosen unit
    with what is right below it. `late`: a nightly run is due and has not finished, or nothing was published for more than a
    day. `next_at`: when the next publication is due."""

    asked: Filters
    cycle: Period
    company: str
    units: Sequence[Unit]
    publications: Sequence[Any]  # of RollupDay with what `_publications` brings along: the last one, or none
    late: bool
    next_at: dt.datetime

    @cached_property
    def published(self) -> Any:
        return self.publications[0] if self.publications else None

    @cached_property
    def filters(self) -> Filters:
        """The same choice with the codes that exist."""
        return self.asked.known(
            unit=self.unit.code if self.unit else "",
            site=self.site.code if self.site else "",
        )

    @cached_property
    def unit(self) -> Unit | None:
        return next((unit for unit in self.units if unit.code == self.asked.unit), None)

    @cached_property
    def sites(self) -> list[Site]:
        return [Site(**site) for site in self.published.sites] if self.published else []

    @cached_property
    def site(self) -> Site | None:
        return next((site for site in self.sites if site.code == self.asked.site), None)

    @cached_property
    def above(self) -> list[Unit]:
        """The units over the chosen one, the highest first."""
        return _above(self.units, self.unit)

    @cached_property
    def tops(self) -> list[Unit]:
        """Those right below the company."""
        tops = _children(self.units, None)
        return (len(tops) == 1 and _children(self.units, tops[0])) or tops

    @cached_property
    def below(self) -> list[Unit]:
        return _children(self.units, self.unit) if self.unit else self.tops

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
        return self.cycle.end if self.asked.is_previous else None

    @property
    def last_day(self) -> dt.date:
        return self.day or today()

    @property
    def name(self) -> str:
        return name_of(self.unit, self.site, self.company)


def cycle_shown(filters: Filters) -> Period:
    cycle = cycle_of(today(), policy().fiscal_year_first_month)
    return cycle.previous() if filters.is_previous else cycle


def name_of(unit: Unit | None, site: Site | None, company: str) -> str:
    """`Engineering, Lisbon`; the organisation for everybody."""
    return ", ".join(str(place) for place in (unit or company, site) if place)


def place_of(filters: Filters) -> Place:
    """The place in two statements; codes that do not exist mean everybody."""
    cycle = cycle_shown(filters)
    day = min(cycle.end, today())
    published = _publications.found(day=day)
    return Place(
        asked=filters,
        cycle=cycle,
        company=policy().name,
        units=_units(filters.unit, day),
        publications=published,
        late=not filters.is_previous and any(map(_is_late, published)),
        next_at=_next_at(),
    )


def _is_late(published: Any) -> bool:
    return published.is_waiting or published.published_at < now() - ONE_DAY - GRACE


def _next_at() -> dt.datetime:
    cadence = next(schedule.cadence for schedule in SCHEDULES if schedule.name == "publish_gaps")
    return cadence.due(now() + ONE_DAY, policy().zone)[-1].due_at


def _units(code: str, day: dt.date) -> Sequence[Unit]:
    return _tree.found(code=Word(code) if code else "", day=day)


@prepared
def _tree(code: str, day: dt.date) -> Any:
    roots = Unit.objects.filter(parent=None).values("pk")
    wanted = roots.union(Unit.objects.filter(parent__in=roots).values("pk"))
    if code:
        path = UnitClosure.objects.filter(descendant__code=code).values("ancestor")
        wanted = wanted.union(path, Unit.objects.filter(parent__code=code).values("pk"))
    return (
        Unit.objects.open_on(day)
        .filter(pk__in=wanted)
        .order_by("name", "pk")
        .only("code", "name", "parent")[:MOST_UNITS]
    )


def _children(units: Sequence[Unit], unit: Unit | None) -> list[Unit]:
    return [each for each in units if each.parent_id == (unit and unit.pk)]


def _above(units: Sequence[Unit], unit: Unit | None) -> list[Unit]:
    known = {each.pk: each for each in units}
    path: list[Unit] = []
    while unit and unit.parent_id and (unit := known.get(unit.parent_id)):
        path.insert(0, unit)
    return path


@prepared
def _publications(day: dt.date) -> Any:
    """The last publication up to a day, with the sites to choose from and whether a run is waiting."""
    site = JSONObject(pk="pk", code="code", name="name")
    waiting = JobRun.objects.filter(job__in=JOBS, finished_at=None, due_at__lt=now() - GRACE)
    days = RollupDay.objects.filter(published_at__isnull=False, day__lte=day).order_by("-day")
    return days.only("day", "published_at").annotate(
        sites=ArraySubquery(Site.objects.order_by("name").values_list(site)), is_waiting=Exists(waiting)
    )[:1]
