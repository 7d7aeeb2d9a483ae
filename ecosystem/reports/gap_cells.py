"""Reading published cells for the gap report: in force on a day, ranked, below, and how they came to be."""

import datetime as dt
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import (
    Case,
    Count,
    DateField,
    F,
    Func,
    IntegerField,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
    Window,
)
from django.db.models.functions import Coalesce

from accounts.models import PublishedCell, Site, TeachingOffer, Unit, UnitClosure
from ecosystem.core.clock import today
from ecosystem.core.compiled import prepared
from ecosystem.reports.gap_wording import LITTLE
from goals.models import Opportunity

FORTNIGHT = dt.timedelta(days=14)
LOOKS_BACK = 6
NOTHING_NEEDED = Q(few=False, required=0)
PART = ("unit", "skill", "as_of", "few", "required", "share_below", "share_self_only", "share_unassessed", "severity")
SHOWN = (*PART, "coverage", "partial_coverage", "priority", "on_objective", "resources", "concentration")
PAST = ("unit", "skill", "day", "few", "severity", "share_below")
CELL = ("unit_id", "skill_id", "site_id")
History = dict[tuple[int | None, int], list[PublishedCell]]


def in_force(cells: QuerySet[PublishedCell], day: dt.date | None) -> QuerySet[PublishedCell]:
    """Of these cells the rows that hold on a day (None: now), without those that nobody needs."""
    if day is None:
        return cells.filter(is_latest=True).exclude(NOTHING_NEEDED)
    last = cells.filter(day__lte=day).order_by(*CELL, "-day").distinct(*CELL)
    return PublishedCell.objects.filter(pk__in=last.values("pk")).exclude(NOTHING_NEEDED)


@prepared
def ranked(unit: Unit | None, site: Site | None, day: dt.date | None, start: int, end: int) -> QuerySet[PublishedCell]:
    """One place's skills by priority, those with too few people last; each row carries sums over all of them."""
    cells = in_force(PublishedCell.objects.filter(unit=unit, site=site), day).only(*SHOWN, "skill__code", "skill__name")
    unknown = Sum(F("required") * F("share_unassessed"))
    return (
        cells.select_related("skill")
        .annotate(
            all_rows=Window(Count("pk")),
            few_rows=Window(Count("pk", filter=Q(few=True))),
            all_needed=Window(Sum("required")),
            all_unknown=Window(unknown),
            teachers=_help(TeachingOffer.objects.of_active_people()),
            open_work=_help(Opportunity.objects.open_on(today())),
        )
        .order_by(F("priority").desc(nulls_last=True), F("severity").desc(nulls_last=True), "skill__name", "pk")[
            start:end
        ]
    )


def _help(helps: QuerySet) -> Case:
    """How many of these help with the skill of a cell; counted where there is little else to learn it from."""
    found = helps.filter(skill=OuterRef("skill")).order_by().values("skill").annotate(n=Count("pk")).values("n")
    return Case(When(resources__lte=LITTLE, then=Coalesce(Subquery(found), 0)), default=0)


@prepared
def below(units: list[int], site: Site | None, skills: list[int], day: dt.date | None) -> QuerySet[PublishedCell]:
    """The same skills in the units of the columns."""
    return in_force(PublishedCell.objects.filter(unit__in=units, site=site, skill__in=skills), day).only(*PART)


def turns_of(day: dt.date, cycle_start: dt.date) -> list[dt.date]:
    """The days on which a history turns: each fortnight up to the day, and the start of the cycle."""
    return sorted({cycle_start, *(day - FORTNIGHT * back for back in range(LOOKS_BACK))})


def history(cells: QuerySet[PublishedCell], day: dt.date, turns: list[dt.date]) -> QuerySet[PublishedCell]:
    """Of each unit and skill the last row of each fortnight up to the day, and the last one before the cycle began."""
    turn = Func(
        F("day"),
        Value(turns, output_field=ArrayField(DateField())),
        function="width_bucket",
        output_field=IntegerField(),
    )
    rows = cells.filter(day__lte=day).order_by().values("unit", "skill", turn=turn)
    return cells.filter(pk__in=rows.annotate(last=Max("pk")).values("last")).order_by("day")


def days_of(cells: QuerySet[PublishedCell]) -> tuple[dt.date | None, dt.date | None]:
    """The oldest and the newest day that shown figures are of."""
    found = cells.filter(few=False).aggregate(oldest=Min("as_of"), newest=Max("as_of"))
    return found["oldest"], found["newest"]


def by_place(cells: Iterable[PublishedCell]) -> History:
    """Histories by unit and skill."""
    found: History = {}
    for cell in cells:
        found.setdefault((cell.unit_id, cell.skill_id), []).append(cell)
    return found


def severities(cells: Sequence[PublishedCell], day: dt.date) -> list[Decimal]:
    """The severity at each turn and on the day; a row holds until the next, and what was few is left out."""
    moments = [*(day - FORTNIGHT * back for back in range(LOOKS_BACK - 1, 0, -1)), day]
    held = [next((cell.severity for cell in reversed(cells) if cell.day <= moment), None) for moment in moments]
    return [value for value in held if value is not None]


def before(cells: Sequence[PublishedCell], day: dt.date) -> PublishedCell | None:
    """What was in force before a day, such as the first of the cycle."""
    return next((cell for cell in reversed(cells) if cell.day < day), None)


def larger(unit: Unit | None, site: Site | None, above: Sequence[Unit]) -> list[tuple[Unit | None, Site | None]]:
    """Where figures can be seen when a place has too few people: the next larger unit there, and the unit everywhere."""
    places: list[tuple[Any, Any]] = [(other, site) for other in [*reversed(above), None] if site and unit]
    places += [(other, None) for other in ([unit] if site else []) + [*reversed(above), None]]
    cells = PublishedCell.objects.filter(is_latest=True, few=False, required__gt=0)
    wanted = Q(pk__in=[])
    for other, where in places:
        wanted |= Q(unit=other, site=where)
    open_places: set[Any] = set(cells.filter(wanted).values_list("unit", "site").distinct())
    found = [(o, s) for o, s in places if (o and o.pk, s and s.pk) in open_places]
    at_site = next((place for place in found if place[1]), None)
    anywhere = next((place for place in found if not place[1]), None)
    return [place for place in (at_site, anywhere) if place]


def everything_below(unit: Unit | None) -> QuerySet[PublishedCell]:
    """What is in force of a unit and all units below it, at all sites, by unit and priority (None: of everybody)."""
    cells = in_force(PublishedCell.objects.filter(site=None), None)
    if unit is not None:
        cells = cells.filter(unit__in=UnitClosure.objects.filter(ancestor=unit).values("descendant"))
    order = (F("unit__name").asc(nulls_first=True), F("priority").desc(nulls_last=True), "skill__name")
    return cells.select_related("unit", "skill").order_by(*order)


def of_skill_at(skill: str, units: Q, site: str) -> QuerySet[PublishedCell]:
    """One skill in some units, by codes; with what a sentence about it names."""
    where = Q(site__code=site) if site else Q(site=None)
    return PublishedCell.objects.filter(units, where, skill__code=skill).select_related("skill", "unit", "site")
