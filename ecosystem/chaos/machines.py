"""The machines of a trial, all of them our own and on the loopback interface: PostgreSQL, Redis, worker, scheduler, web."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from ecosystem.chaos.post import Post
from ecosystem.embedded import OWNER, Cluster, ends_with_parent, stop
from ecosystem.installation import DATA, PREPARE_LIMITS, ROOT, WORKER_LIMITS
from ecosystem.trouble import Trouble

FOLDER = DATA / "chaos"
DATABASE = "understory_chaos"
COMES_BACK = 30  # seconds


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def environment(folder: Path = FOLDER) -> dict[str, str]:
    """Of the command itself: as the owner of the tables, so that trials can be set up and compared."""
    redis = f"redis://127.0.0.1:{free_port()}/0" if shutil.which("redis-server") else ""
    return {
        **PREPARE_LIMITS,
        "LOCK_TIMEOUT_MS": "0",
        "DATA_DIR": str(folder),
        "QUEUE_DIR": str(folder / "queue"),
        "DATABASE_URL": Cluster(folder).url(OWNER, DATABASE),
        "REDIS_URL": redis,
        "EMAIL_URL": f"smtp://127.0.0.1:{free_port()}",
        "PUBLIC_URL": f"http://127.0.0.1:{free_port()}",
        "DJANGO_SETTINGS_MODULE": "ecosystem.settings",
        "LOG_LEVEL": "ERROR",
        "LOG_FORMAT": "lines",
    }


class Part:
    """One program, killed with all its children by the number of its own group, and started again."""

    def __init__(self, name: str, launch: Callable[[], subprocess.Popen]) -> None:
        self.name, self.launch = name, launch
        self.process: subprocess.Popen | None = None
        self.kills = 0

    def start(self) -> None:
        """Twice does no harm. The first starts after a kill may find what the dead one has not given back yet."""
        deadline = time.monotonic() + COMES_BACK
        while not (self.process and self.process.poll() is None):
            try:
                self.process = self.launch()
            except Trouble:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.5)

    def kill(self) -> None:
        """As kill -9 does, and as a machine that loses its power."""
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.kills += 1

    def end(self) -> None:
        """For good; a database closes in order."""
        if self.name == "PostgreSQL" and self.process:
            stop(self.process)
        elif self.process and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        self.process = None


class Machines:
    """What trials kill and start again. `jobs` and `look` are what worker and scheduler are started with."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self.folder, self.cluster = folder, Cluster(folder)
        self.jobs, self.look = "", 2.0
        self.post = Post(int(os.environ["EMAIL_URL"].rpartition(":")[2]))
        self.postgres = Part("PostgreSQL", self.cluster.start)
        self.worker = Part("worker", lambda: self._celery("worker", "--concurrency=2", "--without-mingle"))
        self.scheduler = Part("scheduler", lambda: self._beat("first"))
        self.second = Part("second scheduler", lambda: self._beat("second"))
        self.web = Part("web", self._web)
        self.redis = Part("Redis", self._redis) if os.environ["REDIS_URL"] else None

    @property
    def all(self) -> list[Part]:
        found = [self.web, self.second, self.scheduler, self.worker, self.redis, self.postgres]
        return [part for part in found if part]

    def open(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.cluster.prepare()
        self.postgres.start()
        self.post.turn("takes")

    def begin_work(self, jobs: str, look: float = 2.0) -> None:
        """Redis, worker and scheduler, for these schedules only."""
        self.jobs, self.look = jobs, look
        (self.folder / "queue").mkdir(exist_ok=True)
        for part in (self.redis, self.worker, self.scheduler):
            if part:
                part.start()

    def end_work(self) -> None:
        for part in (self.web, self.second, self.scheduler, self.worker, self.redis):
            if part:
                part.end()
        shutil.rmtree(self.folder / "queue", ignore_errors=True)

    def close(self) -> None:
        self.end_work()
        self.post.close()
        self.postgres.end()

    def _celery(self, *words: str) -> subprocess.Popen:
        silent = ["-W", "ignore:You're running the worker with superuser privileges"]
        command = [sys.executable, *silent, "-m", "celery", "--quiet", "-A", "ecosystem.chaos.app"]
        given = {"CHAOS_JOBS": self.jobs, "CHAOS_LOOK": str(self.look), **WORKER_LIMITS}
        return self._launch(words[0], [*command, *words, "--loglevel=WARNING"], given)

    def _beat(self, name: str) -> subprocess.Popen:
        return self._celery("beat", "--pidfile=", f"--schedule={self.folder / f'beat-{name}'}")

    def _web(self) -> subprocess.Popen:
        bind = os.environ["PUBLIC_URL"].removeprefix("http://")
        command = [sys.executable, "-m", "gunicorn", "ecosystem.wsgi", "--workers=2", "--threads=4", "--preload"]
        options = ["--no-control-socket", "--log-level=warning", f"--bind={bind}"]
        return self._launch("web", [*command, *options], {"DATABASE_POOL": "8", "STATEMENT_TIMEOUT_MS": "5000"})

    def _redis(self) -> subprocess.Popen:
        port = os.environ["REDIS_URL"].rpartition(":")[2].partition("/")[0]
        options = ["--port", port, "--bind", "127.0.0.1", "--save", "", "--maxmemory-policy", "noeviction"]
        return self._launch("redis", ["redis-server", *options, "--dir", str(self.folder)], {})

    def _launch(self, name: str, command: list[str], given: dict[str, str]) -> subprocess.Popen:
        """As the application's role, never the owner's; it dies with us."""
        with (self.folder / f"{name}.log").open("ab") as log:
            return subprocess.Popen(
                [*ends_with_parent("KILL"), *command],
                env={
                    **os.environ,
                    "DATABASE_URL": self.cluster.url(database=DATABASE),
                    "LOG_LEVEL": "WARNING",
                    **given,
                },
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
