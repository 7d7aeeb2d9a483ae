import datetime as dt
import re
from pathlib import Path

import pytest
from django.utils.html import escape

from ecosystem.core import operations, schedules
from ecosystem.core.clock import now
from ecosystem.core.definitions import DEFINITIONS
from ecosystem.core.jobs import Schedule, every, nightly
from ecosystem.core.mail_held import hold
from ecosystem.core.metrics import Installation
from ecosystem.core.models import AuditEntry, Heartbeat, OutboxMessage
from ecosystem.core.outbox import enqueue
from ecosystem.core.search import index, whose
from tests.factories.core import JobRunFactory, OutboxMessageFactory, OutgoingMailFactory
from tests.factories.notifications import NudgeFactory

pytestmark = pytest.mark.django_db


def text(response):
    return response.content.decode()


# --- search
@pytest.fixture
def entries(monkeypatch):
    from django.db.models import Q

    from ecosystem.core import search_kinds

    monkeypatch.setattr(search_kinds, "_kinds", {})
    search_kinds.register("skill", "Skills", "layers", visible_to=lambda person: Q(), fill=list)
    search_kinds.register(
        "note", "Notes", "file", visible_to=lambda person: Q(audience=whose("owner", person)), fill=list
    )
    index("skill", 1, title="Python", subtitle="Practitioner", url="/skills/1/")


def test_the_palette_shows_hits_as_options(entries, client_for, emil):
    response = client_for(emil, htmx=True).get("/search/?q=pyt")
    assert text(response).lstrip().startswith('<div id="search-hits"')
    assert 'href="/skills/1/"' in text(response) and 'role="option"' in text(response)
    assert "HX-Request" in response["Vary"]


def test_the_palette_jumps_to_pages_one_may_open(entries, client_for, emil, adam):
    assert "/definitions/" in text(client_for(emil, htmx=True).get("/search/?q=figures"))
    assert "/operations/" in text(client_for(adam, htmx=True).get("/search/"))
    assert "/operations/" not in text(client_for(emil, htmx=True).get("/search/"))


def test_the_page_of_results_works_without_javascript(entries, client_for, emil):
    response = client_for(emil).get("/search/?q=pyhton")
    assert "What answers “pyhton”" in text(response)
    assert "Practitioner" in text(response)


def test_nothing_found_says_so_and_what_was_typed_is_only_text(entries, client_for, emil):
    for client in (client_for(emil), client_for(emil, htmx=True)):
        response = client.get("/search/", {"q": "<script>zzz"})
        assert "&lt;script&gt;zzz" in text(response) and "<script>zzz" not in text(response)


def test_others_notes_stay_unfound(entries, client_for, emil, mara):
    index("note", 1, title="Fears of Emil", url="/n/1/", audience=f"owner:{emil.pk}")
    assert "<mark>Fears</mark> of Emil" in text(client_for(emil, htmx=True).get("/search/?q=fears"))
    assert "of Emil" not in text(client_for(mara, htmx=True).get("/search/?q=fears"))


@pytest.mark.parametrize("query", ["q=%00", "q=%ED%A0%80", "q=a&q=b", "", "q=" + "x" * 3000, "q=%25%27%22%5C"])
def test_any_query_is_answered(entries, client_for, emil, query):
    for client in (client_for(emil), client_for(emil, htmx=True)):
        assert client.get(f"/search/?{query}").status_code == 200


def test_typing_stays_within_the_budget_of_a_fragment(entries, client_for, emil, django_assert_max_num_queries):
    client = client_for(emil, htmx=True)
    for typed in ("pyt", "pyhton"):
        with django_assert_max_num_queries(6):
            client.get(f"/search/?q={typed}")


# --- definitions, style
def test_every_figure_has_an_address(client_for, emil):
    page = text(client_for(emil).get("/definitions/"))
    anchors = [definition.anchor for definition in DEFINITIONS]
    assert len(anchors) == len(set(anchors))
    assert all(re.search(rf'<section[^>]* id="{anchor}"', page) for anchor in anchors)


def test_the_style_page_is_for_staff(client_for, lena, emil):
    assert client_for(lena).get("/style/").status_code == 200
    assert client_for(emil).get("/style/").status_code == 403


# --- operations
@pytest.fixture
def jobs(monkeypatch):
    monkeypatch.setattr(
        schedules,
        "_given",
        [
            Schedule("roll-up", "tests.roll_up", nightly("02:15"), "Every night the gaps are summed up."),
            Schedule("nudges", "tests.nudges", every(minutes=15), "Every quarter of an hour reminders go out."),
        ],
    )


