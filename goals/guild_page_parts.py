"""What goals show on the page of a guild: what it serves and its own goals. They come with the row of the guild."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, ExpressionWrapper, F, OuterRef, Q
from django.db.models.functions import Coalesce, JSONObject

from accounts.models import Person
from goals.models import GuildGoal, GuildObjective, Objective, Sponsorship
from goals.standing import Standing
from goals.wording import Figures, figures_of

SHOWN = 20
DAYS = ("start_date", "due_date", "last_check_in_on")
FIGURES = ("baseline", "target", "current", "progress")
GOAL = ("pk", "title", "measure", "unit_of_measure", "status", *DAYS, *FIGURES)


@dataclass(frozen=True)
class GoalRow:
    """A goal of a guild in a list, with where it stands today."""

    goal: GuildGoal
    standing: Standing
    figures: Figures


class GuildGoals(NamedTuple):
    """The facts of `goals_of_guild`; `rows` say where they stand today."""

    facts: list[dict[str, Any]]

    @property
    def rows(self) -> list[GoalRow]:
        return [row_of(_goal(told)) for told in self.facts]


def aims_of_guild(_reader: Any) -> ArraySubquery:
    """What it serves, as facts: pk, title, why, served; `objective` is None for a theme."""
    rows = GuildObjective.objects.current().filter(guild=OuterRef("pk")).order_by("linked_at", "pk")
    title = Coalesce("objective__title", "theme__name")
    told = JSONObject(pk="pk", title=title, why="why", objective="objective_id", state="objective__status")
    return ArraySubquery(rows.values_list(told))


def goals_of_guild(_reader: Any) -> ArraySubquery:
    """Its running goals, the next due first."""
    rows = GuildGoal.objects.active().filter(guild=OuterRef("pk")).order_by("due_date", "pk")
    return ArraySubquery(rows.values_list(JSONObject(**{name: F(name) for name in GOAL})))


def sponsors_of_guild(reader: Any) -> ArraySubquery:
    """Who sponsors it and who offers to, as facts; `mine`: the reader."""
    rows = Sponsorship.objects.filter(guild=OuterRef("pk"), state__in=["offered", "active"], person__is_active=True)
    mine = ExpressionWrapper(Q(person=reader), output_field=BooleanField())
    told = JSONObject(pk="pk", state="state", gives="gives", mine=mine, name="person__full_name")
    return ArraySubquery(rows.order_by("offered_at", "pk").values_list(told))


def row_of(goal: GuildGoal) -> GoalRow:
    row: Any = goal
    return GoalRow(goal, goal.standing, figures_of(row, goal.standing))


def guilds_serving(objective: Objective, person: Person) -> list[GuildObjective]:
    """Those at work that the reader may know of, each with `.rows` of its goals for it. Two statements, one where none is."""
    links = list(GuildObjective.objects.for_objective(objective, person)[:SHOWN])
    for link in links:
        link.rows = [row_of(goal) for goal in link.running]  # type: ignore[attr-defined]
    return links


def _goal(told: dict[str, Any]) -> GuildGoal:
    days = {name: dt.date.fromisoformat(told[name]) if told[name] else None for name in DAYS}
    figures = {name: None if told[name] is None else Decimal(str(told[name])) for name in FIGURES}
    return GuildGoal(**{**told, **days, **figures})
