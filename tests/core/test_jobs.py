import datetime as dt
import threading

import pytest
import time_machine
from celery import current_app
from django.db import connection
from django.utils import timezone

from ecosystem.core import policy, schedules
from ecosystem.core.clock import now
from ecosystem.core.jobs import Schedule, every, forget_old_runs, look, nightly, run_job, start_run
from ecosystem.core.models import Heartbeat, JobRun, OutboxMessage
from ecosystem.core.policy import Policy
from tests.factories.core import JobRunFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def installation(monkeypatch):
    """Two jobs, in Lisbon."""
    monkeypatch.setattr(policy, "_provider", lambda: Policy(time_zone="Europe/Lisbon"))
    jobs = [
        Schedule("roll-up", "tests.roll_up", nightly("01:30"), "Every night the gaps are summed up."),
        Schedule("nudges", "tests.nudges", every(minutes=15), "Every quarter of an hour reminders go out."),
    ]
    monkeypatch.setattr(schedules, "_given", jobs)


class Worked(list):
    failing = ""


@pytest.fixture
def worked():
    """The (job, period) pairs that were worked; the job named `failing` raises."""
    done = Worked()

    def work(*, run_id):
        with run_job(run_id) as run:
            if run.job == done.failing:
                raise ValueError("no unit")
            run.rows = 7
            done.append((run.job, run.period))

    for name in ("tests.roll_up", "tests.nudges"):
        current_app.task(name=name)(work)
    yield done
    for name in ("tests.roll_up", "tests.nudges"):
        current_app.tasks.pop(name)


def look_at(*moments):
    for moment in moments:
        with time_machine.travel(f"{moment}Z", tick=False):
            look()


def nights(worked):
    return [period for job, period in worked if job == "roll-up"]


def test_a_look_adds_what_is_due_and_does_it(worked):
    look_at("2026-12-08T12:00:00")
    assert sorted(worked) == [("nudges", "2026-12-08T12:00Z"), ("roll-up", "2026-12-08")]
    run = JobRun.objects.get(job="roll-up")
    assert (run.rows, run.error) == (7, "")
    assert run.started_at and run.finished_at


def test_looking_often_does_it_once(worked):
    look_at("2026-12-08T12:00:00", "2026-12-08T12:00:15", "2026-12-08T12:14:59")
    assert len(worked) == 2
    look_at("2026-12-08T12:15:00")
    assert len(worked) == 3


def test_a_new_installation_does_not_catch_up(worked):
    look_at("2026-12-08T12:00:00")
    assert nights(worked) == ["2026-12-08"]


def test_a_scheduler_that_was_dead_catches_up_each_night_once(worked):
    look_at("2026-12-05T12:00:00", "2026-12-08T12:00:00", "2026-12-08T12:00:15")
    assert nights(worked) == ["2026-12-05", "2026-12-06", "2026-12-07", "2026-12-08"]
    assert len([job for job, _period in worked if job == "nudges"]) == 2


@pytest.mark.parametrize("night", ["2026-03-29", "2026-10-25"])
def test_a_night_with_a_change_of_the_clock_runs_once(worked, night):
    start = dt.datetime.fromisoformat(f"{night}T00:00:00") - dt.timedelta(hours=12)
    look_at(*(start + dt.timedelta(minutes=15 * turn) for turn in range(4 * 36)))
    assert nights(worked).count(night) == 1
    assert len(nights(worked)) == len(set(nights(worked)))


def test_a_moved_organisation_repeats_no_night(worked, monkeypatch):
    look_at("2026-12-08T12:00:00")
    monkeypatch.setattr(policy, "_provider", lambda: Policy(time_zone="America/Los_Angeles"))
    look_at("2026-12-08T18:00:00")
    assert nights(worked) == ["2026-12-08"]


def test_a_look_leaves_a_sign_of_life(worked):
    look_at("2026-12-08T12:00:00", "2026-12-08T12:00:15")
    assert Heartbeat.objects.get(name="look").at == dt.datetime(2026, 12, 8, 12, 0, 15, tzinfo=dt.UTC)


@pytest.mark.django_db(transaction=True)
def test_two_schedulers_at_once_do_it_once(worked):
    start = threading.Barrier(3)

    def scheduler():
        start.wait()
        try:
            look()
        finally:
            connection.close()

    threads = [threading.Thread(target=scheduler) for _ in range(3)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert len(worked) == len(set(worked)) == 2
    assert not OutboxMessage.objects.waiting().exists()


def test_a_failed_run_says_why_and_a_later_try_clears_it(worked):
    worked.failing = "roll-up"
    look_at("2026-12-08T12:00:00")
    run = JobRun.objects.get(job="roll-up")
    assert (run.error, run.finished_at, run.rows) == ("ValueError: no unit", None, None)
    worked.failing = ""
    look_at("2026-12-08T12:05:00")
    run.refresh_from_db()
    assert run.finished_at and not run.error


def test_a_run_by_hand_is_a_row_too():
    with run_job(start_run("roll-up")) as run:
        run.rows = 3
    assert JobRun.objects.get().rows == 3


@pytest.mark.django_db(transaction=True)
def test_a_run_by_hand_that_fails_keeps_its_error():
    with pytest.raises(ValueError), run_job(start_run("roll-up", "2026-12-08")):
        raise ValueError("no unit")
    run = JobRun.objects.get()
    assert (run.error, run.finished_at) == ("no unit", None)


def test_a_run_by_hand_does_not_hide_a_night(worked):
    look_at("2026-12-07T12:00:00")
    start_run("roll-up")
    look_at("2026-12-08T12:00:00")
    assert nights(worked) == ["2026-12-07", "2026-12-08"]


def test_traces_of_old_runs_go_but_the_latest_stays():
    old = now() - dt.timedelta(days=93)
    JobRunFactory(job="closed", due_at=old, finished_at=old)
    JobRunFactory(job="nudges", due_at=old, finished_at=old)
    kept = [JobRunFactory(job="nudges", due_at=now(), finished_at=now()), JobRun.objects.get(job="closed")]
    assert forget_old_runs() == 1
    assert set(JobRun.objects.all()) == set(kept)


@pytest.mark.parametrize(
    ("period", "words"),
    [
        ("2026-11-22T00:35Z", "22 Nov 01:35"),
        ("by hand 2026-11-22T00:35:12.000001Z", "by hand, 22 Nov 01:35"),
        ("2026-11-22", "22 Nov"),
        ("once", "once"),
    ],
)
def test_a_period_is_read_in_the_time_of_the_reader(period, words):
    with timezone.override("Europe/Berlin"):
        assert JobRun(period=period, due_at=dt.datetime(2026, 11, 22, 0, 35, tzinfo=dt.UTC)).local_period == words
