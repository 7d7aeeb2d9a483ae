"""How the installation is doing: jobs, outbox, mail and scheduler, read for the operator's page and for health checks."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Min

from ecosystem.core.clock import now
from ecosystem.core.models import Heartbeat, JobRun, OutboxMessage, OutgoingMail
from ecosystem.core.schedules import Schedule, given

LATE_AFTER = dt.timedelta(minutes=10)
SCHEDULER_DEAD_AFTER = dt.timedelta(minutes=2)
SHOWN = 50


@dataclass(frozen=True)
class Job:
    """A schedule and its latest run, if there was one; or a run, whose schedule may be gone by now."""

    schedule: Schedule | None
    run: JobRun | None

    @property
    def state(self) -> str:
        """The kind of mark: done, early (waits or runs), watch (late) or behind (failed)."""
        if self.run is None:
            return "none"
        if self.run.error and not self.run.finished_at:
            return "behind"
        if self.run.finished_at:
            return "done"
        return "watch" if now() - self.run.due_at > LATE_AFTER else "early"


@dataclass(frozen=True)
class Health:
    """`waiting` counts what is due, `oldest` is how long the first of it has waited, `scheduler` since the last look."""

    waiting: int
    oldest: dt.timedelta | None
    scheduler: dt.timedelta | None

    @property
    def scheduler_is_dead(self) -> bool:
        return self.scheduler is None or self.scheduler > SCHEDULER_DEAD_AFTER

    @property
    def outbox_is_late(self) -> bool:
        return self.oldest is not None and self.oldest > LATE_AFTER


def health() -> Health:
    """Three figures in two statements."""
    moment = now()
    due = OutboxMessage.objects.overdue().aggregate(n=Count("pk"), first=Min("available_at"))
    look = Heartbeat.objects.filter(name="look").values_list("at", flat=True).first()
    return Health(due["n"], moment - due["first"] if due["first"] else None, moment - look if look else None)


def overview() -> dict[str, Any]:
    """Everything on the operator's page."""
    latest = {run.job: run for run in JobRun.objects.latest_of_each()}
    named = {schedule.name: schedule for schedule in given()}
    jobs = [Job(schedule, latest.get(name)) for name, schedule in named.items()]
    mails = list(OutgoingMail.objects.parked().order_by("-parked_at")[:SHOWN])
    return {
        "health": health(),
        "jobs": jobs,
        "failing": sum(job.state in {"behind", "watch"} for job in jobs),
        "parked": list(OutboxMessage.objects.parked().order_by("-parked_at")[:SHOWN]),
        "mails": mails,
        "mails_count": len(mails),
        "recent": [Job(named.get(run.job), run) for run in JobRun.objects.order_by("-due_at")[:SHOWN]],
    }
