"""The Celery application and every schedule, each with one English sentence."""

import os
from typing import Any

from celery import Celery
from celery.signals import setup_logging
from django_structlog.celery.steps import DjangoStructLogInitStep

from accounts import schedules as accounts
from ecosystem.core import schedules as core
from ecosystem.core.schedules import give
from ecosystem.notifications import schedules as notifications
from feedback import schedules as feedback
from goals import schedules as goals
from resources import schedules as resources

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ecosystem.settings")

app = Celery("ecosystem")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.steps["worker"].add(DjangoStructLogInitStep)
app.conf.beat_schedule = {
    # Every 15 seconds: insert the rows of all jobs that are due, and deliver what waits in the outbox.
    "look": {"task": "core.look", "schedule": 15.0, "options": {"expires": 60}},
}
give(
    [
        *core.SCHEDULES,
        *notifications.SCHEDULES,
        *accounts.SCHEDULES,
        *resources.SCHEDULES,
        *goals.SCHEDULES,
        *feedback.SCHEDULES,
    ]
)


@setup_logging.connect
def keep_the_logging_of_settings(**_: Any) -> None:
    """A receiver is all it takes: Celery then leaves the handlers alone."""
