import datetime as dt
import threading

import pytest
import time_machine
from celery import current_app
from django.db import connection, transaction

from ecosystem.core import outbox
from ecosystem.core.clock import now
from ecosystem.core.models import Heartbeat, JobRun, OutboxMessage
from ecosystem.core.outbox import LEASE, deliver, enqueue, enqueue_many, retry, sweep
from tests.factories.core import JobRunFactory, OutboxMessageFactory

pytestmark = pytest.mark.django_db
LATER = dt.timedelta(minutes=10)


class WorkerKilled(BaseException):
    """Stands for kill -9: nothing in the process handles it."""


@pytest.fixture
def did():
    """Tasks for the tests, and what they were called with."""
    done = []

    def beat(*, name):
        done.append(name)
        Heartbeat.objects.create(name=name, at=now())

    def fail(*, name):
        beat(name=name)
        raise ValueError(f"no {name}")

    def die(*, name):
        beat(name=name)
        raise WorkerKilled

    def follow(*, name):
        beat(name=name)
        enqueue("tests.beat", key=f"after-{name}", name=f"after-{name}")

    for task in (beat, fail, die, follow):
        current_app.task(name=f"tests.{task.__name__}")(task)
    yield done
    for task in (beat, fail, die, follow):
        current_app.tasks.pop(f"tests.{task.__name__}")


def test_work_is_a_row_in_the_transaction_of_the_action():
    with pytest.raises(ValueError), transaction.atomic():
        enqueue("tests.beat", key="one", name="one")
        raise ValueError
    assert not OutboxMessage.objects.exists()


def test_the_key_makes_it_once(did):
    enqueue("tests.beat", key="one", name="one")
    enqueue("tests.beat", key="one", name="another")
    assert OutboxMessage.objects.get().kwargs == {"name": "one"}
    deliver()
    enqueue("tests.beat", key="one", name="again")
    deliver()
    assert did == ["one"]


def test_work_is_done_and_marked(did):
    enqueue("tests.beat", key="one", name="one")
    assert deliver() == 1
    assert deliver() == 0
    message = OutboxMessage.objects.get()
    assert message.done_at and message.attempts == 1
    assert Heartbeat.objects.filter(name="one").exists()


def test_work_for_later_waits(did):
    enqueue("tests.beat", key="one", name="one", after=now() + LATER)
    assert deliver() == 0
    with time_machine.travel(now() + LATER):
        assert deliver() == 1
    assert did == ["one"]


def test_many_are_one_statement(django_assert_num_queries):
    with django_assert_num_queries(3), transaction.atomic():  # two of them begin and end the savepoint
        enqueue_many("tests.beat", [(f"key-{n}", {"name": f"{n}"}) for n in range(100)])
    assert OutboxMessage.objects.count() == 100


def test_workers_are_told_once_per_transaction(django_capture_on_commit_callbacks, told):
    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        enqueue("tests.beat", key="one", name="one")
        enqueue("tests.beat", key="two", name="two")
        enqueue("tests.beat", key="later", name="later", after=now() + LATER)
    assert len(callbacks) == 1
    assert told() == ["core.deliver"]


def test_workers_are_told_once_of_what_is_committed_within_a_moment(told):
    outbox._look_now()
    outbox._look_now()
    assert told() == ["core.deliver"]


def test_workers_are_told_again_of_what_is_committed_later(told):
    outbox._look_now()
    told()
    outbox._look_now()
    assert told() == ["core.deliver"] * 2


