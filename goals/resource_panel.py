"""Beside a resource: the published paths that use it, and the viewer's own goals in its skills."""

from typing import Any

from django.db.models import Exists, OuterRef

from accounts.models import Person
from goals.models import GoalResource, LearningGoal, Path
from resources.models import Resource

SHOWN = 5


def panel_context(resource: Resource, person: Person) -> dict[str, Any]:
    """Two statements. Goals of others are never counted here."""
    mine = LearningGoal.objects.active().filter(owner=person, skill__in=resource.skills.values("skill"))
    linked = GoalResource.objects.filter(goal=OuterRef("pk"), resource=resource)
    return {
        "resource": resource,
        "paths": list(Path.objects.that_use(resource).for_list().order_by("title", "pk")[:SHOWN]),
        "goals": list(mine.annotate(has_it=Exists(linked)).order_by("due_date", "pk")[:SHOWN]),
    }
