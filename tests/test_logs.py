"""What is written down: the request that caused a task, by way of the outbox too, and nothing of what people typed."""

import io
import json
import logging

import pytest
from celery import current_app
from celery.beat import ScheduleEntry, Scheduler
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from structlog.contextvars import bound_contextvars

from ecosystem.core import outbox
from ecosystem.core.models import OutboxMessage
from ecosystem.core.outbox import deliver, enqueue, task_named
from ecosystem.logs import logging_config
from tests.factories.core import OutgoingMailFactory
from tests.factories.goals import GoalFactory
from tests.infrastructure import worker_log

pytestmark = pytest.mark.django_db
CANARY = "canary-7f3a"
REQUEST = "3f1c9a52-0000-4000-8000-00000000000a"
OTHER = "9d2b7c11-0000-4000-8000-00000000000b"


class Written:
    """Everything that the installation writes, as it writes it in containers."""

    def __init__(self) -> None:
        self.stream = io.StringIO()

    def __str__(self) -> str:
        return self.stream.getvalue()

    @property
    def lines(self) -> list[dict]:
        return [json.loads(line) for line in str(self).splitlines()]

    def of(self, event: str) -> list[dict]:
        return [line for line in self.lines if line["event"] == event]


@pytest.fixture
def written():
    task_named("core.look")  # to load all tasks sets up Django, and its logging, once more
    told = Written()
    known = logging_config(readable=False, level="INFO")
    how = known["formatters"]["lines"]
    handler = logging.StreamHandler(told.stream)
    handler.setFormatter(how["()"](foreign_pre_chain=how["foreign_pre_chain"], processors=how["processors"]))
    for part in known["handlers"]["console"].get("filters", []):
        handler.addFilter(known["filters"][part]["()"]())
    logging.getLogger().addHandler(handler)
    yield told
    logging.getLogger().removeHandler(handler)


@pytest.fixture
def tasks():
    """Tasks that say a word, that cause more work, and that break over what somebody typed."""

    def speak():
        logging.getLogger("tests").warning("spoken")

    def follow():
        enqueue("tests.speak", key="after")

    def break_down():
        raise ValueError("no")

    for task in (speak, follow, break_down):
        current_app.task(name=f"tests.{task.__name__}")(task)
    yield
    for task in (speak, follow, break_down):
        current_app.tasks.pop(f"tests.{task.__name__}")


def test_a_task_says_which_request_caused_it(written, tasks):
    with bound_contextvars(request_id=REQUEST):
        enqueue("tests.speak", key="one")
    with bound_contextvars(request_id=OTHER):  # whoever wakes the worker is not who caused the work
        deliver()
    [spoken], [done] = written.of("spoken"), written.of("work_done")
    assert (spoken["request_id"], spoken["task"]) == (REQUEST, "tests.speak")
    assert done["request_id"] == REQUEST and done["duration_ms"] >= 0


def test_work_caused_by_work_goes_back_to_the_same_request(written, tasks):
    with bound_contextvars(request_id=REQUEST):
        enqueue("tests.follow", key="one")
    deliver()
    assert written.of("spoken")[0]["request_id"] == REQUEST


def test_what_a_schedule_caused_names_no_request(written, tasks):
    enqueue("tests.speak", key="one")
    with bound_contextvars(request_id=OTHER):
        deliver()
    assert written.of("spoken")[0]["request_id"] == ""


def test_a_task_that_fails_says_its_name_and_the_request(written, tasks):
    with bound_contextvars(request_id=REQUEST):
        enqueue("tests.break_down", key="one")
    deliver()
    [line] = written.of("work_failed")
    assert (line["task"], line["request_id"], line["attempts"]) == ("tests.break_down", REQUEST, 1)
    assert "ValueError: no" in line["exception"]


def test_from_the_request_of_a_person_to_the_task(written, cast, client_for):
    goal = GoalFactory(owner=cast.emil, current=1)
    said = {"version": goal.version, "outcome": "reached", "lesson": CANARY}
    assert client_for(cast.emil).post(reverse("goals:goal_close", args=[goal.pk]), said).status_code == 302
    [request] = written.of("request_finished")
    caused = set(OutboxMessage.objects.values_list("request_id", flat=True))
    assert caused == {request["request_id"]}
    deliver()
    assert {line["request_id"] for line in written.of("work_done")} == caused
    assert CANARY not in str(written)


