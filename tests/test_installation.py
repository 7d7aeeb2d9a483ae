"""`serve` and its commands with real processes, and what they refuse."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from ecosystem import installation as module
from ecosystem.embedded import Cluster, _is_alive
from ecosystem.installation import Installation, _check_port, loopback
from ecosystem.management.commands.serve import announcement
from ecosystem.management.commands.serve import installation as from_options
from ecosystem.trouble import Trouble

ROOT = Path(__file__).resolve().parent.parent
OPTIONS = {"public_url": "", "certificate": None, "key": None, "behind_proxy": False, "port": None, "bind": None}


# --- what was typed ----------------------------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def own_data(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "DATA", tmp_path / "data")
    for name in ("SECRET_KEY", "DATABASE_OWNER_URL", "DATA_DIR"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def certificate(tmp_path):
    files = {"certificate": tmp_path / "chain.pem", "key": tmp_path / "key.pem"}
    for file in files.values():
        file.write_text("")
    return files


def test_without_options_this_machine_only():
    serve = from_options(OPTIONS)
    assert serve.port == 8000
    assert set(serve.binds) <= {"127.0.0.1:8000", "[::1]:8000"}
    assert serve.environment["PUBLIC_URL"] == "http://localhost:8000"


@pytest.mark.parametrize(("terminal", "level"), [(True, "WARNING"), (False, "INFO")])
def test_people_read_lines_and_the_address_stays_in_sight(monkeypatch, terminal, level):
    monkeypatch.setattr("sys.stdout.isatty", lambda: terminal)
    for name in ("LOG_FORMAT", "LOG_LEVEL"):
        monkeypatch.delenv(name, raising=False)
    told = from_options(OPTIONS).environment
    assert (told["LOG_FORMAT"], told["LOG_LEVEL"]) == ("lines", level)
    monkeypatch.setenv("LOG_FORMAT", "json")
    monkeypatch.setenv("LOG_LEVEL", "INFO")
    told = from_options(OPTIONS).environment
    assert (told["LOG_FORMAT"], told["LOG_LEVEL"]) == ("json", "INFO")


def test_what_goes_wrong_is_an_object_too_for_a_collector():
    """Before anything was started, and whatever was typed."""
    env = {**os.environ, "UNDERSTORY_NO_VENV": "1", "LOG_FORMAT": "json"}
    command = [sys.executable, str(ROOT / "manage.py"), "serve", "--public-url=http://learn.example.com"]
    done = subprocess.run(command, env=env, capture_output=True, text=True)
    told = json.loads(done.stderr)
    assert (done.returncode, done.stdout, told["process"], told["level"]) == (1, "", "serve", "error")
    assert told["event"].startswith("--public-url must look like https://")


def test_with_a_certificate_everybody(certificate):
    serve = from_options({**OPTIONS, "public_url": "https://learn.example.com/", **certificate})
    assert (serve.port, serve.binds) == (443, ("0.0.0.0:443",))
    assert serve.web_options == (f"--certfile={certificate['certificate']}", f"--keyfile={certificate['key']}")
    assert serve.environment["PUBLIC_URL"] == "https://learn.example.com"


def test_behind_a_proxy_the_proxy_only():
    serve = from_options({**OPTIONS, "public_url": "https://learn.example.com", "behind_proxy": True})
    assert serve.binds[0] == "127.0.0.1:8000"
    assert serve.environment["BEHIND_PROXY"] == "true"


def test_an_address_to_listen_at_counts_with_a_proxy_and_with_a_certificate(certificate):
    known = {**OPTIONS, "public_url": "https://learn.example.com"}
    assert from_options({**known, "behind_proxy": True, "bind": "10.0.0.7"}).binds == ("10.0.0.7:8000",)
    assert from_options({**known, **certificate, "bind": "10.0.0.7"}).binds == ("10.0.0.7:443",)
    assert from_options({**known, "behind_proxy": True, "bind": "fd00::7"}).binds == ("[fd00::7]:8000",)


def test_the_address_of_setting_up_stands_on_a_line_of_its_own():
    typed = {**OPTIONS, "public_url": "https://learn.example.com", "behind_proxy": True}
    serve = from_options(typed)
    address = f"https://learn.example.com/setup/?token={serve.environment['SETUP_TOKEN']}"
    assert address in announcement(serve, typed).splitlines()


def test_what_failed_is_a_whole_sentence_with_the_place_of_the_rest(monkeypatch, tmp_path):
    monkeypatch.setenv("DATABASE_URL", "postgres://nobody@127.0.0.1:1/nothing")
    serve = Installation("serve")
    serve.folder.mkdir(parents=True)
    with pytest.raises(Trouble) as told:
        serve.manage("showmigrations", env={"DATABASE_URL": "postgres://nobody@127.0.0.1:1/nothing"})
    sentence = str(told.value)
    assert sentence.endswith(f"refused). All of it is in {serve.folder / 'showmigrations.log'}.")
    assert sentence.count("(") == sentence.count(")")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"public_url": "https://learn.example.com"}, "needs either --certificate"),
        ({"public_url": "http://learn.example.com", "behind_proxy": True}, "must look like https://"),
        ({"public_url": "https://learn.example.com/path", "behind_proxy": True}, "must look like https://"),
        ({"behind_proxy": True}, "Say with --public-url"),
        ({"bind": "0.0.0.0"}, "--bind goes with --behind-proxy, or with --certificate and --key"),
        ({"certificate": Path("/nowhere")}, "belong together"),
        (
            {"certificate": Path("/nowhere"), "key": Path("/nowhere"), "public_url": "https://x.example"},
            "cannot be read",
        ),
        ({"certificate": Path("/nowhere"), "key": Path("/nowhere"), "behind_proxy": True}, "either a certificate or"),
    ],
)
def test_half_a_set_of_options_is_refused(typed, sentence):
    with pytest.raises(Trouble, match=sentence):
        from_options({**OPTIONS, **typed})


def test_a_taken_port_is_one_sentence():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(Trouble, match=rf"Port {port} cannot be used .*choose another with --port {port + 1}"):
            _check_port(f"127.0.0.1:{port}")


def test_localhost_is_both_of_its_addresses():
    assert loopback(8000)[0] == "127.0.0.1:8000"


def test_the_owner_is_for_prepare_alone(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://understory_app@db/x")
    monkeypatch.setenv("DATABASE_OWNER_URL", "postgres://ecosystem@db/x")
    serve = Installation("serve")
    assert serve.environment["DATABASE_URL"] == "postgres://understory_app@db/x"
    assert serve.owner_environment["DATABASE_URL"] == "postgres://ecosystem@db/x"


def test_a_changed_file_of_any_app_is_prepared_for(tmp_path, monkeypatch):
    apps = sorted(path.parent.name for path in ROOT.glob("*/migrations"))
    assert {"accounts", "feedback", "goals", "guilds", "resources"} <= set(apps)
    for name in ("requirements.lock", "ecosystem/x.py", "static/x.css", *(f"{app}/migrations/0001.py" for app in apps)):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
    monkeypatch.setattr(module, "ROOT", tmp_path)
    for app in apps:
        before = module.fingerprint()
        (tmp_path / app / "migrations" / "0002.py").touch()
        assert module.fingerprint() != before, app


def test_one_at_a_time():
    with Installation("serve").alone(), pytest.raises(Trouble, match="already running"), Installation("serve").alone():
        pass


def test_the_secret_is_kept_and_private():
    first, second = Installation("serve").environment, Installation("serve").environment
    assert first["SECRET_KEY"] == second["SECRET_KEY"] and len(first["SECRET_KEY"]) >= 50
    assert (module.DATA / "serve" / "secret-key").stat().st_mode & 0o777 == 0o600


def test_a_secret_that_is_given_counts_and_is_not_kept(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "given")
    assert Installation("serve").environment["SECRET_KEY"] == "given"
    assert not (module.DATA / "serve" / "secret-key").exists()


@pytest.mark.parametrize("mode", ["serve", "demo"])
def test_a_folder_that_would_not_be_used_is_refused(monkeypatch, tmp_path, mode):
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "elsewhere"))
    with pytest.raises(Trouble, match=rf"keeps its data in {module.DATA / mode}.*make \.data a link"):
        Installation(mode)
    monkeypatch.setenv("DATA_DIR", str(module.DATA / mode))
    assert Installation(mode).folder == module.DATA / mode


# --- the whole of it ---------------------------------------------------------------------------------------------------


class Served:
    """A checkout of its own in a temporary folder, so that its data lie apart, and `serve` running there."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder, self.port = folder, port
        apps = ("accounts", "resources", "guilds", "goals", "feedback")
        for name in (*apps, "templates", "static", "pyproject.toml", "requirements.lock"):
            (folder / name).symlink_to(ROOT / name)
        # What says where everything is must be real, or it would find the data of this checkout.
        shutil.copytree(ROOT / "ecosystem", folder / "ecosystem", ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(ROOT / "manage.py", folder)
        self.log = folder / "serve.log"
        self.cluster = Cluster(folder / ".data" / "serve")

    def command(self, *arguments: str, **options) -> subprocess.CompletedProcess:
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=self.folder,
            env=self.env,
            capture_output=True,
            text=True,
            **options,
        )

    @property
    def env(self) -> dict[str, str]:
        mine = ("DATABASE_URL", "DJANGO_SETTINGS_MODULE", "QUEUE_DIR", "DATABASE_POOL", "STATEMENT_TIMEOUT_MS")
        return {**{name: value for name, value in os.environ.items() if name not in mine}, "UNDERSTORY_NO_VENV": "1"}

    def start(self) -> subprocess.Popen:
        with self.log.open("w") as log:
            command = [sys.executable, "manage.py", "serve", f"--port={self.port}"]
            return subprocess.Popen(
                command,
                cwd=self.folder,
                env=self.env,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def says(self, words: str) -> bool:
        return words in self.log.read_text()

    @property
    def postgres_pid(self) -> int:
        return int((self.cluster.data / "postmaster.pid").read_text().splitlines()[0])

    def get(self, path: str) -> tuple[int, str]:
        """With a session's cookie, so that the answer needs the database."""
        request = urllib.request.Request(f"http://localhost:{self.port}{path}", headers={"Cookie": "session=unknown"})
        try:
            with urllib.request.urlopen(request, timeout=15) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()


@pytest.fixture
def served(tmp_path, free_port, eventually):
    served = Served(tmp_path, free_port())
    process = served.start()
    try:
        eventually(lambda: served.says("Understory is at") or process.poll() is not None, 90)
        assert process.poll() is None, served.log.read_text()
        yield served, process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)
        shutil.rmtree(served.cluster.socket, ignore_errors=True)


