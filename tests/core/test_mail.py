import datetime as dt
import io
import smtplib
import socket
from email import message_from_bytes

import pytest
import time_machine
from aiosmtpd.controller import Controller
from django.core import mail as outside
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import call_command
from django.template.loader import get_template

from ecosystem.core import mail, operations, policy
from ecosystem.core.clock import now
from ecosystem.core.mail import forget_old_mail, message_of, queue_mail, retry_mail
from ecosystem.core.models import OutboxMessage, OutgoingMail
from ecosystem.core.outbox import deliver
from ecosystem.core.policy import Policy
from tests.factories.core import OutgoingMailFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def templates(settings, tmp_path):
    """A mail of one idea, in a folder of its own."""
    (tmp_path / "goal_behind.subject.txt").write_text("Your goal\n{{ goal }} is behind\n")
    (tmp_path / "goal_behind.txt").write_text("{{ goal }} at {{ organisation }}: {{ site_url }} {{ unsubscribe_url }}")
    (tmp_path / "goal_behind.html").write_text("<p>{{ goal }}</p><title>{{ subject }}</title>")
    engine = {**settings.TEMPLATES[0], "DIRS": [tmp_path, *settings.TEMPLATES[0]["DIRS"]]}
    settings.TEMPLATES = [engine]
    assert get_template("goal_behind.txt")


def queue(**kwargs):
    told = {"to": "emil@example.com", "template": "goal_behind", "context": {"goal": "<b>Forms"}, "key": "behind-1"}
    return queue_mail(**{**told, **kwargs})


def test_a_mail_is_rendered_stored_and_sent():
    row = queue(unsubscribe_url="https://learn.example.com/stop/abc/")
    assert row.subject == "Your goal <b>Forms is behind"
    assert row.text.startswith("<b>Forms at Understory: http://localhost")
    assert row.html == "<p>&lt;b&gt;Forms</p><title>Your goal &lt;b&gt;Forms is behind</title>"
    assert not outside.outbox
    deliver()
    (message,) = outside.outbox
    row.refresh_from_db()
    assert row.sent_at and row.attempts == 1
    assert (message.to, message.alternatives[0][1]) == (["emil@example.com"], "text/html")
    assert message.extra_headers["Message-ID"] == f"<{row.pk}@localhost>"
    assert message.extra_headers["List-Unsubscribe"] == "<https://learn.example.com/stop/abc/>"
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_the_key_makes_it_once():
    assert queue() == queue(context={"goal": "another"})
    deliver()
    queue()
    deliver()
    assert len(outside.outbox) == 1


def test_a_mail_without_a_way_out_has_no_header_for_it():
    assert "List-Unsubscribe" not in message_of(queue()).extra_headers


class Refusing(EmailBackend):
    error: Exception = smtplib.SMTPServerDisconnected("gone")

    def send_messages(self, messages):
        raise self.error


@pytest.fixture
def refusing(settings):
    settings.EMAIL_BACKEND = f"{__name__}.Refusing"


@pytest.mark.parametrize("error", [ConnectionRefusedError("no"), TimeoutError(), smtplib.SMTPDataError(451, b"later")])
def test_a_refusing_server_means_later(settings, monkeypatch, error):
    monkeypatch.setattr(mail, "get_connection", lambda **_told: _refuse(error))
    row = queue()
    deliver()
    row.refresh_from_db()
    assert (row.sent_at, row.parked_at, row.attempts) == (None, None, 1)
    assert row.last_error
    assert OutboxMessage.objects.waiting().get().available_at > now()


def _refuse(error):
    backend = Refusing()
    backend.error = error
    return backend