@pytest.mark.worker
@pytest.mark.django_db(transaction=True)
def test_the_line_of_a_real_worker_names_the_request(worker, written, cast, client_for, eventually, monkeypatch):
    monkeypatch.setattr(outbox, "_broker_away_until", 0.0)
    goal = GoalFactory(owner=cast.emil, current=1)
    said = {"version": goal.version, "outcome": "reached", "lesson": CANARY}
    assert client_for(cast.emil).post(reverse("goals:goal_close", args=[goal.pk]), said).status_code == 302
    [request] = written.of("request_finished")

    def of_this_request() -> list[str]:
        lines = worker_log().read_text().splitlines()
        return [line for line in lines if f"request_id={request['request_id']}" in line]

    done = eventually(lambda: [line for line in of_this_request() if "work_done" in line], 30)
    assert "task=goals.fold_changes" in done[0]
    assert eventually(
        lambda: [line for line in of_this_request() if "task_started" in line], 30
    )  # what wakes the worker
    assert CANARY not in worker_log().read_text()


def test_an_error_page_shows_the_id_that_stands_in_the_log(written, client_for, adam):
    """And nothing of what the database said."""
    client = client_for(adam)
    client.raise_request_exception = False
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE core_jobrun RENAME TO elsewhere")
    with transaction.atomic():
        answer = client.get("/operations/")
        transaction.set_rollback(True)
    [line] = written.of("request_failed")
    assert answer.status_code == 500
    assert line["request_id"] in answer.content.decode() and "ProgrammingError" in line["exception"]
    assert "core_jobrun" not in answer.content.decode()


@pytest.mark.parametrize("htmx", [False, True])
def test_nothing_that_was_typed_or_is_secret_stands_in_the_log(htmx, written, client_for, emil, organisation):
    client = client_for(emil, htmx=htmx)
    client.raise_request_exception = False
    client.get("/search/", {"q": CANARY})
    client.get(f"/{CANARY}/")
    client.post(f"/{CANARY}/", {"text": CANARY})
    client.get("/accounts/password/reset/key/" + f"x-{CANARY}/")
    client.get("/goals/1/", {"show": CANARY}, headers={"X-Request-ID": CANARY, "User-Agent": CANARY, "Referer": CANARY})
    Client().post("/accounts/login/", {"login": f"{CANARY}@example.com", "password": CANARY})
    Client(enforce_csrf_checks=True).post(f"/accounts/login/?next={CANARY}", {"login": CANARY})
    Client(enforce_csrf_checks=True).post(f"/accounts/password/reset/key/x-{CANARY}/", {"password1": CANARY})
    assert written.of("request_finished")
    assert CANARY not in str(written)


def test_who_is_refused_leaves_a_line_and_no_traceback(written, client_for, emil):
    address = reverse("core:operations")
    assert client_for(emil).get(address).status_code == 403
    [line] = [line for line in written.lines if line["event"].startswith("Forbidden")]
    assert "exception" not in line and "Traceback" not in str(written)


def test_one_error_leaves_one_traceback(written, client_for, adam):
    client = client_for(adam)
    client.raise_request_exception = False
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE core_jobrun RENAME TO elsewhere")
    with transaction.atomic():
        assert client.get("/operations/").status_code == 500
        transaction.set_rollback(True)
    told = [line["event"] for line in written.lines if "exception" in line]
    assert told == ["request_failed"]
    assert any(line["event"].startswith("Internal Server Error") for line in written.lines)


def test_an_error_beside_the_page_leaves_its_traceback_too(written, client, monkeypatch):
    """Outside of what begins the lines of a request."""
    monkeypatch.setattr("django.middleware.security.SecurityMiddleware.process_request", lambda *_: 1 / 0)
    client.raise_request_exception = False
    assert client.get("/accounts/login/").status_code == 500
    told = [line["event"] for line in written.lines if "ZeroDivisionError" in line.get("exception", "")]
    assert told == ["request_failed"]


def test_why_mail_was_not_taken_stands_in_the_line(written, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    mail = OutgoingMailFactory(to=f"{CANARY}@example.com")
    enqueue("core.send_mail", key="refused", mail_id=str(mail.pk))
    deliver()
    (line,) = written.of("mail_not_accepted")
    assert (line["reason"], line["server"]) == ("ConnectionRefusedError", "127.0.0.1:1")
    assert CANARY not in str(written)


def test_a_look_that_redis_does_not_take_is_one_line(written):
    """What the scheduler itself does every 15 seconds, against an address at which nothing listens."""
    schedule = Scheduler(current_app, schedule={}, lazy=True)
    with current_app.connection("redis://:a-secret@127.0.0.1:1/0") as nowhere:
        producer = current_app.amqp.Producer(nowhere)
        schedule.apply_entry(ScheduleEntry("look", "core.look", schedule=15.0, app=current_app), producer=producer)
    (line,) = written.lines
    assert (line["event"], line["level"], "exception" in line) == ("look_not_sent", "error", False)
    assert line["reason"] == "ConnectionRefusedError"
    assert "a-secret" not in str(written)


def test_another_error_of_the_scheduler_keeps_its_traceback(written):
    try:
        raise ValueError("odd")
    except ValueError:
        logging.getLogger("celery.beat").error("Message Error: %s", "odd", exc_info=True)
    assert "ValueError: odd" in written.lines[0]["exception"]
