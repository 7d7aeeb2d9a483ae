"""Work that must happen is a row first. Celery only says "look now"; a sweep finds what a lost message left behind.

A message is claimed for five minutes in one transaction and worked in a second one, in which the task's effect and
"done" are committed together: killed at any point, the effect in this database happens once.
"""

import datetime as dt
import logging
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar, copy_context
from threading import Timer
from time import monotonic
from typing import Any

from celery import Task, current_app
from django.db import connection, transaction
from kombu.exceptions import OperationalError as BrokerIsAway
from structlog.contextvars import bound_contextvars, get_contextvars

from ecosystem.core.clock import now
from ecosystem.core.models import JobRun, OutboxMessage
from ecosystem.core.planned import add
from ecosystem.core.policy import scope as policy_scope
from ecosystem.core.redaction import without_values

LEASE = dt.timedelta(minutes=5)
TRIES = 3
PAUSES = (dt.timedelta(seconds=10), dt.timedelta(minutes=1))
KEEP_DONE = dt.timedelta(days=30)
LOOK_NOW = "core.deliver"
LEAVE_BROKER_ALONE = 15.0
MOMENT = 0.2  # seconds

log = logging.getLogger(__name__)
_broker_away_until = 0.0
_telling: Timer | None = None
_delivering: ContextVar[bool] = ContextVar("outbox_delivering", default=False)


def enqueue(task: str, *, key: str, after: dt.datetime | None = None, **ids: Any) -> None:
    """Add work to the current transaction: the task's registered name and its ids. The key makes a second call harmless.

    `after` is the earliest moment; without it, workers are told once this transaction has committed.
    """
    add(_message(task, key, ids, after), or_leave=True)
    _tell_workers(after)


def enqueue_many(
    task: str, work: list[tuple[str, dict[str, Any]]], *, after: dt.datetime | None = None, run: JobRun | None = None
) -> None:
    """The same for many (key, ids) at once, in one statement per thousand. What is at work now is noted as their cause."""
    messages = [_message(task, key, ids, after, run) for key, ids in work]
    OutboxMessage.objects.bulk_create(messages, batch_size=1000, ignore_conflicts=True)
    _tell_workers(after)


def _message(
    task: str, key: str, ids: dict[str, Any], after: dt.datetime | None, run: JobRun | None = None
) -> OutboxMessage:
    moment, cause = now(), get_contextvars().get("request_id") or ""
    due = max(after or moment, moment)
    return OutboxMessage(task=task, key=key, kwargs=ids, run=run, created_at=moment, available_at=due, request_id=cause)


def deliver(limit: int = 500) -> int:
    """Do what is due, one message at a time, beside any other worker. Returns how many were tried."""
    tried = 0
    with quietly():
        while tried < limit and (message := _claim()):
            _work(message)
            tried += 1
    if tried == limit:
        _tell_workers()
    return tried


def sweep() -> int:
    """Park what was abandoned at its last try, forget what was done long ago, and deliver what is due."""
    moment = now()
    OutboxMessage.objects.abandoned(moment, TRIES).update(
        parked_at=moment, last_error="The worker ended without a word, three times."
    )
    OutboxMessage.objects.filter(done_at__lt=moment - KEEP_DONE).delete()
    return deliver()


def retry(message: OutboxMessage) -> bool:
    """Let a parked message try again; False when it is not parked."""
    fresh = {"parked_at": None, "attempts": 0, "claimed_until": None, "available_at": now()}
    retried = bool(OutboxMessage.objects.parked().filter(pk=message.pk).update(**fresh))
    if retried:
        _tell_workers()
    return retried


def task_named(name: str) -> Task:
    """The registered task; KeyError when there is none."""
    if name not in current_app.tasks:
        current_app.loader.import_default_modules()
    return current_app.tasks[name]


@contextmanager
def quietly() -> Iterator[None]:
    """While somebody is delivering, or about to, new work is found anyway; nobody needs to be told."""
    token = _delivering.set(True)
    try:
        yield
    finally:
        _delivering.reset(token)


@transaction.atomic
def _claim() -> OutboxMessage | None:
    moment = now()
    due = OutboxMessage.objects.claimable(moment, TRIES).order_by("available_at", "id")
    message = due.select_for_update(skip_locked=True, of=("self",)).first()
    if message is None:
        return None
    message.claimed_until = moment + LEASE
    message.attempts += 1
    message.save(update_fields=["claimed_until", "attempts"])
    if message.run_id:
        JobRun.objects.filter(pk=message.run_id, started_at=None).update(started_at=moment)
    return message


def _work(message: OutboxMessage) -> None:
    """Every line of the log meanwhile carries the request that caused it; the one that woke this worker may be another."""
    began = monotonic()
    with bound_contextvars(request_id=message.request_id, task=message.task, message=message.pk):
        try:
            with policy_scope(), transaction.atomic():
                if _still_mine(message):
                    task_named(message.task)(**message.kwargs)
                    OutboxMessage.objects.filter(pk=message.pk).update(done_at=now(), last_error="")
        except Exception as error:  # whatever a task raises, the next message must go on
            log.exception("work_failed", extra={"attempts": message.attempts})
            _give_back(message, error)
        else:
            log.info("work_done", extra={"duration_ms": round((monotonic() - began) * 1000)})


def _still_mine(message: OutboxMessage) -> bool:
    """Lock the row for the time of the work, unless the claim ran out and somebody else took it over.

    It waits for the lock: another worker, looking for work, may hold the row for the moment in which it finds it taken.
    """
    mine = OutboxMessage.objects.waiting().filter(pk=message.pk, claimed_until=message.claimed_until)
    return mine.select_for_update(of=("self",)).first() is not None


def _give_back(message: OutboxMessage, error: Exception) -> None:
    """Try again after a pause; after the last try park it for an operator."""
    moment = now()
    told = without_values("".join(traceback.format_exception_only(error)).strip())[:2000]
    last = message.attempts >= TRIES
    pause = PAUSES[min(message.attempts, len(PAUSES)) - 1]
    OutboxMessage.objects.filter(pk=message.pk, done_at=None, claimed_until=message.claimed_until).update(
        claimed_until=None, available_at=moment + pause, parked_at=moment if last else None, last_error=told
    )
    if message.run_id:
        JobRun.objects.filter(pk=message.run_id).update(error=told)


def _tell_workers(after: dt.datetime | None = None) -> None:
    """Once this transaction has committed, unless there is nothing to do before `after`: one wake-up at most."""
    if after is not None and after > now():
        return
    if _delivering.get() or any(entry[1] is _look_now for entry in connection.run_on_commit):
        return
    transaction.on_commit(_look_now, robust=True)


def _look_now() -> None:
    """One message for all that is committed within a moment, sent by a thread: nobody who works waits for the broker.

    The log names what was committed first as its cause.
    """
    global _telling
    if _telling is None or not _telling.is_alive():  # a process that was forked has no threads
        _telling = Timer(MOMENT, copy_context().run, [_tell])
        _telling.start()


def _tell() -> None:
    """A broker that is away is left alone for a while, for asking it takes seconds; the next sweep finds the work."""
    global _telling, _broker_away_until
    _telling = None  # what is committed from here on may come too late for this message
    if monotonic() < _broker_away_until:
        return
    try:
        current_app.send_task(LOOK_NOW, retry=False)
    except (OSError, BrokerIsAway):
        _broker_away_until = monotonic() + LEAVE_BROKER_ALONE
        log.warning("workers_not_told")
