"""What search knows of a goal. Only those with whom it is shared find it; ended goals are not found."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Q
from django.urls import reverse

from accounts.querysets import direct_reports
from ecosystem.core import search
from goals.models import LearningGoal

KIND = "goal"
EVERYONE = "everyone"


def entry_of(goal: LearningGoal) -> dict[str, Any]:
    """The arguments of the search index for one goal; the body stays empty, so that nothing private is ever matched."""
    return {
        "object_id": goal.pk,
        "title": goal.title,
        "subtitle": ", ".join(filter(None, [goal.skill.name if goal.skill else "", str(goal.owner)])),
        "url": reverse("goals:goal_page", args=[goal.pk]),
        "audience": EVERYONE if goal.visibility == EVERYONE else f"owner:{goal.owner_id}",
    }


def index_goal(goal: LearningGoal) -> None:
    search.index(KIND, **entry_of(goal))


def forget_goal(pk: int) -> None:
    search.remove(KIND, pk)


def goals_to_find(person: Any) -> Q:
    """Entries of goals that this person may read: shared with everyone, one's own, and those of direct reports."""
    shared = LearningGoal.objects.active().filter(visibility="manager", owner__in=direct_reports(person))
    return Q(audience=EVERYONE) | Q(audience=f"owner:{person.pk}") | Q(object_id__in=shared.values("pk"))


def all_goals() -> Iterator[dict[str, Any]]:
    for goal in LearningGoal.objects.active().select_related("skill", "owner").iterator(chunk_size=2000):
        yield entry_of(goal)