@pytest.mark.worker
def test_serve_from_start_to_stop(served, eventually):
    served, process = served
    assert served.says("from this machine only")
    assert served.get("/healthz/live")[0] == 200

    # The application's role serves; it may add to the audit and never change it.
    rights = "SELECT has_table_privilege('understory_app', 'core_auditentry', '{}')"
    assert [
        served.cluster.query(rights.format(act), "understory") for act in ("INSERT", "UPDATE", "DELETE", "TRUNCATE")
    ] == ["t", "f", "f", "f"]

    # The scheduler and the worker are at work.
    eventually(lambda: served.cluster.query("SELECT count(*) FROM core_heartbeat", "understory") != "0", 60)

    _outage(served, eventually)
    _backup_and_restore(served, process, eventually)


def _outage(served, eventually):
    """PostgreSQL away for longer: one page within five seconds, with the sentence; back again, everything goes on."""
    assert served.get("/")[0] < 500
    broken = served.cluster.data / "postgresql.auto.conf"
    before = broken.read_text()
    broken.write_text("nonsense = here")
    os.kill(served.postgres_pid, signal.SIGKILL)
    for _ in range(2):
        began = time.monotonic()
        status, page = served.get("/")
        assert time.monotonic() - began < 5
        assert (status, "Your text is kept in this tab" in page) == (503, True)
    assert served.get("/healthz/live")[0] == 200
    eventually(lambda: served.says("PostgreSQL did not start"))
    broken.write_text(before)
    eventually(lambda: served.get("/")[0] < 500, 60)


