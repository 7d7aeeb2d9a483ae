"""A real server under bad requests: what no parser takes, cut connections, and those of the generator, several at a time."""

import os
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from importlib import import_module
from typing import Any

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction

from ecosystem.core import policy
from ecosystem.core.errors import Refused
from ecosystem.embedded import ends_with_parent
from tests.conftest import make_cast
from tests.factories.people import make_organisation
from tests.hostile.asking import Ask, Chance
from tests.hostile.ground import Stored, address_of, cookies_of, form_of, lines
from tests.infrastructure import ROOT
from tests.test_doors import FILES, any_address

COUNT, COUNT_WHEN_LONG, AT_ONCE, SECONDS = 160, 20_000, 6, 20
TOKEN = "a" * 32
BROKE, ROUNDS = {"500", "502", "503", "504", "timeout"}, 5
NO_HTTP = (
    b"", b"\r\n\r\n", b"\x00" * 400, b"GET\r\n\r\n", b"GET / HTTP/9.9\r\nHost: localhost\r\n\r\n", b"G\xffT / HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"GET " + b"/a" * 9_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n", b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 300 + b"\r\n",
    b"GET / HTTP/1.1\r\nX: " + b"y" * 90_000 + b"\r\n\r\n", b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", b"GET / HTTP/1.1\r\n folded: x\r\n\r\n",
    b"GET http://evil.example/ HTTP/1.1\r\nHost: localhost\r\n\r\n", b"CONNECT localhost:22 HTTP/1.1\r\nHost: localhost\r\n\r\n", b"OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: -5\r\n\r\nabc", b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9999999\r\n\r\nabc",
    b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd", b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFF\r\nx", b"POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: cow\r\n\r\n",
    b"POST /accounts/login/ HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: 400\r\n\r\n--x\r\nContent-Disp",
    b"GET /?" + b"a&" * 1_500 + b" HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/html; charset=utf-8\r\n\r\n",
    b"GET /%00%ff%ed%a0%80 HTTP/1.1\r\nHost: localhost\r\n\r\n", b"GET /?%00=%ff HTTP/1.1\r\nHost: localhost\r\nCookie: session=\xff\x01\r\n\r\n",
)  # fmt: skip


@pytest.fixture
def company(transactional_db):
    make_organisation()
    with policy.scope():
        return make_cast()


@pytest.fixture
def server(company, free_port, eventually, tmp_path):
    """The product's own settings and gunicorn, on the database of the test; (port, what it wrote down)."""
    base, _slash, _name = os.environ["DATABASE_URL"].rpartition("/")
    told = {"DJANGO_SETTINGS_MODULE": "ecosystem.settings_test", "DATABASE_URL": f"{base}/{settings.DATABASES['default']['NAME']}", "DATABASE_POOL": "4",
            "DATA_DIR": str(tmp_path), "QUEUE_DIR": str(tmp_path / "queue"), "METRICS_DIR": str(tmp_path / "metrics"), "STATEMENT_TIMEOUT_MS": "5000"}  # fmt: skip
    (tmp_path / "metrics").mkdir()
    port, log = free_port(), tmp_path / "server.log"
    command = [sys.executable, "-m", "gunicorn", "ecosystem.wsgi", "--workers=2", "--threads=4", "--preload", "--timeout=60", f"--bind=127.0.0.1:{port}", "--no-control-socket"]  # fmt: skip
    env = {**os.environ, **told}
    with log.open("wb") as out:
        process = subprocess.Popen(
            [*ends_with_parent("KILL"), *command], env=env, cwd=ROOT, stdout=out, stderr=out, stdin=subprocess.DEVNULL
        )
    eventually(
        lambda: (
            b"200" in sent(port, b"GET /healthz/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")[:20]
        ),
        60,
    )
    yield port, log
    assert process.poll() is None
    process.terminate()
    process.wait(20)


