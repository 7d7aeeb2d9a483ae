"""What waits for others because of somebody who is erased: it ends, and their counts are right at once."""

from typing import Any

from accounts.models import Evidence
from goals.models import Obstacle, OpportunityPlace
from goals.state import note_state


def let_nobody_wait(person: Any, limit: int) -> int:
    """Obstacles in the hands of others, evidence to confirm, places asked for: before the rows themselves go."""
    obstacles = Obstacle.objects.filter(goal__owner=person, turn__isnull=False)
    evidence = Evidence.objects.filter(person=person, asked__isnull=False)
    places = OpportunityPlace.objects.filter(person=person, state=OpportunityPlace.State.APPLIED)
    waiting: set[int] = set()
    ended = 0
    for rows, who in ((obstacles, "turn_id"), (evidence, "asked_id"), (places, "opportunity__lead_id")):
        found = dict(rows.order_by("pk").values_list("pk", who)[:limit])
        waiting |= set(found.values())
        ended += len(found)
        _end(rows.model.objects.filter(pk__in=found))
    if waiting:
        note_state(*waiting)
    return ended


def _end(rows: Any) -> None:
    if rows.model is OpportunityPlace:
        rows.delete()
    else:
        rows.update(**{"turn" if rows.model is Obstacle else "asked": None})
