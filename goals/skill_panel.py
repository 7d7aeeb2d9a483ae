"""Active goals that aim at a skill: one's own by name, those of others as a floor of how many people."""

from collections.abc import Collection
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Person, Skill
from accounts.skill_notes import SkillNote
from ecosystem.core.policy import policy
from ecosystem.core.templatetags.ui import short_date
from goals.models import LearningGoal, Path

STEP = 5


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


def panel_context(skill: Skill, person: Person) -> dict[str, Any]:
    """Three statements. Of others only goals that are shared are counted, and only from k + 1 people on, in steps of five."""
    aiming = LearningGoal.objects.active().filter(skill=skill)
    others = aiming.exclude(visibility="me").values("owner").distinct().count()
    return {
        "skill": skill,
        "mine": list(aiming.filter(owner=person).order_by("due_date")[:STEP]),
        "at_least": at_least(others),
        "paths": list(Path.objects.published().filter(skill=skill).order_by("to_level", "title", "pk")[:STEP]),
    }


def at_least(people: int) -> int | None:
    """The number in steps of five below it; None up to k people, who are not told apart from nobody."""
    return people // STEP * STEP if people > policy().k else None
