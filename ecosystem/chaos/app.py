"""The product's own Celery application with those of its schedules that a trial wants, and its own pace of looking."""

import os

from ecosystem.celery import app
from ecosystem.core.schedules import give, given

WANTED = os.environ.get("CHAOS_JOBS", "").split(",")
give([schedule for schedule in given() if schedule.name in WANTED])
app.conf.beat_schedule["look"]["schedule"] = float(os.environ.get("CHAOS_LOOK", "15"))
