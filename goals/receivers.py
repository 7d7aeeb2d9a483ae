"""Facts from below: what changed about people's levels and requests is part of their own row here."""

import uuid
from collections.abc import Collection
from typing import Any

from django.dispatch import receiver

from accounts.models import Person
from accounts.signals import levels_changed, lines_changed, requests_changed
from ecosystem.core.outbox import enqueue
from goals.actions.enrolments import tick_resource
from goals.actions.obstacles import hand_over_obstacles
from goals.noting import note
from resources.signals import resource_finished


@receiver([levels_changed, requests_changed], dispatch_uid="goals.keep_state")
def keep_state(sender: Any, *, person_ids: Collection[int], **_signal: Any) -> None:
    """In the transaction of the act; a worker folds it into the sums above."""
    if person_ids:
        note(*person_ids, key=f"skills-{uuid.uuid4()}")


@receiver(lines_changed, dispatch_uid="goals.move_sums")
def move_sums(sender: Any, *, person_ids: Collection[int], **_signal: Any) -> None:
    """Somebody stands elsewhere now: the former manager lets go at once, the sums are counted anew in a worker."""
    hand_over_obstacles(person_ids)
    enqueue("goals.rebuild_sums", key=f"moved-{uuid.uuid4()}")


@receiver(resource_finished, dispatch_uid="goals.tick_steps")
def tick_steps(sender: Any, *, resource_id: int, person: Person, **_signal: Any) -> None:
    """What somebody finished in the library is done on their running paths."""
    tick_resource(person, resource_id=resource_id)
