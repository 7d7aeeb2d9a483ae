"""Tasks delegate, survive a missing row, and leave the same rows when run twice or at once."""

import datetime as dt
import threading

import pytest
from django.db import OperationalError, connection, transaction

from ecosystem.core.jobs import start_run
from ecosystem.core.models import JobRun, OutboxMessage, OutgoingMail
from ecosystem.core.outbox import deliver
from ecosystem.notifications import tasks
from ecosystem.notifications.models import Notification, Nudge, NudgeEffect, NudgeRuleState
from ecosystem.notifications.sending import send_to_person

TUESDAY = dt.datetime(2026, 11, 24, 10, tzinfo=dt.UTC)


@pytest.mark.django_db
@pytest.mark.usefixtures("nobody_held_out")
class TestJobs:
    def test_from_finding_to_mail(self, at, world, emil):
        at("2026-11-24 10:00")
        world.put(emil)
        tasks.find_nudges(run_id=start_run("find"))
        deliver()
        tasks.send_due(run_id=start_run("send"))
        deliver()
        assert Nudge.objects.get(rule__code="tests.quiet_goal").sent_at == TUESDAY
        assert OutgoingMail.objects.get().sent_at == TUESDAY
        assert not OutboxMessage.objects.filter(parked_at__isnull=False).exists()

    def test_each_job_run_twice_leaves_the_same_rows(self, at, world, emil):
        at("2026-11-24 10:00")
        world.put(emil)
        for _time in range(2):
            for task in (tasks.find_nudges, tasks.send_due, tasks.measure_effects):
                task(run_id=start_run(task.name, "today"))
                deliver()
        assert Nudge.objects.filter(rule__code="tests.quiet_goal").count() == 1
        assert Notification.objects.filter(person=emil).count() == OutgoingMail.objects.filter(person=emil).count() == 1
        assert set(NudgeEffect.objects.values_list("rule__code", flat=True)) >= {"tests.quiet_goal"}
        assert not JobRun.objects.filter(finished_at=None).exists()

    def test_a_rule_switched_off_meanwhile_finds_nothing(self, world, state_of, emil):
        world.put(emil)
        state = state_of("quiet_goal")
        NudgeRuleState.objects.filter(pk=state.pk).update(state="off")
        tasks.find_due(state_id=state.pk)
        tasks.find_due(state_id=0)
        assert Nudge.objects.count() == 0

    def test_nobody_to_send_to(self, organisation):
        tasks.send_to_person(person_id=0)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("nobody_held_out")
def test_two_tasks_for_one_person_at_once_send_one_message(world, find, emil):
    for subject in (1, 2):
        world.put(emil, subject=subject)
    find("quiet_goal", TUESDAY.date())
    Nudge.objects.update(send_after=TUESDAY)
    at_once(lambda: send_to_person(emil.pk, TUESDAY))
    assert OutgoingMail.objects.count() == 1
    assert Notification.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_whoever_comes_second_waits_for_the_first(organisation, emil):
    """Else each would miss in its caps what the other sends."""
    errors = []

    def second():
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = '200ms'")
            send_to_person(emil.pk, TUESDAY)
        except OperationalError as error:
            errors.append(str(error))
        finally:
            connection.close()

    with transaction.atomic():
        send_to_person(emil.pk, TUESDAY)
        thread = threading.Thread(target=second)
        thread.start()
        thread.join()
    assert len(errors) == 1 and "lock timeout" in errors[0]


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("nobody_held_out")
def test_two_runs_at_once_find_each_condition_once(world, find, emil, mara):
    for subject in range(20):
        world.put(emil, subject=subject)
        world.put(mara, subject=subject)
    at_once(lambda: find("quiet_goal", TUESDAY.date()))
    assert Nudge.objects.count() == 40


def at_once(act, times=4):
    """Four threads start together; what one of them raises is raised."""
    gate, errors = threading.Barrier(times), []

    def run():
        try:
            gate.wait()
            act()
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _thread in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