def test_the_operator_sees_that_all_is_well(jobs, client_for, adam):
    Heartbeat.objects.create(name="look", at=now())
    JobRunFactory(job="roll-up", period="2026-12-08", started_at=now(), finished_at=now(), rows=1184)
    page = text(client_for(adam).get("/operations/"))
    assert "Everything runs" in page
    assert page.count("Every night the gaps are summed up.") == 2 and "1184" in page  # as a job, and as its last run
    assert "Not yet run" in page


def test_the_operator_sees_what_needs_somebody(jobs, client_for, adam):
    OutboxMessageFactory(given_up=True, task="goals.announce_closed_goal")
    OutgoingMailFactory(given_up=True)
    JobRunFactory(job="roll-up", error="ValueError: no unit")
    OutboxMessageFactory(available_at=now() - dt.timedelta(hours=3))
    page = text(client_for(adam).get("/operations/"))
    assert "2 things were given up" in page
    assert "the third time as well" in page and "Failed" in page and "the first for 3 h" in page
    assert "no good run yet" in page


def test_every_alarm_says_what_to_do(jobs, client_for, adam):
    Heartbeat.objects.create(name="look", at=now())
    page = text(client_for(adam).get("/operations/"))
    alarms = [measure for measure in operations.measures() if measure.most is not None]
    assert len(alarms) >= 6 and all(measure.advice for measure in alarms)
    assert not any(escape(str(measure.advice)) in page for measure in alarms)
    OutboxMessageFactory(available_at=now() - dt.timedelta(minutes=11))
    page = text(client_for(adam).get("/operations/"))
    assert "One figure is higher than it should be" in page
    assert "See whether a worker runs" in page and "understory_outbox_oldest_seconds" in page


def test_parked_work_names_the_request_that_caused_it(jobs, client_for, adam):
    OutboxMessageFactory(given_up=True, request_id="3f1c9a52-0000-4000-8000-00000000000a")
    assert "request 3f1c9a52-0000-4000-8000-00000000000a" in text(client_for(adam).get("/operations/"))


def test_each_alarm_stands_in_the_guide_for_operators_with_its_limit():
    guide = (Path(__file__).resolve().parents[2] / "docs" / "operations.md").read_text()
    alarms = [measure for measure in operations.measures() if measure.most is not None]
    assert [m.name for m in alarms if f"| `understory_{m.name} > {m.most:g}` |" not in guide] == []
    assert [m.name for m in operations.measures() if f"`understory_{m.name}" not in guide] == []


def test_a_silent_scheduler_is_said(jobs, client_for, adam):
    Heartbeat.objects.create(name="look", at=now() - dt.timedelta(minutes=30))
    assert "The scheduler has gone silent" in text(client_for(adam).get("/operations/"))


def test_a_late_job_is_said(jobs, client_for, adam):
    Heartbeat.objects.create(name="look", at=now())
    JobRunFactory(job="roll-up", due_at=now() - dt.timedelta(hours=1))
    assert "One job is late or failed" in text(client_for(adam).get("/operations/"))


@pytest.mark.parametrize("rows", [1, 30])
def test_the_operators_page_costs_the_same_whatever_there_is(
    jobs, rows, client_for, adam, django_assert_max_num_queries
):
    for _ in range(rows):
        OutboxMessageFactory(given_up=True), OutgoingMailFactory(given_up=True), JobRunFactory()
    client = client_for(adam)
    with django_assert_max_num_queries(12):
        client.get("/operations/")


@pytest.mark.parametrize("htmx", [False, True])
def test_parked_work_can_be_tried_again(client_for, adam, htmx):
    message = OutboxMessageFactory(given_up=True)
    client = client_for(adam, htmx=htmx)
    for _twice in range(2):
        response = client.post(f"/operations/messages/{message.pk}/retry/")
        assert response.status_code == (200 if htmx else 302)
    message.refresh_from_db()
    assert (message.parked_at, message.attempts) == (None, 0)
    assert AuditEntry.objects.filter(verb="outbox.retried", actor=adam).count() == 1


def test_a_parked_mail_can_be_tried_again(client_for, adam):
    mail = OutgoingMailFactory(given_up=True)
    client_for(adam).post(f"/operations/mails/{mail.pk}/retry/")
    mail.refresh_from_db()
    assert mail.parked_at is None
    assert OutboxMessage.objects.get().kwargs == {"mail_id": str(mail.pk)}


