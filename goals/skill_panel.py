"""Active goals that aim at a skill: one's own by name, those of others as a floor of how many people."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, Count, DateField, F, SmallIntegerField, Value
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Person, Skill
from accounts.skill_notes import SkillNote
from ecosystem.core.policy import policy
from ecosystem.core.templatetags.ui import short_date
from goals.models import LearningGoal

STEP = 5
GOAL, OTHERS = "goal", "others"
COLUMNS = ("what", "row", "words", "step", "until")


def goals_by_skill(person: Person, skill_ids: Collection[int]) -> dict[int, SkillNote]:
    """By skill, the person's own active goal that is due first. One statement."""
    mine = LearningGoal.objects.active().filter(owner=person, skill__in=skill_ids).order_by("-due_date", "-pk")
    rows = mine.values_list("pk", "skill_id", "to_level", "due_date")
    return {
        skill_id: SkillNote(
            text=_("goal until %(day)s") % {"day": short_date(due)},
            aim=level,
            until=short_date(due),
            url=reverse("goals:goal_page", args=[pk]),
        )
        for pk, skill_id, level, due in rows
    }


@dataclass(frozen=True)
class Line:
    """A goal of one's own that leads to a skill."""

    kind: str
    pk: int
    title: str
    level: int | None
    until: dt.date | None

    @property
    def url(self) -> str:
        return reverse("goals:goal_page", args=[self.pk])


def panel_context(skill: Skill, person: Person) -> dict[str, Any]:
    """One statement. Of others only goals that are shared are counted, and only from k + 1 people on, in steps of five."""
    aiming = LearningGoal.objects.active().filter(skill=skill)
    mine = _lines(aiming.filter(owner=person).order_by("due_date", "pk"), GOAL, until=F("due_date"))
    others = aiming.exclude(visibility="me").order_by().values(what=Value(OTHERS, CharField()))
    others = others.annotate(row=Count("owner", distinct=True), words=Value("", CharField()), **_nothing())
    lines = [Line(*row) for row in mine.union(others.values_list(*COLUMNS), all=True)]
    return {
        "skill": skill,
        "mine": sorted((line for line in lines if line.kind == GOAL), key=lambda line: (line.until, line.pk)),
        "at_least": at_least(sum(line.pk for line in lines if line.kind == OTHERS)),
    }


def _lines(rows: Any, kind: str, until: Any = None) -> Any:
    """The first five of them, each as `Line` has it."""
    told = {**_nothing(), "step": F("to_level")} | ({"until": until} if until else {})
    return rows.annotate(what=Value(kind, CharField()), row=F("pk"), words=F("title"), **told).values_list(*COLUMNS)[
        :STEP
    ]


def _nothing() -> dict[str, Any]:
    return {"step": Cast(Value(None), SmallIntegerField()), "until": Cast(Value(None), DateField())}


def at_least(people: int) -> int | None:
    """The number in steps of five below it; None up to k people, who are not told apart from nobody."""
    return people // STEP * STEP if people > policy().k else None
