"""Mutates a copy of the product, one guard at a time, and runs the tests that must see it."""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.mutations.mutation import Mutation
from tests.source import ROOT

COPIED = (
    "accounts",
    "ecosystem",
    "feedback",
    "goals",
    "guilds",
    "resources",
    "templates",
    "static",
    "tests",
    "docs",
    "manage.py",
    "pyproject.toml",
)
DATABASE = "understory_mutations"
PASSED, FAILED = 0, 1


def copy_to(folder: Path) -> Path:
    """The product without its data and environment."""
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__", "vendor.lock"))
        elif source.exists():
            shutil.copy2(source, folder / name)
    return folder


def run_tests(folder: Path, tests: Sequence[str], database: str = "--reuse-db") -> tuple[int, str]:
    """(exit code, what was said), in a process of its own on a database that the copies share."""
    server, _slash, _name = os.environ["DATABASE_URL"].rpartition("/")
    env = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "QUEUE_DIR"))}
    env |= {"DATABASE_URL": f"{server}/{DATABASE}", "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:randomly", "-p", "no:cacheprovider", database]
    done = subprocess.run([*command, *tests], cwd=folder, env=env, capture_output=True, text=True, timeout=600)
    return done.returncode, done.stdout + done.stderr


def mutate(folder: Path, mutation: Mutation) -> None:
    """The text must stand in the file exactly once, or the row has gone stale."""
    path = folder / mutation.file
    text = path.read_text()
    assert text.count(mutation.old) == 1, f"{mutation.file} holds {text.count(mutation.old)} times: {mutation.old}"
    path.write_text(text.replace(mutation.old, mutation.new))


def restore(folder: Path, mutation: Mutation) -> None:
    shutil.copy2(ROOT / mutation.file, folder / mutation.file)
