"""A real server under bad requests: what no parser takes, cut connections, and those of the generator, several at a time."""

import os
import socket
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from importlib import import_module
from pathlib import Path

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction

from ecosystem.core import policy
from ecosystem.embedded import ends_with_parent
from tests.conftest import make_cast
from tests.factories.people import make_organisation
from tests.hostile.asking import Ask, Chance
from tests.hostile.ground import address_of, form_of, lines
from tests.hostile.test_posted_again import cookie_of
from tests.infrastructure import ROOT
from tests.matrix import PERSONAS
from tests.test_doors import FILES

COUNT, COUNT_WHEN_LONG, AT_ONCE, SECONDS = 250, 4_000, 6, 20
TOKEN = "a" * 32
BROKE = {b"500", b"502", b"503", b"504"}
NO_HTTP = (
    b"", b"\r\n\r\n", b"\x00" * 400, b"GET\r\n\r\n", b"GET / HTTP/9.9\r\nHost: localhost\r\n\r\n", b"G\xffT / HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"GET " + b"/a" * 9_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n", b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 300 + b"\r\n",
    b"GET / HTTP/1.1\r\nX: " + b"y" * 90_000 + b"\r\n\r\n", b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", b"GET / HTTP/1.1\r\n folded: x\r\n\r\n",
    b"GET http://evil.example/ HTTP/1.1\r\nHost: localhost\r\n\r\n", b"CONNECT localhost:22 HTTP/1.1\r\nHost: localhost\r\n\r\n", b"OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: -5\r\n\r\nabc", b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9999999\r\n\r\nabc",
    b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd", b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFF\r\nx", b"POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: cow\r\n\r\n",
    b"POST /accounts/login/ HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: 400\r\n\r\n--x\r\nContent-Disp",
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
    told = {"DJANGO_SETTINGS_MODULE": "ecosystem.settings", "DATABASE_URL": f"{base}/{settings.DATABASES['default']['NAME']}", "DATABASE_POOL": "4",
            "DATA_DIR": str(tmp_path), "QUEUE_DIR": str(tmp_path / "queue"), "METRICS_DIR": str(tmp_path / "metrics"), "STATEMENT_TIMEOUT_MS": "5000"}  # fmt: skip
    (tmp_path / "metrics").mkdir()
    port, log = free_port(), tmp_path / "server.log"
    command = [sys.executable, "-m", "gunicorn", "ecosystem.wsgi", "--workers=2", "--threads=4", "--preload", "--timeout=60", f"--bind=127.0.0.1:{port}", "--no-control-socket"]  # fmt: skip
    env = {**os.environ, **told}
    subprocess.run(
        [sys.executable, "manage.py", "collectstatic", "--noinput", "-v0"],
        env={**env, "UNDERSTORY_NO_VENV": "1"},
        cwd=ROOT,
        check=True,
    )
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
            line.sendall(data)
            line.shutdown(socket.SHUT_WR)
            return line.recv(4_000)
    except (ConnectionError, TimeoutError) as error:
        return b"" if isinstance(error, ConnectionError) else b"timeout"


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
    chance, found = Chance("server"), []
    cookies = ["", *(cookie_of(client_for, getattr(company, persona)) for persona in PERSONAS)]
    every = [
        (table, name)
        for table in (import_module(f"tests.matrix.{file}") for file in FILES)
        for name in lines(table, company)
    ]
    for table, name in chance.random.sample(every, k=min(count // 8, len(every))):
        with suppress(IntegrityError), policy.scope(), transaction.atomic():  # another line made the same
            address, form = address_of(table, name, company), form_of(table, name, company)
        found += [on_the_line(ask, chance.random.choice(cookies)) for ask in chance.asks(address, form, 8)]
    return found


@pytest.mark.django_db(transaction=True)
def test_a_real_server_answers_whatever_arrives(server, company, client_for, request):
    port, log = server
    count = COUNT_WHEN_LONG if request.config.getoption("--long") else COUNT
    everything = [*NO_HTTP, *asks(company, client_for, count)]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(lambda data: sent(port, data), everything))
    told = Counter(answer[9:12].decode() or "hung up" for answer in answers)
    wrong = [
        data[:300]
        for data, answer in zip(everything, answers, strict=True)
        if answer[9:12] in BROKE or answer == b"timeout"
    ]
    assert (wrong, errors(Path(log).read_text())) == ([], []), told
    assert {"200", "302", "400", "403", "404"} <= told.keys()
