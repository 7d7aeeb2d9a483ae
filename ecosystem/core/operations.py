"""How the installation is doing: jobs, outbox, mail and scheduler, for the operator's page, health checks and metrics."""

import datetime as dt
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db import connection
from django.utils.translation import gettext_lazy as _

from ecosystem.core import figures
from ecosystem.core.clock import now
from ecosystem.core.figures import Figure, Measure
from ecosystem.core.mail_held import MARK
from ecosystem.core.mail_told import in_words, server_named
from ecosystem.core.models import JobRun, OutboxMessage, OutgoingMail
from ecosystem.core.schedules import Schedule, given
from ecosystem.core.waking import redis_away

LATE_AFTER = dt.timedelta(minutes=10)
SCHEDULER_DEAD_AFTER = dt.timedelta(minutes=2)
MAIL_LATE_AFTER = dt.timedelta(hours=1)
SHOWN = 50
MEASURES = [
    Measure("outbox_waiting", _("Work that is due and waits")),
    Measure(
        "outbox_oldest_seconds",
        _("How long the first of it has waited"),
        most=LATE_AFTER.total_seconds(),
        advice=_("See whether a worker runs and what its log says; more workers do more at once."),
    ),
    Measure(
        "scheduler_seconds",
        _("Since the scheduler last looked"),
        most=SCHEDULER_DEAD_AFTER.total_seconds(),
        advice=_("Start the scheduler (celery beat) and a worker; what was missed is caught up."),
        needed=True,
    ),
    Measure(
        "redis_away",
        _("1 where Redis does not answer"),
        most=0,
        advice=_(
            "Start Redis, or see what keeps it; people are served meanwhile, and what waits is done when it is back."
        ),
    ),
    Measure(
        "tasks_parked",
        _("Tasks given up after three tries"),
        most=0,
        advice=_(
            "Read the error under Given up and the lines of its request in the log; mend the cause, then try again."
        ),
    ),
    Measure(
        "jobs_failing",
        _("Jobs that are late or failed"),
        most=0,
        advice=_("Read the error in the table of jobs; a job that failed is tried again by itself, up to three times."),
    ),
    Measure("mails_waiting", _("Mails that wait to be sent")),
    Measure(
        "mails_oldest_seconds",
        _("How long the first of them has waited"),
        most=MAIL_LATE_AFTER.total_seconds(),
        advice=_("See whether the mail server takes mail; until then mails are tried again for 24 hours."),
    ),
    Measure(
        "mails_parked",
        _("Mails given up after a day of tries"),
        most=0,
        advice=_("Correct the mail server or the address, then try each again under Given up."),
    ),
]
STANDING = """
SELECT due.number, due.first, mail.number, mail.first, mail.error,
    (SELECT count(*) FROM core_outboxmessage WHERE parked_at IS NOT NULL),
    (SELECT count(*) FROM core_outgoingmail WHERE parked_at IS NOT NULL),
    (SELECT at FROM core_heartbeat WHERE name = 'look'), EXISTS (SELECT FROM core_heartbeat WHERE name = %(held)s)
FROM (
    SELECT count(*) AS number, min(available_at) AS first FROM core_outboxmessage
    WHERE done_at IS NULL AND parked_at IS NULL AND available_at < %(now)s
) due, (
    SELECT count(DISTINCT mail.id) AS number, min(mail.created_at) AS first,
        (array_agg(mail.last_error ORDER BY waiting.created_at DESC) FILTER (WHERE mail.last_error <> ''))[1] AS error
    FROM core_outboxmessage waiting JOIN core_outgoingmail mail ON mail.id = (waiting.kwargs ->> 'mail_id')::uuid
    WHERE waiting.done_at IS NULL AND waiting.parked_at IS NULL AND waiting.task = 'core.send_mail'
        AND mail.sent_at IS NULL AND mail.parked_at IS NULL AND mail.withdrawn_at IS NULL AND mail.created_at <= %(now)s
) mail
"""
LAST_SUCCESS = """
SELECT last.* FROM unnest(%s::text[]) AS wanted CROSS JOIN LATERAL (
    SELECT * FROM core_jobrun WHERE job = wanted AND finished_at IS NOT NULL ORDER BY due_at DESC LIMIT 1
) last
"""