def test_nobody_is_told_of_later_work(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks:
        enqueue("tests.beat", key="later", name="later", after=now() + LATER)
    assert not callbacks


@pytest.fixture
def told(monkeypatch):
    """The names that went to the broker so far; the broker is the outside world."""
    names = []
    monkeypatch.setattr(outbox, "_broker_away_until", 0.0)
    monkeypatch.setattr(current_app, "send_task", lambda name, **_options: names.append(name))

    def so_far():
        _until_told()
        return names

    _until_told()
    names.clear()
    return so_far


def _until_told():
    for thread in threading.enumerate():
        if isinstance(thread, threading.Timer):
            thread.join()


def test_a_broker_that_is_away_breaks_nothing_and_is_left_alone(django_capture_on_commit_callbacks, monkeypatch, did):
    asked = []

    def away(*args, **kwargs):
        asked.append(args)
        raise ConnectionRefusedError

    _until_told()
    monkeypatch.setattr(current_app, "send_task", away)
    monkeypatch.setattr(outbox, "_broker_away_until", 0.0)
    for name in ("one", "two"):
        with django_capture_on_commit_callbacks(execute=True):
            enqueue("tests.beat", key=name, name=name)
        _until_told()
    assert len(asked) == 1
    assert sweep() == 2
    assert did == ["one", "two"]


def test_work_that_work_leads_to_is_done_in_the_same_turn(did):
    enqueue("tests.follow", key="one", name="one")
    assert deliver() == 2
    assert did == ["one", "after-one"]


def test_a_full_turn_asks_for_another(did, django_capture_on_commit_callbacks):
    for n in range(3):
        OutboxMessageFactory(task="tests.beat", kwargs={"name": str(n)})
    with django_capture_on_commit_callbacks() as callbacks:
        assert deliver(limit=2) == 2
    assert len(callbacks) == 1


def test_a_failure_leaves_no_effect_and_is_tried_again(did):
    enqueue("tests.fail", key="one", name="one")
    assert deliver() == 1
    message = OutboxMessage.objects.get()
    assert not Heartbeat.objects.exists()
    assert (message.done_at, message.claimed_until, message.parked_at) == (None, None, None)
    assert message.last_error == "ValueError: no one"
    assert deliver() == 0
    with time_machine.travel(message.available_at + dt.timedelta(seconds=1)):
        assert deliver() == 1


def test_poison_is_parked_after_three_tries_and_the_others_go_on(did):
    enqueue("tests.fail", key="poison", name="poison")
    enqueue("tests.beat", key="fine", name="fine")
    for turn in range(5):
        with time_machine.travel(now() + turn * LATER):
            deliver()
    poison = OutboxMessage.objects.get(key="poison")
    assert (poison.attempts, poison.done_at) == (3, None)
    assert poison.parked_at
    assert did.count("poison") == 3
    assert did.count("fine") == 1


def test_a_task_that_nobody_knows_is_parked_too():
    enqueue("tests.unheard_of", key="one")
    for turn in range(4):
        with time_machine.travel(now() + turn * LATER):
            deliver()
    assert OutboxMessage.objects.parked().get().last_error.startswith("celery.exceptions.NotRegistered")


def test_an_operator_lets_parked_work_try_again(did):
    message = OutboxMessageFactory(given_up=True, task="tests.beat", kwargs={"name": "one"})
    assert retry(message)
    assert not retry(message)
    deliver()
    assert did == ["one"]


def test_killed_while_working_it_happens_once_after_the_lease(did):
    enqueue("tests.die", key="one", name="one")
    with pytest.raises(WorkerKilled):
        deliver()
    assert not Heartbeat.objects.exists()
    assert deliver() == 0, "the claim of the dead worker still holds"
    OutboxMessage.objects.update(task="tests.beat")
    with time_machine.travel(now() + LEASE + dt.timedelta(seconds=1)):
        assert deliver() == 1
    assert Heartbeat.objects.count() == 1


def test_what_kills_its_worker_three_times_is_parked_by_the_sweep(did):
    enqueue("tests.die", key="one", name="one")
    for turn in range(3):
        with time_machine.travel(now() + turn * LATER), pytest.raises(WorkerKilled):
            deliver()
    with time_machine.travel(now() + 3 * LATER):
        assert sweep() == 0
    assert OutboxMessage.objects.parked().get().attempts == 3


def test_a_claim_that_ran_out_and_was_taken_over_is_not_worked_twice(did):
    enqueue("tests.beat", key="one", name="one")
    slow = outbox._claim()
    with time_machine.travel(now() + LATER):
        assert deliver() == 1
    outbox._work(slow)
    assert did == ["one"]


def test_done_work_is_forgotten_after_a_month():
    old = OutboxMessageFactory(done_at=now() - dt.timedelta(days=31))
    fresh = OutboxMessageFactory(done_at=now() - dt.timedelta(days=29))
    sweep()
    assert list(OutboxMessage.objects.all()) == [fresh] != [old]


def test_a_job_shows_when_it_started_and_why_it_failed(did):
    run = JobRunFactory()
    enqueue_many("tests.fail", [("one", {"name": "one"})], run=run)
    deliver()
    run.refresh_from_db()
    assert run.started_at and not run.finished_at
    assert run.error == "ValueError: no one"


@pytest.mark.django_db(transaction=True)
def test_a_message_that_another_connection_holds_is_skipped(did):
    first, second = (
        OutboxMessageFactory(task="tests.beat", kwargs={"name": "first"}),
        OutboxMessageFactory(task="tests.beat", kwargs={"name": "second"}),
    )
    held, finish = threading.Event(), threading.Event()

    def hold():
        try:
            with transaction.atomic():
                OutboxMessage.objects.select_for_update().get(pk=first.pk)
                held.set()
                finish.wait(10)
        finally:
            connection.close()

    other = threading.Thread(target=hold)
    other.start()
    held.wait(10)
    assert deliver() == 1
    finish.set()
    other.join()
    assert did == ["second"]
    assert second.key
    assert deliver() == 1
    assert did == ["second", "first"]


@pytest.mark.django_db(transaction=True)
def test_many_workers_do_each_message_once(did):
    OutboxMessage.objects.bulk_create(
        OutboxMessageFactory.build(task="tests.beat", kwargs={"name": f"n{n}"}) for n in range(40)
    )
    start = threading.Barrier(4)

    def work():
        start.wait()
        try:
            deliver()
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(4)]
    [worker.start() for worker in workers]
    [worker.join() for worker in workers]
    assert sorted(did) == sorted(f"n{n}" for n in range(40))
    assert Heartbeat.objects.count() == 40
    assert not OutboxMessage.objects.waiting().exists()
    assert not JobRun.objects.exists()
