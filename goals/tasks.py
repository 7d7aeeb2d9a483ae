"""Background work on goals: ids in, one action."""

from celery import shared_task

from accounts.models import Person
from ecosystem.core.audit import SYSTEM
from goals import state
from goals.actions.goals import close_goals_of_leaver as close_goals


@shared_task(name="goals.fold_changes")
def fold_changes() -> None:
    """Move what changed into the sums of the managers above."""
    state.fold_changes()


@shared_task(name="goals.close_goals_of_leaver")
def close_goals_of_leaver(*, person_id: int) -> None:
    """Only while the person may really not sign in any more: they may have come back since."""
    person = Person.objects.filter(pk=person_id, is_active=False).first()
    if person:
        close_goals(person, actor=SYSTEM)