def _backup_and_restore(served, process, eventually):
    """Also while it runs; `restore` only afterwards, and what was there stays."""
    waits = 'INSERT INTO core_outgoingmail (id, key, "to", subject, text, html, unsubscribe_url, check_name, about, created_at, attempts, last_error)'
    served.cluster.query(
        f"{waits} VALUES (gen_random_uuid(), 'w', 'w@x.pt', 's', 't', 'h', '', '', '{{}}', now(), 0, '')", "understory"
    )
    served.cluster.query("CREATE TABLE kept AS SELECT 7 AS number", "understory")
    assert served.command("backup", "one.backup").returncode == 0
    served.cluster.query("UPDATE kept SET number = 8", "understory")
    refused = served.command("restore", "one.backup")
    assert refused.returncode == 1
    assert "already running" in refused.stderr

    postgres = served.postgres_pid
    process.kill()
    process.wait()
    eventually(lambda: not _is_alive(postgres))

    restored = served.command("restore", "one.backup")
    assert restored.returncode == 0, restored.stderr
    assert "1 mails wait in it. No mail is sent from it" in restored.stdout
    wrong = served.command("restore", "manage.py")
    assert wrong.returncode == 1
    assert "is no backup of Understory" in wrong.stderr
    with served.cluster.running() as cluster:
        assert cluster.query("SELECT number FROM kept", "understory") == "7"
        held = "SELECT count(*) FROM core_heartbeat WHERE name = 'mail-held'"
        assert cluster.query(held, "understory") == "1"
        earlier = re.search(r"understory_before_\w+", restored.stdout)[0]
        assert cluster.query("SELECT number FROM kept", earlier) == "8"