@dataclass(frozen=True)
class Job:
    """A schedule, its latest run and the latest that came to a good end, if there were such."""

    schedule: Schedule
    run: JobRun | None
    success: JobRun | None = None

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

    @property
    def is_failing(self) -> bool:
        return self.state in {"behind", "watch"}


class Past(NamedTuple):
    """A run, and its schedule where there still is one."""

    run: JobRun
    schedule: Schedule | None


@dataclass(frozen=True)
class Health:
    """`waiting` counts what is due, `oldest` is how long the first of it has waited, `scheduler` since the last look."""

    waiting: int
    oldest: dt.timedelta | None
    mails: int
    oldest_mail: dt.timedelta | None
    parked: int
    parked_mails: int
    scheduler: dt.timedelta | None
    mail_since: dt.datetime | None = None
    mail_error: str = ""
    mail_is_held: bool = False

    @property
    def scheduler_is_dead(self) -> bool:
        return self.scheduler is None or self.scheduler > SCHEDULER_DEAD_AFTER

    @property
    def given_up(self) -> int:
        return self.parked + self.parked_mails

    @property
    def mail_trouble(self) -> str:
        """Why the mail server did not take what waits, in words."""
        return in_words(self.mail_error)

    @property
    def mail_server(self) -> str:
        return server_named()


def health() -> Health:
    """One statement."""
    moment = now()
    with connection.cursor() as cursor:
        cursor.execute(STANDING, {"now": moment, "held": MARK})
        waiting, first, mails, first_mail, error, parked, parked_mails, look, held = cursor.fetchone()
    oldest, oldest_mail, scheduler = (moment - since if since else None for since in (first, first_mail, look))
    return Health(
        waiting,
        oldest,
        mails,
        oldest_mail,
        parked,
        parked_mails,
        scheduler,
        mail_since=first_mail,
        mail_error=error or "",
        mail_is_held=held,
    )


def jobs_now() -> list[Job]:
    """All jobs of the installation, in two statements."""
    schedules = given()
    latest = {run.job: run for run in JobRun.objects.latest_of_each()}
    ended = {run.job: run for run in JobRun.objects.raw(LAST_SUCCESS, [[schedule.name for schedule in schedules]])}
    return [Job(schedule, latest.get(schedule.name), ended.get(schedule.name)) for schedule in schedules]


def figures_of(found: Health, jobs: list[Job]) -> list[Figure]:
    """The kernel's own figures, then those of the apps above."""
    reading = {
        "outbox_waiting": found.waiting,
        "outbox_oldest_seconds": _seconds(found.oldest) or 0,
        "scheduler_seconds": _seconds(found.scheduler),
        "redis_away": redis_away(),
        "tasks_parked": found.parked,
        "jobs_failing": sum(job.is_failing for job in jobs),
        "mails_waiting": found.mails,
        "mails_oldest_seconds": _seconds(found.oldest_mail) or 0,
        "mails_parked": found.parked_mails,
    }
    return [*figures.filled(MEASURES, reading), *figures.read()]


def measures() -> list[Measure]:
    """All that is measured, without asking the database."""
    return [*MEASURES, *figures.registered()]


def overview() -> dict[str, Any]:
    """Everything on the operator's page."""
    found, jobs = health(), jobs_now()
    shown = figures_of(found, jobs)
    named = {schedule.name: schedule for schedule in given()}
    return {
        "health": found,
        "jobs": jobs,
        "figures": shown,
        "alarms": [figure for figure in shown if figure.is_alarm],
        "redis_is_away": any(figure.measure.name == "redis_away" and figure.is_alarm for figure in shown),
        "failing": sum(job.is_failing for job in jobs),
        "parked": list(OutboxMessage.objects.parked().order_by("-parked_at")[:SHOWN]),
        "mails": list(OutgoingMail.objects.parked().order_by("-parked_at")[:SHOWN]),
        "recent": [Past(run, named.get(run.job)) for run in JobRun.objects.order_by("-due_at")[:SHOWN]],
    }


def _seconds(age: dt.timedelta | None) -> float | None:
    return None if age is None else age.total_seconds()
