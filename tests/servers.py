"""Servers that tests run beside themselves: a real Redis, a real mail server."""

import signal
import socket
import subprocess
from collections.abc import Iterator
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default as modern

import pytest
from aiosmtpd.controller import Controller

from ecosystem.embedded import ends_with_parent
from tests.infrastructure import REDIS


@pytest.fixture(scope="session")
def redis_server(free_port, eventually, tmp_path_factory) -> Iterator[str]:
    """The address of a real Redis on a port of its own, set up as production's: it never evicts."""
    port = free_port()
    command = [REDIS, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--maxmemory-policy", "noeviction"]
    folder = tmp_path_factory.mktemp("redis")
    process = subprocess.Popen(
        [*ends_with_parent("KILL"), *command, "--dir", str(folder)], stdout=subprocess.DEVNULL, start_new_session=True
    )
    eventually(lambda: _takes_connections(port))
    yield f"redis://127.0.0.1:{port}/0"
    process.send_signal(signal.SIGTERM)
    process.wait(10)


def _takes_connections(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


class MailServer:
    """Takes mail by SMTP; `down = True` refuses it as a broken server does."""

    def __init__(self, port: int) -> None:
        self.messages: list[EmailMessage] = []
        self.down = False
        self.url = f"smtp://127.0.0.1:{port}"
        self.host, self.port = "127.0.0.1", port

    async def handle_DATA(self, server, session, envelope) -> str:
        if self.down:
            return "451 The server is away"
        self.messages.append(BytesParser(policy=modern).parsebytes(envelope.content))
        return "250 Taken"


@pytest.fixture
def mail_server(free_port, settings) -> Iterator[MailServer]:
    """A real SMTP server; this process sends to it. For a worker: `launch_worker(EMAIL_URL=mail_server.url)`."""
    server = MailServer(free_port())
    controller = Controller(server, hostname=server.host, port=server.port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = server.host, server.port
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    yield server
    controller.stop()
