"""The project package: kernel below, reports above, wiring on top."""

from ecosystem.celery import app as celery_app

__all__ = ["celery_app"]
