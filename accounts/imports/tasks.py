"""Large imports in the background, and the tidying up of old ones."""

import datetime as dt
from contextlib import closing

from celery import shared_task

from accounts.imports import actions
from accounts.imports.progress import Bar
from accounts.models import ImportRun
from ecosystem.core.clock import now
from ecosystem.core.jobs import run_job

KEPT = dt.timedelta(days=30)


@shared_task(name="accounts.check_import")
def check_import(*, run_id: int) -> None:
    if run := ImportRun.objects.filter(pk=run_id).first():
        with closing(Bar(run_id)) as bar:
            actions.check_import(run, progress=bar)


@shared_task(name="accounts.apply_import")
def apply_import(*, run_id: int) -> None:
    if run := ImportRun.objects.filter(pk=run_id).first():
        with closing(Bar(run_id)) as bar:
            actions.apply_waiting_import(run, progress=bar)


@shared_task(name="accounts.tidy_imports")
def tidy_imports(*, run_id: int) -> None:
    with run_job(run_id) as run:
        run.rows = actions.forget_old_files(now() - KEPT)
