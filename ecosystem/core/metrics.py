"""What Prometheus may read, with METRICS_TOKEN and not without; without the setting nothing is measured.

Labels are names of views, statuses and jobs: never an address that somebody asked for, never a person. Each web process
counts in a file of its own below METRICS_DIR, and whichever answers adds them up.
"""

import hmac
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from time import perf_counter
from typing import Any

from django.conf import settings
from django.contrib.auth.signals import user_login_failed
from django.core.exceptions import MiddlewareNotUsed
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponseBase

from ecosystem.core import operations
from ecosystem.core.clock import now

NOWHERE = "none"
SECONDS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5)


@dataclass(frozen=True)
class Meters:
    """What each web process counts."""

    registry: Any
    requests: Any
    seconds: Any
    statements: Any
    failures: Any


@cache
def meters() -> Meters:
    """Made by the first web process that measures: the library decides where it counts when it is imported."""
    Path(settings.METRICS_DIR).mkdir(parents=True, exist_ok=True)
    from prometheus_client import CollectorRegistry, Counter, Histogram

    registry = CollectorRegistry()
    return Meters(
        registry,
        Counter("understory_requests", "Requests by view and status", ["view", "status"], registry=registry),
        Histogram("understory_request_seconds", "Time to answer by view", ["view"], buckets=SECONDS, registry=registry),
        Counter("understory_statements", "Database statements by view", ["view"], registry=registry),
        Counter("understory_sign_in_failures", "Sign-ins with a wrong name or password", registry=registry),
    )


class Measured:
    """Around everything that a view does; whatever has no view counts as `none`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        if not settings.METRICS_TOKEN:
            raise MiddlewareNotUsed
        self.get_response = get_response
        self.meters = meters()
        user_login_failed.connect(_count_failure, dispatch_uid="core.metrics")

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        statements, began = Statements(), perf_counter()
        with connection.execute_wrapper(statements):
            response = self.get_response(request)
        view = request.resolver_match.view_name if request.resolver_match else NOWHERE
        self.meters.seconds.labels(view).observe(perf_counter() - began)
        self.meters.requests.labels(view, response.status_code).inc()
        self.meters.statements.labels(view).inc(statements.number)
        return response


class Statements:
    """Counts the statements of one request."""

    def __init__(self) -> None:
        self.number = 0

    def __call__(self, execute: Callable, *arguments: Any) -> Any:
        self.number += 1
        return execute(*arguments)


class Installation:
    """What the database knows, asked when somebody reads: the figures of the operations page, and every job."""

    def collect(self) -> Iterator[Any]:
        from prometheus_client.core import GaugeMetricFamily as Gauge

        try:
            jobs = operations.jobs_now()
            figures = operations.figures_of(operations.health(), jobs)
        except DatabaseError:
            yield Gauge("understory_database_up", "Whether the database answers", 0)
            return
        yield Gauge("understory_database_up", "Whether the database answers", 1)
        for figure in figures:
            if figure.value is not None:
                yield Gauge(f"understory_{figure.measure.name}", str(figure.measure.label), figure.value)
        age = Gauge("understory_job_last_success_age_seconds", "Since a job came to a good end", labels=["job"])
        took = Gauge("understory_job_last_duration_seconds", "How long its last good run took", labels=["job"])
        for job in jobs:
            if job.success and job.success.finished_at:
                age.add_metric([job.schedule.name], (now() - job.success.finished_at).total_seconds())
                took.add_metric(
                    [job.schedule.name], job.success.duration.total_seconds() if job.success.duration else 0
                )
        yield from (age, took)


def may_read(request: HttpRequest) -> bool:
    """Compared in constant time. Being signed in is no way in, and neither is being near."""
    given = request.headers.get("Authorization", "").encode()
    return bool(settings.METRICS_TOKEN) and hmac.compare_digest(given, f"Bearer {settings.METRICS_TOKEN}".encode())


def exposition() -> bytes:
    """Everything, in the text format of Prometheus."""
    import prometheus_client as library
    from prometheus_client.multiprocess import MultiProcessCollector

    added_up = library.CollectorRegistry()
    MultiProcessCollector(added_up, path=str(settings.METRICS_DIR))
    added_up.register(Installation())
    return library.generate_latest(added_up)


def _count_failure(**_told: Any) -> None:
    """What was typed comes with the signal and is left there."""
    meters().failures.inc()
