"""What the alignment summary asks of the database: for fifty objectives however many there are, and counts out of an index."""

import datetime as dt
from typing import Any

from django.contrib.postgres.aggregates import JSONBAgg
from django.db.models import (
    BooleanField,
    Case,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    IntegerField,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, JSONObject

from accounts.models import PublishedCell
from ecosystem.core.compiled import prepared, prepared_rows
from goals.alignment_figures import weeks_before
from goals.guild_querysets import AT_WORK
from goals.models import AlignmentFigure, GuildObjective, KeyResult, Objective, ObjectiveSkill, Sponsorship
from goals.querysets import NOBODY_LEARNS, THOSE_IN_NEED_FIRST
from guilds.models import Guild

HANGING = ("absent", "single point", "single_point")
LARGEST = 5
MOST, MOST_LOST = 50, 10
OBJECTIVE = (
    "code",
    "title",
    "level",
    "status",
    "owner",
    "progress",
    "no_learning_needed",
    "cycle__start",
    "cycle__end",
)
CELL = ("skill", "skill__name", "severity", "priority", "resources")
PEOPLE = Q(kind=KeyResult.Kind.PEOPLE_AT_LEVEL, target__isnull=False)


def hanging() -> list[int]:
    """Objectives of the summary with a critical skill that nobody or one person has."""
    return sorted({objective for (objective,) in _hanging()})


@prepared_rows
def _hanging() -> Any:
    held = _company_cells().filter(concentration__in=HANGING)
    counted = ObjectiveSkill.objects.filter(objective__in=Objective.objects.in_summary())
    return counted.filter(target__skill__in=held.values("skill")).values_list("objective_id")


@prepared
def shown(day: dt.date, hanging: list[int]) -> Any:
    """At most 50 objectives: those of the company first, then those that need somebody, then the furthest behind. Each with
    its figures, its critical skills, the key result that says most and the number of guilds; and with the `counts` of all
    objectives."""
    latest = AlignmentFigure.objects.filter(objective=OuterRef("pk"), day=Subquery(_latest_day(day)))
    sponsors = Sponsorship.objects.current().filter(objective=OuterRef("pk"))
    return (
        _chosen(hanging)
        .select_related("cycle")
        .annotate(
            uncovered=ExpressionWrapper(NOBODY_LEARNS, BooleanField()),
            sponsored=Exists(sponsors),
            figures=Subquery(latest.values("figures")),
            skills=_skills(),
            result=_result(),
            guilds=_guilds(),
            counts=_counts(),
        )
        .only(*OBJECTIVE)
    )


def _chosen(hanging: list[int]) -> Any:
    """The first in the order of the index, and the first of those that hang on somebody: the fifty are among them."""
    counted = Objective.objects.in_summary()
    first = counted.order_by(*THOSE_IN_NEED_FIRST)
    if not hanging:
        return first[:MOST]
    hangs = Q(pk__in=hanging)
    chosen = first.values("pk")[:MOST].union(first.filter(hangs).values("pk")[:MOST])
    at_ease = Case(When(hangs | NOBODY_LEARNS, then=0), default=1)
    company, _need, *rest = THOSE_IN_NEED_FIRST
    return counted.filter(pk__in=chosen).order_by(company, at_ease, *rest)[:MOST]


def _counts() -> Subquery:
    """How many objectives there are, and how many that nobody learns for."""
    both = JSONObject(all=Count("code"), uncovered=Count("code", filter=NOBODY_LEARNS))
    return Subquery(Objective.objects.in_summary().order_by().values(one=Value(1)).annotate(both=both).values("both"))


def _skills() -> Subquery:
    """Its critical skills, with the level that it wants and the company's cell."""
    cell = _company_cells().filter(skill=OuterRef("target__skill"))
    told = JSONObject(few="few", coverage="coverage", concentration="concentration")
    skill = JSONObject(
        pk="target__skill",
        skill="target__skill__name",
        level="target__level",
        cell=Subquery(cell.values_list(told)[:1]),
    )
    links = ObjectiveSkill.objects.filter(objective=OuterRef("pk")).order_by().values("objective")
    return Subquery(links.annotate(all=JSONBAgg(skill, order_by="pk")).values("all"))


def _result() -> Subquery:
    """The first that counts people, or the one that moved furthest; none before one was read."""
    read = KeyResult.objects.filter(PEOPLE | Q(progress__isnull=False), objective=OuterRef("pk"), current__isnull=False)
    telling = read.order_by(
        Case(When(PEOPLE, then=0), default=1), Case(When(PEOPLE, then=None), default=F("progress")).desc(), "code"
    )
    names = ("kind", "title", "baseline", "current", "target")
    told = JSONObject(**{name: name for name in names}, skill="skill__name", level="skill_level")
    return Subquery(telling.values_list(told)[:1])


def _guilds() -> Coalesce:
    """How many guilds serve it that everybody may know of. Those that do not count are looked for once, however many do."""
    apart = Guild.objects.filter(~Q(state__in=AT_WORK) | Q(joining="hidden"))
    rows = GuildObjective.objects.current().filter(objective=OuterRef("pk")).exclude(guild__in=apart)
    counted = rows.order_by().values("objective").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0, output_field=IntegerField())


@prepared
def published(day: dt.date) -> Any:
    """The company's figures of the latest published day, and of one day of each week before it; and those of objectives that
    were cancelled. The oldest first."""
    latest = AlignmentFigure.objects.filter(day=Subquery(_latest_day(day)))
    ended = latest.filter(figures__has_key="lost").order_by("-objective__ended_on", "pk")[:MOST_LOST]
    weeks = AlignmentFigure.objects.filter(day__in=weeks_before(day), objective=None)
    wanted = latest.filter(objective=None).values("pk").union(weeks.values("pk"), ended.values("pk"))
    rows = AlignmentFigure.objects.filter(pk__in=wanted).select_related("objective")
    found = rows.order_by("day", F("objective__ended_on").desc(nulls_first=True), "pk")
    return found.only("day", "figures", "objective", "objective__title", "objective__ended_on")


@prepared
def largest_gaps() -> Any:
    """Of the company, by priority. In the order of an index, which begins with unit and site."""
    ranked = _company_cells().filter(priority__gt=0).order_by("unit_id", "site_id", "-priority", "pk")
    return ranked.select_related("skill").only(*CELL)[:LARGEST]


def _company_cells() -> Any:
    return PublishedCell.objects.filter(unit=None, site=None, is_latest=True)


def _latest_day(day: dt.date) -> Any:
    return AlignmentFigure.objects.filter(day__lte=day).order_by("-day").values("day")[:1]
