"""What the company knows of one skill: the published figures by unit, what rests on it, who leads that, where it is learnt."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, F, OuterRef, QuerySet, Subquery, When, Window
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from accounts.models import Person, PublishedCell, Skill, TeachingOffer
from accounts.my_skills import rows_of
from accounts.publication import share_of
from accounts.shares import points_text, share_words
from accounts.skill_page import sentence_of
from ecosystem.core.aggregates import Bound
from ecosystem.core.clock import today
from ecosystem.core.drawing import heat_step
from ecosystem.core.policy import policy
from ecosystem.reports.gap_cells import NOTHING_NEEDED
from ecosystem.reports.gap_wording import CONCENTRATIONS
from goals.models import LearningGoal, Objective, ObjectiveSkill, Opportunity
from goals.okr_tree import pace_of_objective
from goals.skill_panel import at_least

MOST_UNITS, MOST_OBJECTIVES, MOST_WORK = 50, 20, 5


@dataclass(frozen=True)
class Where:
    """The skill in one unit, or in the company, as published."""

    cell: PublishedCell

    @property
    def gap(self) -> str:
        return points_text(self.cell.share_below)

    @property
    def step(self) -> int:
        return heat_step(self.cell.share_below)

    @property
    def is_missing(self) -> bool:
        """More than a band at the low end is below the level."""
        found = share_of(self.cell.share_below)
        return found is not None and found.bound is not Bound.BELOW

    @property
    def concentration(self) -> tuple[str, Any, Any] | None:
        return CONCENTRATIONS.get(self.cell.concentration)


@dataclass(frozen=True)
class Aim:
    """An objective that needs the skill, and how it stands."""

    objective: Objective
    level: int
    state: str


def page_context(skill: Skill, person: Person) -> dict[str, Any]:
    """Six statements."""
    cells = _cells(skill)
    company = next((Where(cell) for cell in cells if cell.unit_id is None), None)
    places = [Where(cell) for cell in cells if cell.unit_id is not None]
    counts = _counts(skill)
    days = [cell.as_of for cell in cells if cell.as_of and not cell.few]
    row = rows_of(person, skill_ids=[skill.pk])[0]
    work = Opportunity.objects.visible_to(person).open_on(today()).filter(skill=skill).select_related("lead")
    return {
        "skill": skill,
        "company": company,
        "sentence": sentence(company.cell if company else None),
        "worst": next((place for place in places if place.is_missing), None),
        "places": places,
        "more": max(0, cells[0].all_rows - len(cells)) if cells else 0,
        "days": (min(days), max(days)) if days else None,
        "aims": _aims(skill, today()),
        "work": list(work.order_by("needed_by", "pk")[:MOST_WORK]),
        "teachers": counts["teachers"],
        "floor": policy().k + 1,
        "at_least": at_least(counts["aiming"]),
        "own": sentence_of(row, None, 0),
    }


def sentence(cell: PublishedCell | None) -> str:
    """How many of those who need it are there."""
    if cell is None:
        return _("No job role, no baseline and no objective asks for it.")
    if cell.few:
        return _("Not enough people need it to show figures.")
    words = {"share": share_words(cell.coverage), "n": cell.required}
    return _("Of %(n)s people who need it, %(share)s are there.") % words


def _cells(skill: Skill) -> Sequence[Any]:
    """The company first, then where most is missing; of how many rows it is the beginning."""
    cells = PublishedCell.objects.filter(skill=skill, site=None, is_latest=True).exclude(NOTHING_NEEDED)
    rows = cells.select_related("unit").annotate(all_rows=Window(Count("pk")))
    most_first = F("severity").desc(nulls_last=True)
    return list(rows.order_by(Case(When(unit=None, then=0), default=1), most_first, "pk")[:MOST_UNITS])


def _counts(skill: Skill) -> Mapping[str, Any]:
    """How many offer to teach it, and whose goals that others may know of aim at it."""
    teachers = TeachingOffer.objects.of_active_people().filter(skill=OuterRef("pk"))
    goals = LearningGoal.objects.active().filter(skill=OuterRef("pk")).exclude(visibility="me")
    counted = Skill.objects.filter(pk=skill.pk).values(
        teachers=_number(teachers, Count("pk")), aiming=_number(goals, Count("owner", distinct=True))
    )
    return counted[0]


def _number(rows: QuerySet, counted: Count) -> Coalesce:
    return Coalesce(Subquery(rows.order_by().values("skill").annotate(n=counted).values("n")), 0)


def _aims(skill: Skill, day: dt.date) -> list[Aim]:
    """Running objectives of company and units, those of the company first."""
    wanted = ObjectiveSkill.objects.filter(objective=OuterRef("pk"), target__skill=skill).order_by("-target__level")
    found: QuerySet[Any] = (
        Objective.objects.counted_on(day)
        .filter(critical_skills__target__skill=skill)
        .distinct()
        .select_related("owner", "unit", "cycle")
        .annotate(wanted=Subquery(wanted.values("target__level")[:1]))
        .order_by("level", "code")[:MOST_OBJECTIVES]
    )
    return [Aim(each, each.wanted, _state(each, day)) for each in found]


def _state(objective: Objective, day: dt.date) -> str:
    found = pace_of_objective(objective, objective.cycle, day)
    return found.status.value if found.status else "none"