def test_only_operators_retry(client_for, mara):
    message = OutboxMessageFactory(given_up=True)
    assert client_for(mara).post(f"/operations/messages/{message.pk}/retry/").status_code == 404
    message.refresh_from_db()
    assert message.parked_at


def test_nothing_is_written_behind_get(client_for, adam):
    message = OutboxMessageFactory(given_up=True)
    assert client_for(adam).get(f"/operations/messages/{message.pk}/retry/").status_code == 405


# --- the mailbox of the demo
def test_the_mailbox_shows_mail_in_the_demo(settings, client_for, emil):
    settings.DEMO = True
    mail = OutgoingMailFactory()
    client = client_for(emil)
    assert mail.subject in text(client.get("/operations/mailbox/"))
    page = client.get(f"/operations/mailbox/{mail.pk}/")
    assert "1 of 6, about 2 expected." in text(page) and "sandbox" in text(page)
    assert "frame-src 'self'" in page["Content-Security-Policy"]


def test_an_empty_mailbox_says_what_waits_and_until_when(settings, client_for, emil):
    settings.DEMO = True
    client = client_for(emil)
    assert "reminders go out" not in text(client.get("/operations/mailbox/"))
    for _turn in range(2):
        NudgeFactory(person=emil, sent_at=None, send_after=now() + dt.timedelta(hours=3))
    page = text(client.get("/operations/mailbox/"))
    assert "No mail yet" in page
    assert "2 messages wait: reminders go out on working days, from 09:00 where their person is." in page


def test_the_html_of_a_mail_stands_alone_in_a_sandbox(settings, client_for, emil):
    settings.DEMO = True
    mail = OutgoingMailFactory(html="<p>x</p><script>alert(1)</script>")
    response = client_for(emil).get(f"/operations/mailbox/{mail.pk}/html/")
    rules = dict(part.strip().partition(" ")[::2] for part in response["Content-Security-Policy"].split(";"))
    assert rules["sandbox"] == "" and rules["default-src"] == "'none'" and rules["script-src"] == "'none'"
    assert rules["frame-ancestors"] == "'self'" and response["X-Frame-Options"] == "SAMEORIGIN"


def test_without_a_demo_nobody_reads_others_mail(client_for, emil, adam):
    mail = OutgoingMailFactory()
    for person, answer in ((emil, 404), (adam, 403)):
        client = client_for(person)
        assert client.get("/operations/mailbox/").status_code == 403
        assert client.get(f"/operations/mailbox/{mail.pk}/").status_code == answer
        assert client.get(f"/operations/mailbox/{mail.pk}/html/").status_code == answer


def test_mail_that_its_server_does_not_take_is_said_with_host_and_reason(client_for, adam):
    refused = "ConnectionRefusedError: [Errno 111] Connection refused"
    mail = OutgoingMailFactory(attempts=2, last_error=refused)
    enqueue("core.send_mail", key="later", mail_id=str(mail.pk))
    page = " ".join(text(client_for(adam).get("/operations/")).split())
    assert "Everything runs" not in page
    assert "did not take it: nothing listens at this address. It is tried again by itself." in page
    assert "One mail waits since" in page


def test_mail_that_is_held_is_said_first(client_for, adam):
    hold()
    OutgoingMailFactory(given_up=True, last_error="MailHeld: ")
    page = " ".join(text(client_for(adam).get("/operations/")).split())
    assert "Mail is held: nothing is sent from here." in page
    assert "one mail waits. When this is the installation that people use: <code>manage.py mail send</code>" in page


def test_redis_that_is_away_is_said_and_measured(jobs, client_for, adam, settings):
    Heartbeat.objects.create(name="look", at=now())
    settings.REDIS_URL = "redis://:a-secret@127.0.0.1:1/0"
    page = text(client_for(adam).get("/operations/"))
    assert "Redis does not answer" in page and "Everything runs" not in page and "a-secret" not in page
    assert "Start Redis" in page and "understory_redis_away" in page
    assert {"understory_redis_away": 1.0}.items() <= gauges().items()
    settings.REDIS_URL = ""
    assert "understory_redis_away" not in gauges()
    assert "Everything runs" in text(client_for(adam).get("/operations/"))


def gauges() -> dict[str, float]:
    return {metric.name: metric.samples[0].value for metric in Installation().collect() if metric.samples}
