"""The private PostgreSQL: real clusters, real processes."""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from ecosystem import embedded
from ecosystem.embedded import APPLICATION, OWNER, Cluster, OtherVersion, stop
from ecosystem.trouble import Trouble

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def cluster(tmp_path):
    """Below a folder whose name has spaces and is longer than a socket's path may be."""
    cluster = Cluster(tmp_path / ("a long name with spaces " * 5).strip(), durable=False)
    yield cluster
    shutil.rmtree(cluster.socket, ignore_errors=True)


@pytest.fixture
def started(cluster):
    cluster.prepare()
    process = cluster.start()
    yield process
    stop(process)


def test_start_create_query_and_stop(cluster, started):
    assert cluster.accepts()
    assert cluster.create() is True
    assert cluster.create() is False
    assert cluster.query("SELECT rolsuper FROM pg_roles WHERE rolname = 'understory_app'") == "f"
    stop(started)
    assert not cluster.accepts()


def test_content_survives_a_restart_and_a_kill(cluster, started):
    cluster.query("CREATE TABLE kept AS SELECT 7 AS number")
    stop(started)
    second = cluster.start()
    assert cluster.query("SELECT number FROM kept") == "7"
    second.kill()
    second.wait()
    third = cluster.start()
    assert cluster.query("SELECT number FROM kept") == "7"
    stop(third)


def test_socket_is_ours_alone_and_short(cluster, started):
    assert cluster.socket.stat().st_mode & 0o777 == 0o700
    assert len(str(cluster.socket / ".s.PGSQL.5432")) < 107
    assert (cluster.data.stat().st_mode & 0o077) == 0


def test_socket_folder_of_somebody_else_is_refused(cluster):
    cluster.socket.symlink_to("/tmp")
    with pytest.raises(Trouble, match="belongs to somebody else"):
        cluster.prepare()
    cluster.socket.unlink()


def test_extensions_and_sorting(cluster, started):
    cluster.create("sorted")
    for name in ("pg_trgm", "unaccent", "citext", "btree_gist"):
        cluster.query(f"CREATE EXTENSION {name}", "sorted")
    names = "(VALUES ('Zoe'), ('anna'), ('Émile'), ('bob')) AS people (name)"
    ordered = cluster.query(f"SELECT string_agg(name, ' ' ORDER BY lower(unaccent(name))) FROM {names}", "sorted")
    assert ordered == "anna bob Émile Zoe"


def test_another_version_is_refused_in_one_sentence(cluster, started):
    stop(started)
    (cluster.data / "PG_VERSION").write_text("15\n")
    with pytest.raises(
        OtherVersion, match=r"written by PostgreSQL 15, and this release brings 18\.\d+: with the earlier"
    ) as trouble:
        cluster.prepare()
    assert "\n" not in str(trouble.value)
    (cluster.data / "PG_VERSION").write_text("18\n")


def test_urls_name_role_database_and_socket(cluster):
    assert cluster.url(OWNER, "x") == f"postgres://ecosystem@%2Ftmp%2F{cluster.socket.name}/x"
    assert cluster.url().startswith(f"postgres://{APPLICATION}@")


SLOW_SERVER = """
tell() {{ printf '%s\\n' $$ a b c d e f "$1" > postmaster.new && mv postmaster.new postmaster.pid; }}
cd '{folder}' && tell starting; sleep {seconds}; tell ready; exec sleep 60
"""


@pytest.mark.parametrize(("patience", "started"), [(60, True), (2, False)])
def test_a_server_that_reads_its_journal_is_left_to_its_work(cluster, monkeypatch, patience, started):
    """Recovery takes as long as it takes: on a busy disk more than the half minute in which a server must begin."""
    cluster.data.mkdir(parents=True)
    script = SLOW_SERVER.format(folder=cluster.data, seconds=4)
    monkeypatch.setattr(Cluster, "_command", lambda self: ["sh", "-c", script])
    monkeypatch.setattr(embedded, "START_SECONDS", 2)
    monkeypatch.setattr(embedded, "RECOVERY_SECONDS", patience)
    if started:
        process = cluster.start()
        process.kill()
        process.wait()
    else:
        with pytest.raises(Trouble, match="PostgreSQL did not start"):
            cluster.start()


def test_broken_data_folder_says_where_the_log_is(cluster):
    cluster.prepare()
    (cluster.data / "postgresql.conf").write_text("nonsense = here")
    with pytest.raises(Trouble, match=r"PostgreSQL did not start .*contains errors.*postgres\.log"):
        cluster.start()


def test_running_joins_a_server_that_runs_already(cluster, started):
    with cluster.running() as joined:
        assert joined.query("SELECT 1") == "1"
    assert cluster.accepts()


def test_spare_cluster_leaves_a_used_one_alone(tmp_path):
    first, second = embedded.spare_cluster(tmp_path / "test"), embedded.spare_cluster(tmp_path / "test")
    assert [first.folder.name, second.folder.name] == ["test", "test-2"]


@pytest.mark.parametrize("with_setpriv", [True, False])
def test_server_ends_when_its_launcher_is_killed(cluster, eventually, with_setpriv):
    if with_setpriv and not Path("/proc/self").exists():
        pytest.skip("setpriv is Linux's")
    script = f"""
        import shutil, sys, time
        from pathlib import Path
        from ecosystem import embedded
        if not {with_setpriv}:
            embedded.shutil = type("Without", (), {{"which": lambda name: None if name == "setpriv" else name, "rmtree": shutil.rmtree}})
        cluster = embedded.Cluster(Path({str(cluster.folder)!r}), durable=False)
        cluster.prepare()
        cluster.start()
        print("started", flush=True)
        time.sleep(60)
    """
    launcher = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(script)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert launcher.stdout.readline() == "started\n"
    server = int(cluster._pid_lines()[0])
    os.kill(launcher.pid, signal.SIGKILL)
    launcher.wait()
    launcher.stdout.close()
    eventually(lambda: not embedded._is_alive(server) or not cluster.accepts())
    assert not cluster.accepts()


@pytest.fixture
def fresh_start():
    embedded._as_somebody.cache_clear()
    yield
    embedded._as_somebody.cache_clear()


@pytest.mark.usefixtures("fresh_start")
def test_an_ordinary_user_needs_no_help(monkeypatch):
    entry = next(entry for entry in pwd.getpwall() if entry.pw_uid)
    monkeypatch.setattr(embedded.os, "geteuid", lambda: entry.pw_uid)
    assert embedded._as_somebody() == ()


@pytest.mark.usefixtures("fresh_start")
@pytest.mark.parametrize("number", [0, 987654])
def test_root_and_the_nameless_become_somebody_who_has_a_name(monkeypatch, number):
    monkeypatch.setattr(embedded.os, "geteuid", lambda: number)
    monkeypatch.setattr(embedded.shutil, "which", lambda name: name)
    monkeypatch.setattr(embedded.subprocess, "run", lambda command, **options: subprocess.CompletedProcess(command, 0))
    user = next(
        int(word.removeprefix("--map-user=")) for word in embedded._as_somebody() if word.startswith("--map-user=")
    )
    assert user and pwd.getpwuid(user)


@pytest.mark.usefixtures("fresh_start")
def test_forbidden_user_namespaces_are_one_sentence(monkeypatch):
    monkeypatch.setattr(embedded.os, "geteuid", lambda: 0)
    monkeypatch.setattr(embedded.subprocess, "run", lambda command, **options: subprocess.CompletedProcess(command, 1))
    with pytest.raises(Trouble, match="run the command as an ordinary user, or set DATABASE_URL"):
        embedded._as_somebody()
