"""What search knows of goals and paths. Only those with whom a goal is shared find it; what has ended is not found."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Q
from django.urls import reverse

from accounts.querysets import direct_reports
from ecosystem.core import search
from ecosystem.core.models import SearchEntry
from goals.models import LearningGoal, Path

KIND = "goal"
PATH = "path"
EVERYONE = "everyone"


def entry_of(goal: LearningGoal) -> dict[str, Any]:
    """The arguments of the search index for one goal; the body stays empty, so that nothing private is ever matched."""
    return {
        "object_id": goal.pk,
        "title": goal.title,
        "subtitle": ", ".join(filter(None, [goal.skill.name if goal.skill else "", str(goal.owner)])),
        "url": reverse("goals:goal_page", args=[goal.pk]),
        "audience": EVERYONE if goal.visibility == EVERYONE else f"owner:{goal.owner_id}",
        "popularity": 100,
    }


def index_goal(goal: LearningGoal) -> None:
    search.index(KIND, **entry_of(goal))


def forget_goal(pk: int) -> None:
    search.remove(KIND, pk)


def forget_goals_of(person: Any, limit: int) -> int:
    """All of somebody who is erased; returns how many there were."""
    mine = LearningGoal.objects.filter(owner=person).values("pk")
    keys = list(SearchEntry.objects.filter(kind=KIND, object_id__in=mine).values_list("pk", flat=True)[:limit])
    SearchEntry.objects.filter(pk__in=keys).delete()
    return len(keys)


def goals_to_find(person: Any) -> Q:
    """Entries of goals that this person may read: shared with everyone, one's own, and those of direct reports."""
    shared = LearningGoal.objects.active().filter(visibility="manager", owner__in=direct_reports(person))
    return Q(audience=EVERYONE) | Q(audience=search.whose("owner", person)) | Q(object_id__in=shared.values("pk"))


def all_goals() -> Iterator[dict[str, Any]]:
    for goal in LearningGoal.objects.active().select_related("skill", "owner").iterator(chunk_size=2000):
        yield entry_of(goal)


def entry_of_path(path: Path) -> dict[str, Any]:
    """The arguments of the search index for one path."""
    return {
        "object_id": path.pk,
        "title": path.title,
        "subtitle": f"{path.skill} {path.to_level}",
        "body": path.summary,
        "url": reverse("goals:path_page", args=[path.pk]),
        "audience": EVERYONE,
        "skills": [path.skill_id],
        "popularity": 1500,
    }


def index_path(path: Path) -> None:
    """Add, replace or forget its entry: only what is published is found."""
    if path.state == Path.State.PUBLISHED:
        search.index(PATH, **entry_of_path(path))
    else:
        search.remove(PATH, path.pk)


def forget_path(pk: int) -> None:
    search.remove(PATH, pk)


def paths_to_find(person: Any) -> Q:
    """What was published is everybody's; nothing else has an entry."""
    return Q()


def all_paths() -> Iterator[dict[str, Any]]:
    for path in Path.objects.published().select_related("skill").iterator(chunk_size=2000):
        yield entry_of_path(path)