def test_after_a_day_of_tries_it_is_parked_and_an_operator_may_try_again(monkeypatch):
    with monkeypatch.context() as without_server:
        without_server.setattr(mail, "get_connection", lambda **_told: _refuse(ConnectionRefusedError()))
        with time_machine.travel("2026-12-08T09:00:00Z", tick=False) as clock:
            row = queue()
            for _turn in range(24 * 60 // 5 + 12):
                deliver()
                clock.shift(dt.timedelta(minutes=5))
            row.refresh_from_db()
            assert row.parked_at
            assert row.created_at + dt.timedelta(hours=20) < row.parked_at <= row.created_at + dt.timedelta(hours=24)
            assert 12 <= row.attempts <= 20
            assert not OutboxMessage.objects.waiting().exists()
    assert retry_mail(row)
    assert not retry_mail(row)
    deliver()
    assert len(outside.outbox) == 1


def test_the_same_mail_keeps_its_name_at_every_try():
    row = OutgoingMailFactory()
    assert (
        message_of(row).extra_headers["Message-ID"]
        == message_of(OutgoingMail.objects.get()).extra_headers["Message-ID"]
    )


def test_mail_of_somebody_who_left_is_withdrawn(emil):
    row = queue(person_id=emil.pk)
    type(emil).objects.filter(pk=emil.pk).update(is_active=False)
    deliver()
    row.refresh_from_db()
    assert row.withdrawn_at and not row.sent_at
    assert not outside.outbox


def test_what_is_no_longer_right_at_the_moment_of_sending_is_withdrawn(monkeypatch):
    monkeypatch.setattr(mail, "_checks", {})
    mail.register_check("goal_is_behind", lambda row: row.about["goal_id"] == 1)
    queue(check="goal_is_behind", about={"goal_id": 1}, key="one")
    queue(check="goal_is_behind", about={"goal_id": 2}, key="two")
    deliver()
    assert len(outside.outbox) == 1
    assert OutgoingMail.objects.get(key="two").withdrawn_at


def test_the_organisations_own_server_and_sender_are_used(monkeypatch):
    told = Policy(mail_url="smtp+tls://user:pass@mail.example.com:2525", mail_from="Learning <learn@example.com>")
    monkeypatch.setattr(policy, "_provider", lambda: told)
    message = message_of(OutgoingMailFactory())
    server = message.get_connection()
    assert message.from_email == "Learning <learn@example.com>"
    assert (server.host, server.port, server.username, server.use_tls) == ("mail.example.com", 2525, "user", True)


def test_mail_goes_to_a_real_server(settings, aiosmtpd_server):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = aiosmtpd_server.hostname, aiosmtpd_server.port
    queue()
    deliver()
    (received,) = aiosmtpd_server.handler.received
    assert received["Message-ID"] == f"<{OutgoingMail.objects.get().pk}@localhost>"
    assert received["Auto-Submitted"] == "auto-generated"


@pytest.fixture
def aiosmtpd_server():
    class Keep:
        received = []

        async def handle_DATA(self, server, session, envelope):
            self.received.append(message_from_bytes(envelope.content))
            return "250 OK"

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(Keep(), hostname="127.0.0.1", port=port)
    controller.start()
    yield controller
    controller.stop()


def test_a_server_that_says_nothing_is_asked_once_and_then_left_alone(settings, monkeypatch):
    """Else each of a thousand mails takes as long as it takes to give up, and all other work waits behind them."""
    monkeypatch.setattr(mail, "_silent_until", 0.0)
    monkeypatch.setattr(mail, "SILENT", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = silent.getsockname()
        settings.EMAIL_TIMEOUT = 0.4
        rows = [queue(key=f"mail-{number}") for number in range(3)]
        deliver()
        silent.settimeout(0)
        silent.accept()[0].close()
        with pytest.raises(BlockingIOError):
            silent.accept()
    for row in rows:
        row.refresh_from_db()
    assert [(row.sent_at, row.attempts) for row in rows] == [(None, 1)] * 3
    assert OutboxMessage.objects.waiting().filter(available_at__gt=now()).count() == 3


def test_mail_is_no_archive():
    old = now() - dt.timedelta(days=31)
    OutgoingMailFactory(sent_at=old)
    OutgoingMailFactory(withdrawn_at=old)
    kept = [OutgoingMailFactory(sent_at=now()), OutgoingMailFactory(), OutgoingMailFactory(given_up=True)]
    assert forget_old_mail() == 2
    assert set(OutgoingMail.objects.all()) == set(kept)


def test_empty_parts_leave_no_hole_in_the_plain_text(tmp_path):
    (tmp_path / "hole.txt").write_text("{{ goal }}\n\n{% if 0 %}x{% endif %}\n\n\nCheck in\n")
    (tmp_path / "hole.html").write_text("<p>{{ goal }}</p>")
    (tmp_path / "hole.subject.txt").write_text("A hole")
    assert queue(template="hole").text == "<b>Forms\n\nCheck in\n"


REFUSED = smtplib.SMTPRecipientsRefused({"emil@example.com": (550, b"no such emil@example.com")})


@pytest.mark.parametrize(
    ("error", "logged", "said"),
    [
        (
            ConnectionRefusedError(111, "Connection refused"),
            "ConnectionRefusedError",
            "nothing listens at this address",
        ),
        (socket.gaierror(-2, "Name or service not known"), "gaierror", "no host has this name"),
        (TimeoutError(), "TimeoutError", "it did not answer in time"),
        (
            smtplib.SMTPAuthenticationError(535, b"wrong secret"),
            "SMTPAuthenticationError 535",
            "it refused the user name or the password (its answer: 535)",
        ),
        (REFUSED, "SMTPRecipientsRefused 550", "it refused the address that the mail goes to (its answer: 550)"),
        (OSError("odd"), "OSError", "it did not take the mail (OSError)"),
    ],
)
def test_why_it_was_not_taken_is_said_without_addresses_and_secrets(monkeypatch, caplog, error, logged, said):
    monkeypatch.setattr(mail, "get_connection", lambda **_told: _refuse(error))
    row = queue()
    deliver()
    row.refresh_from_db()
    line = next(record for record in caplog.records if record.message == "mail_not_accepted")
    assert (line.reason, row.trouble) == (logged, said)
    assert "emil" not in str(vars(line)) and "secret" not in str(vars(line))


def test_operators_are_told_since_when_mail_waits_for_which_host_and_why(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        settings.EMAIL_HOST, settings.EMAIL_PORT = closed.getsockname()
        row = queue()
        deliver()
    found = operations.health()
    assert (found.mails, found.mail_since) == (1, row.created_at)
    assert found.mail_server == f"127.0.0.1:{settings.EMAIL_PORT}"
    assert found.mail_trouble == "nothing listens at this address"
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    with time_machine.travel(now() + dt.timedelta(minutes=5)):
        deliver()
        assert (operations.health().mails, operations.health().mail_trouble) == (0, "")


def test_a_restored_company_sends_nothing_until_it_is_the_one_to_send():
    before = queue()
    call_command("mail", "hold")
    deliver()
    later = queue(key="behind-2")
    deliver()
    assert outside.outbox == []
    assert operations.health().mail_is_held
    before.refresh_from_db()
    assert (before.attempts, before.trouble[:17]) == (0, "mail is held here")
    with io.StringIO() as told:
        call_command("mail", "send", stdout=told)
        assert told.getvalue() == "2 mails were held and go out now.\n2 mails wait. Mail is sent.\n"
    deliver()
    assert {message.extra_headers["Message-ID"] for message in outside.outbox} == {
        f"<{mail.pk}@localhost>" for mail in (before, later)
    }
    assert not operations.health().mail_is_held
