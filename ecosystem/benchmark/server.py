"""The web server under test: the product's own gunicorn with two workers, on a free port of the loopback interface."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.db import connection

from ecosystem.benchmark.place import FOLDER
from ecosystem.embedded import ends_with_parent
from ecosystem.trouble import Trouble

WORKERS = 2
SECONDS = 60
LOG = FOLDER / "web.log"
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Server:
    port: int
    process: subprocess.Popen

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def web_seconds(self) -> float:
        """Seconds of CPU that the workers have used so far."""
        return sum(map(_seconds, _children(self.process.pid)))

    def database_seconds(self) -> float:
        """Seconds of CPU of those PostgreSQL processes that serve this database; 0 where they are on another machine."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            return sum(_seconds(pid) for (pid,) in cursor.fetchall())


@contextmanager
def serving(environment: dict[str, str]) -> Iterator[Server]:
    """The server for the length of a block, once it answers."""
    port = _free_port()
    command = [sys.executable, "-m", "gunicorn", "ecosystem.wsgi", f"--workers={WORKERS}", "--threads=4", "--preload"]
    options = ["--no-control-socket", "--log-level=warning", f"--bind=127.0.0.1:{port}"]
    with LOG.open("w") as log:
        process = subprocess.Popen(
            [*ends_with_parent("KILL"), *command, *options],
            env={**os.environ, **environment, "PUBLIC_URL": f"http://127.0.0.1:{port}"},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
    try:
        _wait(process, port)
        yield Server(port, process)
    finally:
        process.terminate()
        process.wait()


def _wait(process: subprocess.Popen, port: int) -> None:
    deadline = time.monotonic() + SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise Trouble(f"The benchmark's web server does not answer; its log {LOG} says why.")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _children(pid: int) -> list[int]:
    found = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(word) for word in found.read_text().split()] if found.exists() else []


def _seconds(pid: int) -> float:
    """User and system time of a process; 0 once it is gone."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / TICKS
