"""What somebody wants to learn from for a goal of theirs."""

from django.db import transaction

from accounts.models import Person
from ecosystem.core.audit import record
from ecosystem.core.clock import now
from goals.models import GoalResource, LearningGoal
from resources.models import Resource


@transaction.atomic
def add_to_goal(goal: LearningGoal, resource: Resource, *, actor: Person) -> None:
    """Keep it with the goal. Twice is once."""
    _link, made = GoalResource.objects.get_or_create(goal=goal, resource=resource, defaults={"added_at": now()})
    if made:
        record(actor, "goal.resource_added", goal, fields=["resources"])


@transaction.atomic
def take_from_goal(goal: LearningGoal, resource: Resource, *, actor: Person) -> None:
    """Twice is harmless."""
    if GoalResource.objects.filter(goal=goal, resource=resource).delete()[0]:
        record(actor, "goal.resource_dropped", goal, fields=["resources"])
