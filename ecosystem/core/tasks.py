"""The kernel's own tasks."""

from celery import shared_task

from ecosystem.core import jobs, mail, outbox, search
from ecosystem.core.policy import scope


@shared_task(name="core.look")
def look() -> None:
    with scope():
        jobs.look()


@shared_task(name="core.deliver")
def deliver() -> None:
    outbox.deliver()


@shared_task(name="core.send_mail")
def send_mail(*, mail_id: str) -> None:
    mail.send_mail(mail_id)


@shared_task(name="core.tidy")
def tidy(*, run_id: int) -> None:
    with jobs.run_job(run_id) as run:
        run.rows = mail.forget_old_mail() + jobs.forget_old_runs()


@shared_task(name="core.refill_search")
def refill_search(*, run_id: int) -> None:
    with jobs.run_job(run_id) as run:
        run.rows = search.refill()
