"""Background work on goals: ids in, one action."""

import uuid

from celery import shared_task

from accounts.models import Person
from ecosystem.core.audit import SYSTEM
from ecosystem.core.clock import today
from ecosystem.core.jobs import run_job
from goals import alignment_figures, state
from goals.actions import cycles, key_results, obstacles, sponsoring
from goals.actions.handing_on import leave_nothing_open, look_after_leavers
from goals.models import LearningGoal
from goals.noting import note


@shared_task(name="goals.fold_changes")
def fold_changes() -> None:
    """Move what changed into the sums of the managers above."""
    state.fold_changes()


@shared_task(name="goals.close_goals_of_leaver")
def close_goals_of_leaver(*, person_id: int) -> None:
    """Only while the person may really not sign in any more: they may have come back since."""
    person = Person.objects.filter(pk=person_id, is_active=False).first()
    if person:
        leave_nothing_open(person, actor=SYSTEM)


@shared_task(name="goals.end_what_leavers_left")
def end_what_leavers_left(*, run_id: int) -> None:
    with run_job(run_id) as run:
        run.rows = look_after_leavers()


@shared_task(name="goals.end_sponsorships")
def end_sponsorships(*, run_id: int) -> None:
    with run_job(run_id) as run:
        run.rows = sponsoring.end_outlived_sponsorships()


@shared_task(name="goals.note_lost_alignment")
def note_lost_alignment(*, objective_id: int) -> None:
    """Those who learned for an objective that has ended: their rows and the sums above are counted anew."""
    people = LearningGoal.objects.active().filter(alignments__objective=objective_id).values_list("owner_id", flat=True)
    note(*people, key=f"lost-alignment-{objective_id}-{uuid.uuid4()}")


@shared_task(name="goals.open_cycles")
def open_cycles(*, run_id: int) -> None:
    with run_job(run_id) as run:
        run.rows = len(cycles.open_cycles(today()))


@shared_task(name="goals.rebuild_sums")
def rebuild_sums() -> None:
    """After people moved: everybody's row and every manager's sums."""
    state.rebuild_states()


@shared_task(name="goals.rebuild_states")
def rebuild_states(*, run_id: int) -> None:
    with run_job(run_id) as run:
        run.rows = obstacles.hand_over_obstacles() + state.rebuild_states()


@shared_task(name="goals.read_people_at_level")
def read_people_at_level(*, run_id: int) -> None:
    with run_job(run_id) as run:
        run.rows = key_results.read_people_at_level(today())


@shared_task(name="goals.publish_alignment")
def publish_alignment(*, run_id: int) -> None:
    with run_job(run_id) as run:
        run.rows = alignment_figures.publish_alignment()
