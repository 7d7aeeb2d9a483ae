"""Whose data a command works on that is typed beside `serve` and `demo`, or where only one of them runs."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ecosystem.embedded import Cluster

ROOT = Path(__file__).resolve().parent.parent
ASK = ("shell", "--verbosity=0", "-c", "from django.conf import settings; print(settings.SECRET_KEY)")
WORD = "understory: works on the demo's company in .data/demo.\n"


class Place:
    """A checkout of its own, in which `serve` and `demo` have left what they leave."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in ("accounts", "resources", "guilds", "goals", "feedback", "templates", "static"):
            (folder / name).symlink_to(ROOT / name)
        shutil.copytree(ROOT / "ecosystem", folder / "ecosystem", ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(ROOT / "manage.py", folder)

    def was_set_up(self, mode: str) -> None:
        kept = self.folder / ".data" / mode
        (kept / "postgres").mkdir(parents=True)
        kept_url = Cluster(kept).url()
        (kept / "environment.json").write_text(json.dumps({"DATABASE_URL": kept_url, "SECRET_KEY": mode}))

    def runs(self, mode: str) -> None:
        """As PostgreSQL says it of itself, with a process that lives: ours."""
        self.was_set_up(mode)
        lines = [str(os.getpid()), *[""] * 6, "ready   "]
        (self.folder / ".data" / mode / "postgres" / "postmaster.pid").write_text("\n".join(lines))

    def command(self, *arguments: str, **env: str) -> subprocess.CompletedProcess:
        mine = ("DATABASE_URL", "DJANGO_SETTINGS_MODULE", "SECRET_KEY", "QUEUE_DIR", "METRICS_DIR")
        inherited = {name: value for name, value in os.environ.items() if name not in mine}
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=self.folder,
            env={**inherited, "UNDERSTORY_NO_VENV": "1", **env},
            capture_output=True,
            text=True,
        )


@pytest.fixture
def place(tmp_path):
    return Place(tmp_path)


def test_where_there_is_only_the_demo_a_command_says_so(place):
    place.runs("demo")
    done = place.command(*ASK)
    assert (done.stdout, done.stderr) == ("demo\n", WORD)


def test_beside_both_it_is_the_company_of_serve_unless_the_demo_is_meant(place):
    place.runs("serve")
    place.runs("demo")
    done, meant = place.command(*ASK), place.command(*ASK, "--demo")
    assert (done.stdout, done.stderr) == ("serve\n", "")
    assert (meant.stdout, meant.stderr) == ("demo\n", WORD)


@pytest.mark.parametrize("arguments", [("gap_report", "--csv=report.csv"), ("import_organisation", ".", "--dry-run")])
def test_a_command_for_serve_that_is_stopped_does_not_go_to_the_demo(place, arguments):
    place.was_set_up("serve")
    place.runs("demo")
    done = place.command(*arguments)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        "understory: `serve` is stopped, and only the demo runs here. Start `manage.py serve`, "
        "or add --demo to work on the demo's company.\n"
    )


def test_help_needs_no_company(place):
    place.was_set_up("serve")
    place.runs("demo")
    for words in (("version",), ("gap_report", "--help")):
        done = place.command(*words)
        assert (done.returncode, done.stderr) == (0, ""), words


def test_a_demo_that_is_meant_and_does_not_run_is_one_sentence(place):
    place.runs("serve")
    done = place.command(*ASK, "--demo")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "understory: The demo does not run here; start it with `manage.py demo`.\n"


@pytest.mark.parametrize("arguments", [("serve",), ("restore", "one.backup")])
def test_a_folder_that_cannot_be_written_is_one_sentence(place, arguments):
    (place.folder / ".data").write_text("a file in its place")
    done = place.command(*arguments)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        f"understory: {place.folder / '.data' / 'serve'} cannot be used (Not a directory); see that it is there and that "
        "whoever runs this may write to it.\n"
    )


def test_an_address_that_was_given_leads_nowhere_else(place):
    place.runs("demo")
    done = place.command(*ASK, "--demo", DATABASE_URL="postgres://nobody@localhost/nothing")
    assert done.returncode == 1
    assert done.stderr == "understory: DATABASE_URL says on which data to work; leave out --demo, or DATABASE_URL.\n"
