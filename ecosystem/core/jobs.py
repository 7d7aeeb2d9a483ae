"""Jobs: a row per job and period, made by whoever looks first, then worked like everything else in the outbox."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction
from django.db.models import Max

from ecosystem.core.clock import now
from ecosystem.core.models import Heartbeat, JobRun
from ecosystem.core.outbox import enqueue_many, quietly, sweep
from ecosystem.core.policy import policy
from ecosystem.core.schedules import Period, Schedule, every, give, given, hourly, nightly

__all__ = ["Schedule", "every", "forget_old_runs", "give", "given", "hourly", "look", "nightly", "run_job", "start_run"]

KEEP_RUNS = dt.timedelta(days=92)


def look() -> int:
    """What the scheduler does every 15 seconds: add the rows of jobs that are due, then sweep the outbox."""
    with quietly():
        for schedule, period in _missing():
            _add(schedule, period)
    Heartbeat.objects.bulk_create(
        [Heartbeat(name="look", at=now())], update_conflicts=True, unique_fields=["name"], update_fields=["at"]
    )
    return sweep()


def start_run(job: str, period: str = "") -> int:
    """A run by hand, from a command: its id for `run_job`."""
    moment = now()
    name = period or f"by hand {moment:%Y-%m-%dT%H:%M:%S.%fZ}"
    return JobRun.objects.get_or_create(job=job, period=name, defaults={"due_at": moment})[0].pk


@contextmanager
def run_job(run_id: int) -> Iterator[JobRun]:
    """Around the work of a job: writes start and finish, and what the work puts into `run.rows`.

    In the outbox the error of a failed run is written by the outbox, because this transaction is rolled back.
    """
    run = JobRun.objects.get(pk=run_id)
    run.started_at = run.started_at or now()
    run.save(update_fields=["started_at"])
    try:
        yield run
    except Exception as error:  # whatever the work raises is written down and raised again
        if not connection.in_atomic_block:
            run.error = str(error)[:2000]
            run.save(update_fields=["error"])
        raise
    run.finished_at, run.error = now(), ""
    run.save(update_fields=["finished_at", "rows", "error"])


def forget_old_runs() -> int:
    """Runs of a quarter ago, but never the latest of a job: from it the next ones are counted."""
    latest = JobRun.objects.latest_of_each().values("pk")
    gone, _by_model = JobRun.objects.filter(finished_at__lt=now() - KEEP_RUNS).exclude(pk__in=latest).delete()
    return gone


def _missing() -> list[tuple[Schedule, Period]]:
    """Periods without a row. A job that never ran starts with its latest period."""
    moment, zone = now(), policy().zone
    latest = dict(JobRun.objects.exclude(period__startswith="by hand").values_list("job").annotate(Max("due_at")))
    found = []
    for schedule in given():
        periods = schedule.cadence.due(moment, zone)
        known = latest.get(schedule.name)
        new = [period for period in periods if period.due_at > known] if known else periods[-1:]
        found += [(schedule, period) for period in new]
    return found


@transaction.atomic
def _add(schedule: Schedule, period: Period) -> None:
    """The row and its message together; when another scheduler was quicker, nothing."""
    run = JobRun(job=schedule.name, period=period.name, due_at=period.due_at)
    JobRun.objects.bulk_create([run], ignore_conflicts=True)
    run = JobRun.objects.get(job=schedule.name, period=period.name)
    enqueue_many(schedule.task, [(f"job-{schedule.name}-{period.name}", {"run_id": run.pk})], run=run)
