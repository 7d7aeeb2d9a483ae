import uuid

import pytest

from ecosystem.core import search_kinds, tasks
from ecosystem.core.jobs import start_run
from ecosystem.core.models import Heartbeat, JobRun, OutboxMessage
from tests.factories.core import OutboxMessageFactory, OutgoingMailFactory

pytestmark = pytest.mark.django_db


def test_look_looks(monkeypatch):
    monkeypatch.setattr("ecosystem.core.schedules._given", [])
    tasks.look()
    assert Heartbeat.objects.get().name == "look"


def test_deliver_delivers():
    OutboxMessageFactory(task="core.send_mail", kwargs={"mail_id": str(OutgoingMailFactory().pk)})
    tasks.deliver()
    assert OutboxMessage.objects.get().done_at


def test_sending_a_mail_that_is_gone_is_nothing(mailoutbox):
    tasks.send_mail(mail_id=str(uuid.uuid4()))
    assert not mailoutbox


@pytest.mark.parametrize("task", [tasks.tidy, tasks.refill_search])
def test_jobs_leave_their_run_and_may_be_repeated(task, monkeypatch):
    monkeypatch.setattr(search_kinds, "_kinds", {})
    run = start_run("by hand")
    for _twice in range(2):
        task(run_id=run)
        assert JobRun.objects.values_list("rows", "error").get() == (0, "")
