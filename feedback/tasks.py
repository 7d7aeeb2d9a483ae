"""Background work on needs: ids in, one action."""

from celery import shared_task

from ecosystem.core.clock import today
from ecosystem.core.jobs import run_job
from feedback.actions.counting import count_signals as count
from feedback.actions.walking import walk_needs as walk
from feedback.radar_sums import fold_radar, rebuild_radar


@shared_task(name="feedback.walk_needs")
def walk_needs(*, run_id: int) -> None:
    with run_job(run_id) as run:
        run.rows = walk(today())


@shared_task(name="feedback.count_signals")
def count_signals(*, run_id: int) -> None:
    with run_job(run_id) as run:
        run.rows = count(today()) + rebuild_radar()


@shared_task(name="feedback.fold_radar")
def fold_radar_sums(*, run_id: int) -> None:
    with run_job(run_id) as run:
        run.rows = fold_radar()