def sent(port: int, data: bytes) -> bytes:
    """The first bytes of the answer; nothing where the server hung up."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=SECONDS) as line:
            with suppress(ConnectionError):  # it may have said no before it heard all
                line.sendall(data)
            with suppress(OSError):
                line.shutdown(socket.SHUT_WR)
            return line.recv(4_000)
    except ConnectionError:
        return b""
    except TimeoutError:
        return b"timeout"


def on_the_line(ask: Ask, cookie: str) -> bytes:
    """The bytes of a request, as wrong as they are."""
    head = {
        "Host": "localhost",
        "Connection": "close",
        "Content-Type": ask.kind,
        "Content-Length": str(len(ask.body)),
        **ask.headers,
    }
    head.setdefault("X-CSRFToken", TOKEN)
    head["Cookie"] = "; ".join(filter(None, (cookie, f"{settings.CSRF_COOKIE_NAME}={TOKEN}", ask.cookies)))
    target = ask.path + (f"?{ask.query}" if ask.query else "")
    text = (
        f"{ask.method} {target} HTTP/1.1\r\n"
        + "".join(f"{name}: {value}\r\n" for name, value in head.items() if value)
        + "\r\n"
    )
    return text.encode("latin-1", "replace") + ask.body


def errors(log: str) -> list[str]:
    """What was written down as broken; that somebody asked for another host, or for too much, is not."""
    return [line for line in log.splitlines() if '"level": "error"' in line and "django.security." not in line]


def asks(company, client_for, count: int) -> list[bytes]:
    """So many, of addresses that chance chose."""
    chance, found, cookies = Chance("server"), [], ["", *cookies_of(client_for, company).values()]
    tables = [import_module(f"tests.matrix.{file}") for file in FILES]
    every = [(table, name) for table in tables for name in lines(table)]
    each = max(8, count // len(every) + 1)
    for table, name in chance.random.sample(every, k=min(count // each, len(every))):
        address, form = made(table, name, company)
        found += [on_the_line(ask, chance.random.choice(cookies)) for ask in chance.asks(address, form, each)]
    return found


def made(table, name: str, company) -> tuple[str, Mapping[str, Any] | None]:
    """Where another line made the same, the address of nothing."""
    try:
        with policy.scope(), transaction.atomic():
            return address_of(table, name, company), form_of(table, name, company)
    except (IntegrityError, Refused, ValueError):
        return any_address(name), {}


def answers_of(port: int, everything: list[bytes]) -> dict[bytes, str]:
    """By request the status of the answer."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(lambda data: sent(port, data), everything))
    told = (answer if answer == b"timeout" else answer[9:12] or b"hung up" for answer in answers)
    return dict(zip(everything, (each.decode() for each in told), strict=True))


def refused(answers: dict[bytes, str]) -> list[bytes]:
    return [data for data, status in answers.items() if status.startswith("4")]


@pytest.mark.django_db(transaction=True)
def test_a_real_server_answers_whatever_arrives_and_keeps_nothing_of_what_it_refuses(
    server, company, client_for, request
):
    """What was refused is sent again, until all of it is refused: then no row of any table has changed meanwhile."""
    port, log = server
    count = COUNT_WHEN_LONG if request.config.getoption("--long") else COUNT
    answers = answers_of(port, [*NO_HTTP, *asks(company, client_for, count)])
    told = Counter(answers.values())
    wrong = [data[:300] for data, status in answers.items() if status in BROKE]
    assert (wrong, errors(log.read_text())) == ([], []), told
    assert {"200", "302", "400", "403", "404"} <= told.keys()
    assert len(answers) > 0.9 * count
    again, before = refused(answers), {}
    for _round in range(ROUNDS):
        before, asked_now = Stored.digests(), again
        again = refused(answers_of(port, asked_now))
        if again == asked_now:
            break
    changed = {name for name, digest in Stored.digests().items() if digest != before[name]}
    assert (again == asked_now, changed, errors(log.read_text())) == (True, set(), [])
