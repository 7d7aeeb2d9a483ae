"""What `demo` and `serve` share: one folder of data, one environment for all processes, and those processes. No Django here."""

import contextlib
import fcntl
import hashlib
import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from signal import SIGINT
from urllib.parse import urlparse

from ecosystem.embedded import APPLICATION, OWNER, Cluster, ends_with_parent
from ecosystem.supervisor import Child, Supervisor, launcher
from ecosystem.trouble import Trouble, disk_is_full

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / ".data"
WEB_SECONDS = 60
MANAGE = [sys.executable, str(ROOT / "manage.py")]
WORKER_LIMITS = {"STATEMENT_TIMEOUT_MS": "300000", "DATABASE_POOL": "0"}
PREPARE_LIMITS = {
    "STATEMENT_TIMEOUT_MS": "0",
    "LOCK_TIMEOUT_MS": "2000",  # people behind it wait as long: well below what the web gives a statement
    "DATABASE_POOL": "0",
    "DATABASE_POOLER": "false",  # the owner goes straight to PostgreSQL
}


@dataclass
class Installation:
    """One database, one queue, one web address: everything of it lives below `folder`."""

    mode: str
    port: int = 8000
    public_url: str = ""
    binds: tuple[str, ...] = ()
    web_options: tuple[str, ...] = ()
    extra: dict[str, str] = field(default_factory=dict)
    supervisor: Supervisor = field(default_factory=Supervisor)

    def __post_init__(self) -> None:
        given = os.environ.get("DATA_DIR")
        if given and Path(given).resolve() != self.folder.resolve():
            raise Trouble(
                f"`manage.py {self.mode}` keeps its data in {self.folder}, and DATA_DIR is for processes that are started "
                "one by one. Leave it out; to keep the data elsewhere, make .data a link to a folder there."
            )

    @property
    def folder(self) -> Path:
        return DATA / self.mode

    @property
    def cluster(self) -> Cluster | None:
        """None where DATABASE_URL names a server of one's own."""
        return None if os.environ.get("DATABASE_URL") else Cluster(self.folder)

    @property
    def environment(self) -> dict[str, str]:
        """For every process that works for people: the application's database role, never the owner's."""
        return {
            "DJANGO_SETTINGS_MODULE": "ecosystem.settings",
            "DATA_DIR": str(self.folder),
            "DATABASE_URL": self.url(APPLICATION),
            "PUBLIC_URL": self.public_url or f"http://localhost:{self.port}",
            "SECRET_KEY": os.environ.get("SECRET_KEY") or _kept_secret(self.folder / "secret-key"),
            **self.extra,
        }

    @property
    def owner_environment(self) -> dict[str, str]:
        """For `prepare` alone: the role that owns the tables."""
        return {**self.environment, "DATABASE_URL": self.url(OWNER), **PREPARE_LIMITS}

    def url(self, role: str) -> str:
        if self.cluster:
            return self.cluster.url(role)
        names = ("DATABASE_OWNER_URL", "DATABASE_URL") if role == OWNER else ("DATABASE_URL",)
        return next(os.environ[name] for name in names if os.environ.get(name))

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """Nobody else may run the same installation."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.folder.chmod(0o700)
        with (DATA / f"{self.mode}.lock").open("w") as handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise Trouble(f"`manage.py {self.mode}` is already running for {ROOT}; stop that one first.") from None
            yield

    def start_database(self) -> None:
        """Start our own PostgreSQL with its database and roles, as the first child: it is the last to end."""
        if not (cluster := self.cluster):
            return
        with self.step("Starting PostgreSQL"):
            cluster.prepare()
            self.supervisor.add(Child("postgres", cluster.start, stop_with=SIGINT))
            if cluster.create():
                for stamp in ("prepared", "company.done", "activity.done"):
                    (self.folder / stamp).unlink(missing_ok=True)

    @contextlib.contextmanager
    def database(self) -> Iterator[Cluster | None]:
        """The database for the length of a block, whether or not `serve` runs."""
        if not (cluster := self.cluster):
            yield None
            return
        with cluster.running():
            yield cluster

    def prepare(self) -> None:
        """Tables, cache table, rights and static files, as the owner of the tables; nothing when our own data saw this code before."""
        stamp, wanted = self.folder / "prepared", fingerprint()
        if not (self.cluster and stamp.exists() and stamp.read_text() == wanted):
            with self.step("Preparing the database and the static files"), ThreadPoolExecutor() as side_by_side:
                parts = ["database", "static"]
                list(
                    side_by_side.map(
                        lambda part: self.manage("prepare", f"--only={part}", env=self.owner_environment), parts
                    )
                )
            stamp.write_text(wanted)
        _write_private(self.folder / "environment.json", json.dumps(self.environment))

    def manage(self, *arguments: str, env: dict[str, str] | None = None) -> None:
        """One of our own commands to its end; what it says is shown only when it fails."""
        done = subprocess.run(
            [*ends_with_parent("KILL"), *MANAGE, *arguments],
            env={**os.environ, **(env or self.environment)},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            start_new_session=True,
        )
        if done.returncode == 0:
            return
        output = (done.stdout + done.stderr).strip()
        if disk_is_full(output):
            raise Trouble(f"The disk is full: free some space for {self.folder}, then run the same command again.")
        log = self.folder / f"{arguments[0]}.log"
        log.write_text(output + "\n")
        said = [line for line in output.splitlines() if line and not line.startswith(" ")]
        reason = next((line for line in reversed(said) if "Error" in line or ":" in line), "no reason given")
        reason = reason.removeprefix("understory: ").rstrip(".")
        raise Trouble(f"`manage.py {' '.join(arguments)}` failed: {reason}. All of it is in {log}.")

    @contextlib.contextmanager
    def step(self, sentence: str) -> Iterator[None]:
        """Say what is being done and how long it took; a stop that was asked for in between is obeyed at its end."""
        began = time.monotonic()
        yield
        self.supervisor.say(f"{sentence}: {time.monotonic() - began:.1f} s")
        if self.supervisor.stopping:
            raise KeyboardInterrupt

    def start_web(self) -> None:
        """The web server; it needs a second or two until it answers."""
        shutil.rmtree(self.folder / "metrics", ignore_errors=True)  # what processes counted that are gone
        command = [sys.executable, "-m", "gunicorn", "ecosystem.wsgi", "--workers=2", "--threads=4", "--preload"]
        options = [
            "--no-control-socket",
            "--log-level=warning",
            *(f"--bind={bind}" for bind in self.binds),
            *self.web_options,
        ]
        self._add("web", [*command, *options], {"DATABASE_POOL": "8"})

    def wait_for_web(self) -> None:
        with self.step("Waiting for the web server"):
            if not self.supervisor.wait_until(self.answers, WEB_SECONDS) and not self.supervisor.stopping:
                raise Trouble("The web server does not answer; its lines above say why.")

    def start_background_work(self) -> None:
        """The worker and the scheduler."""
        (self.folder / "queue").mkdir(exist_ok=True)
        # As root, Celery warns at length; here root is somebody trying the product in a container.
        silent = ["-W", "ignore:You're running the worker with superuser privileges"]
        celery = [sys.executable, *silent, "-m", "celery", "--quiet", "-A", "ecosystem.celery"]
        quiet = ["--loglevel=WARNING"]
        self._add(
            "worker",
            [*celery, "worker", "--concurrency=2", "--without-gossip", "--without-mingle", *quiet],
            WORKER_LIMITS,
        )
        self._add(
            "beat",
            [*celery, "beat", "--pidfile=", f"--schedule={self.folder / 'beat-schedule'}", *quiet],
            WORKER_LIMITS,
        )

    def start_once(self, name: str, *arguments: str) -> None:
        """One of our commands beside the others, until it has once come to a good end."""
        done = self.folder / f"{name}.done"
        if not done.exists():
            command = launcher([*MANAGE, *arguments], {**self.environment, **WORKER_LIMITS}, ends_with_parent("KILL"))
            self.supervisor.add(Child(name, command, once=True, then=done.touch))

    def answers(self) -> bool:
        """Whether the web server answers anything at all; behind a certificate, whether it takes connections."""
        try:
            with socket.create_connection((self._inside, self.port), timeout=10) as asked:
                if self.web_options:
                    return True
                host = urlparse(self.environment["PUBLIC_URL"]).netloc
                asked.sendall(f"GET /healthz/live HTTP/1.0\r\nHost: {host}\r\n\r\n".encode())
                return asked.recv(5) == b"HTTP/"
        except OSError:
            return False

    @property
    def _inside(self) -> str:
        """The address at which this machine reaches its own web server."""
        host = self.binds[0].rpartition(":")[0].strip("[]")
        return "127.0.0.1" if host == "0.0.0.0" else host

    def _add(self, name: str, command: list[str], env: dict[str, str]) -> None:
        self.supervisor.add(Child(name, launcher(command, {**self.environment, **env}, ends_with_parent("KILL"))))

    @contextlib.contextmanager
    def supervised(self) -> Iterator[None]:
        """The frame around all of it: one at a time, the port free, every process ended afterwards."""
        with self.alone(), self.supervisor.listening():
            for bind in self.binds:
                _check_port(bind)
            try:
                yield
            except OSError as error:
                if disk_is_full(error):
                    raise Trouble(f"The disk is full: free some space for {self.folder}, then start again.") from None
                raise
            except KeyboardInterrupt:
                pass
            finally:
                self.supervisor.say("Stopping …")
                self.supervisor.stop()


def loopback(port: int) -> tuple[str, ...]:
    """Both addresses that browsers try for `localhost`; the second only where the machine has it."""
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET6) as probe:
        probe.bind(("::1", 0))
        return f"127.0.0.1:{port}", f"[::1]:{port}"
    return (f"127.0.0.1:{port}",)


def fingerprint() -> str:
    """Changes when a file of the product changes: code, migrations, static files, the lock."""
    apps = sorted(path.parent for path in ROOT.glob("*/migrations"))
    files = [
        path
        for folder in (ROOT / "ecosystem", ROOT / "static", *apps)
        for path in folder.rglob("*")
        if path.suffix != ".pyc" and path.is_file()
    ]
    seen = [
        f"{path} {path.stat().st_mtime_ns} {path.stat().st_size}"
        for path in [*sorted(files), ROOT / "requirements.lock"]
    ]
    return hashlib.sha256("\n".join(seen).encode()).hexdigest()


def _check_port(bind: str) -> None:
    host, _, port = bind.rpartition(":")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host.strip("[]"), int(port)))
        except OSError as error:
            raise Trouble(
                f"Port {port} cannot be used ({error.strerror}); choose another with --port {int(port) + 1}."
            ) from None


def _kept_secret(file: Path) -> str:
    """Made once, readable by us alone."""
    if not file.exists():
        _write_private(file, secrets.token_urlsafe(50))
    return file.read_text()


def _write_private(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.touch(mode=0o600)
    file.chmod(0o600)
    file.write_text(text)
