"""What Prometheus reads: off by default, for nobody without the token, with few labels and no person in them."""

import datetime as dt
import re

import pytest
from django.conf import settings as configured
from django.test import Client
from django.urls import get_resolver
from prometheus_client.parser import text_string_to_metric_families

from ecosystem.core import operations, schedules
from ecosystem.core.clock import now
from ecosystem.core.jobs import Schedule, nightly
from ecosystem.core.models import Heartbeat, OutboxMessage, OutgoingMail
from feedback.models import Need
from tests.factories.core import JobRunFactory, OutboxMessageFactory, OutgoingMailFactory
from tests.factories.feedback import a_need
from tests.factories.notifications import NudgeFactory
from tests.test_doors import walk

pytestmark = pytest.mark.django_db
TOKEN = "a-token-of-more-than-20-characters"
BEARER = {"Authorization": f"Bearer {TOKEN}"}
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def on(settings):
    settings.METRICS_TOKEN = TOKEN


def read() -> dict[str, dict]:
    """{name: {labels: value}}"""
    answer = Client().get("/metrics", headers=BEARER)
    assert answer.status_code == 200 and answer["Cache-Control"] == "no-store"
    found: dict[str, dict] = {}
    for family in text_string_to_metric_families(answer.content.decode()):
        for sample in family.samples:
            found.setdefault(sample.name, {})[tuple(sorted(sample.labels.items()))] = sample.value
    return found


def one(found: dict, name: str, **labels: str) -> float:
    return found.get(name, {}).get(tuple(sorted(labels.items())), 0)


@pytest.mark.parametrize("header", [{}, {"Authorization": f"Bearer {TOKEN}x"}, {"Authorization": TOKEN}])
def test_without_the_token_there_is_no_such_page(on, header, client_for, adam):
    for client in (Client(), client_for(adam)):
        assert client.get("/metrics", headers=header).status_code == 404


@pytest.mark.parametrize("header", [{}, BEARER, {"Authorization": "Bearer "}])
def test_off_unless_it_was_asked_for(header):
    assert configured.METRICS_TOKEN == ""
    assert Client().get("/metrics", headers=header).status_code == 404


def test_a_request_counts_by_view_and_status(on, client_for, emil):
    client, before = client_for(emil), read()
    client.get("/definitions/")
    client.get("/goals/987654321/")
    after = read()
    for view, status in (("core:definitions", "200"), ("goals:goal_page", "404")):
        grown = [one(found, "understory_requests_total", view=view, status=status) for found in (before, after)]
        assert grown[1] - grown[0] == 1
    took = [one(found, "understory_request_seconds_count", view="core:definitions") for found in (before, after)]
    asked = [one(found, "understory_statements_total", view="core:definitions") for found in (before, after)]
    assert took[1] - took[0] == 1 and 1 <= asked[1] - asked[0] <= 8


def test_no_path_and_no_person_is_a_label(on, client_for, emil):
    client = client_for(emil)
    for path in ("/canary-7f3a/", "/goals/4711004711/", "/search/?q=canary-7f3a", "/metrics/../canary-7f3a"):
        client.get(path)
    client.generic("CANARY-7f3a", "/definitions/")
    client.post("/accounts/login/", {"login": "canary-7f3a@example.com", "password": "canary-7f3a"})
    told = Client().get("/metrics", headers=BEARER).content.decode()
    assert "canary" not in told.lower() and "4711004711" not in told and emil.full_name not in told
    labels = {label for line in told.splitlines() for label in re.findall(r'[{,](\w+)="', line)}
    assert labels <= {"view", "status", "le", "job"}


def test_labels_are_no_more_than_there_are_views(on, client_for, emil):
    client = client_for(emil)
    for number in range(30):
        client.get(f"/goals/{number + 100_000}/")
        client.get(f"/no-{number}/")
    views = {dict(labels)["view"] for labels in read()["understory_requests_total"]}
    assert views <= {name for name, _address in walk(get_resolver())} | {"none"}


def test_a_sign_in_that_failed_counts(on, organisation):
    client, before = Client(), one(read(), "understory_sign_in_failures_total")
    client.post("/accounts/login/", {"login": "nobody@example.com", "password": "not-this-one"})
    assert one(read(), "understory_sign_in_failures_total") - before == 1


def test_the_figures_of_the_installation(on, monkeypatch, emil):
    a_need(emil)
    Need.objects.update(due_on=now().date() - dt.timedelta(days=3))
    OutboxMessage.objects.all().delete()
    OutgoingMail.objects.all().delete()
    nightly_job = Schedule("roll-up", "tests.roll_up", nightly("02:15"), "Every night.")
    monkeypatch.setattr(schedules, "_given", [nightly_job])
    moment = now()
    JobRunFactory(
        job="roll-up", due_at=moment - 90 * MINUTE, started_at=moment - 61 * MINUTE, finished_at=moment - 60 * MINUTE
    )
    JobRunFactory(job="roll-up", due_at=moment - 30 * MINUTE, error="ValueError: no unit")
    JobRunFactory(job="gone", finished_at=moment)
    OutboxMessageFactory(available_at=moment - 5 * MINUTE)
    OutboxMessageFactory(given_up=True)
    OutgoingMailFactory(given_up=True)
    waiting = OutgoingMailFactory(created_at=moment - 10 * MINUTE)
    OutboxMessageFactory(task="core.send_mail", kwargs={"mail_id": str(waiting.pk)}, available_at=moment + MINUTE)
    Heartbeat.objects.create(name="look", at=moment - MINUTE)
    NudgeFactory(person=emil, sent_at=moment)
    NudgeFactory(person=emil, sent_at=None, holdout=True)
    NudgeFactory(person=emil, sent_at=None)
    found = read()
    values = {name.removeprefix("understory_"): round(of.get((), 0)) for name, of in found.items()}
    expected = {
        "outbox_waiting": 1, "outbox_oldest_seconds": 300, "tasks_parked": 1, "mails_waiting": 1, "mails_parked": 1,
        "mails_oldest_seconds": 600, "scheduler_seconds": 60, "jobs_failing": 1, "needs_overdue": 1, "database_up": 1,
        "nudges_sent_of_day": 1, "nudges_held_of_day": 1, "nudges_waiting_of_day": 1, "nudges_dropped_of_day": 0,
    }  # fmt: skip
    assert {name: values[name] for name in expected} == pytest.approx(expected, abs=3)
    assert found["understory_job_last_duration_seconds"] == {(("job", "roll-up"),): 60}
    assert one(found, "understory_job_last_success_age_seconds", job="roll-up") == pytest.approx(3600, abs=5)


def test_every_figure_of_the_page_is_in_the_metrics(on, organisation):
    Heartbeat.objects.create(name="look", at=now())
    found, shown = read(), [figure for figure in operations.overview()["figures"] if figure.value is not None]
    assert [each.measure.name for each in shown if f"understory_{each.measure.name}" not in found] == []
    without_value = {"redis_away"}  # a folder is the queue here
    assert {measure.name for measure in operations.measures()} - {each.measure.name for each in shown} == without_value


def test_reading_costs_few_statements(on, organisation, django_assert_max_num_queries):
    client = Client()
    client.get("/metrics", headers=BEARER)
    with django_assert_max_num_queries(6):
        client.get("/metrics", headers=BEARER)
