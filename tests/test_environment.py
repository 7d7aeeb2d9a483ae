"""Making the environment: what a person reads when something is missing, and what it costs when nothing is."""

import ast
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ecosystem import environment
from ecosystem.environment import EVERYTHING, RUNNING
from ecosystem.trouble import Trouble

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def checkout(tmp_path):
    """The few files that make the environment, elsewhere."""
    for name in ("manage.py", "pyproject.toml", "requirements.lock"):
        shutil.copy(ROOT / name, tmp_path)
    (tmp_path / "ecosystem").mkdir()
    for name in ("__init__", "environment", "told", "trouble"):
        shutil.copy(ROOT / "ecosystem" / f"{name}.py", tmp_path / "ecosystem")
    return tmp_path


@pytest.fixture
def elsewhere(tmp_path, monkeypatch):
    """This process believes that the environment is in a temporary folder."""
    venv = tmp_path / ".venv"
    (venv / "bin").mkdir(parents=True)
    for name, value in {
        "ROOT": tmp_path,
        "VENV": venv,
        "PYTHON": venv / "bin/python",
        "STAMP": venv / "understory.json",
    }.items():
        monkeypatch.setattr(environment, name, value)
    return venv


def run(checkout: Path, *arguments: str, code: str = "", **env: str) -> subprocess.CompletedProcess:
    command = [sys.executable, "-c", code] if code else [sys.executable, "manage.py", *arguments]
    inherited = {name: value for name, value in os.environ.items() if name != "UNDERSTORY_NO_VENV"}
    return subprocess.run(command, cwd=checkout, env={**inherited, **env}, capture_output=True, text=True)


def test_an_old_python_reads_one_sentence(checkout):
    source = (ROOT / "manage.py").read_text()
    ast.parse(source, feature_version=(3, 6))
    old = f"import sys; sys.version_info = (3, 9, 2); exec({source!r})"
    done = run(checkout, code=old)
    assert (done.returncode, done.stderr) == (1, "Understory needs Python 3.11 or newer; this is Python 3.9.\n")


def test_a_package_that_cannot_be_had_is_one_sentence(checkout):
    done = run(
        checkout, "version", UV_OFFLINE="1", UV_NO_CACHE="1", PIP_NO_INDEX="1", PIP_FIND_LINKS="", PIP_NO_CACHE_DIR="1"
    )
    assert done.returncode == 1
    assert done.stderr.startswith(
        "understory: A package could not be had; check the network, then run the same command again ("
    )
    assert done.stderr.count("\n") == 1
    assert not (checkout / ".venv" / "understory.json").exists()


def test_without_the_venv_module_the_command_that_brings_it(elsewhere, monkeypatch):
    monkeypatch.setattr(environment.importlib.util, "find_spec", lambda name: None)
    monkeypatch.setenv("PATH", "")
    with pytest.raises(Trouble, match="apt-get install -y python3-venv"):
        environment._make_venv()


def test_a_full_disk_is_said_beforehand(elsewhere, monkeypatch):
    monkeypatch.setattr(environment.shutil, "disk_usage", lambda path: shutil._ntuple_diskusage(1, 1, 30_000_000))
    with pytest.raises(Trouble, match=r"setting up needs about 600 MB in .* and 30 MB are free"):
        environment.make(RUNNING)


def test_a_disk_that_fills_up_is_said_too():
    trouble = environment._explain("A package could not be had", "OSError: [Errno 28] No space left on device")
    assert str(trouble).startswith("The disk is full: free about 1 GB in ")


@pytest.mark.parametrize(
    ("stamped", "wanted", "ready"),
    [
        (RUNNING, RUNNING, True),
        (RUNNING, EVERYTHING, False),
        (EVERYTHING, RUNNING, True),
    ],
)
def test_ready_for_what_was_installed(elsewhere, stamped, wanted, ready):
    environment.PYTHON.touch()
    environment.STAMP.write_text(json.dumps({"lock": environment._digest(), "extras": stamped}))
    assert environment._is_ready(wanted) is ready


def test_another_lock_means_installing_again(elsewhere):
    environment.PYTHON.touch()
    environment.STAMP.write_text(json.dumps({"lock": "another", "extras": EVERYTHING}))
    assert not environment._is_ready(RUNNING)


def test_entering_a_ready_environment_costs_less_than_50_ms(elsewhere, monkeypatch):
    environment.PYTHON.touch()
    environment.STAMP.write_text(json.dumps({"lock": environment._digest(), "extras": EVERYTHING}))
    monkeypatch.setattr(sys, "prefix", str(environment.VENV))
    began = time.perf_counter()
    environment.enter(["manage.py", "demo"])
    assert time.perf_counter() - began < 0.05


def test_help_needs_nothing_more_than_running(elsewhere):
    assert environment.extras_for(["manage.py", "test"]) == EVERYTHING
    for words in (["test", "--help"], ["test", "-h"], ["serve"], []):
        assert environment.extras_for(["manage.py", *words]) == RUNNING


def test_help_of_the_tests_begins_with_what_is_ours():
    env = {**os.environ, "UNDERSTORY_NO_VENV": "1"}
    done = subprocess.run(
        [sys.executable, "manage.py", "test", "--help"], cwd=ROOT, env=env, capture_output=True, text=True
    )
    first = " ".join(" ".join(done.stdout.splitlines()[:12]).split())
    assert done.returncode == 0, done.stderr
    assert "--long" in first and "`manage.py chaos`" in first and "pytest" in first
    assert "--exitfirst" in done.stdout
