"""Inside the environment: Django's command line, beside a running installation or alone, with trouble told in one sentence."""

import json
import os
import signal
import sys
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line
from django.db import OperationalError

from ecosystem.embedded import OWNER, Cluster
from ecosystem.installation import DATA
from ecosystem.trouble import Trouble

LAUNCHERS = {"demo", "serve", "test", "backup", "restore", "benchmark", "chaos"}
OWNERS_COMMANDS = {"migrate", "prepare", "createcachetable", "dbshell", "flush"}
WITHOUT_DATA = {"", "help", "version", "--version", "check", "build_css", "makemessages", "compilemessages"}
MEANT = "--demo"  # the demo's company is meant, also where `serve` is set up
KEPT = "environment.json"


def execute(argv: list[str]) -> None:
    """Run the command; a wrong setting or an absent database is a sentence for whoever typed it."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if command_of(argv) not in LAUNCHERS:
        argv = join_running_installation(argv)
        os.environ.setdefault("STATEMENT_TIMEOUT_MS", "0")
        os.environ.setdefault("DATABASE_POOL", "0")
    try:
        execute_from_command_line(argv)
    except ImproperlyConfigured as error:
        raise Trouble(str(error)) from None
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", None) is None:
            why = next(iter(str(error).strip().splitlines()), "no reason given").rstrip(".")
            raise Trouble(
                f"The database cannot be reached; start `manage.py serve` or set DATABASE_URL ({why})."
            ) from None
        raise


def join_running_installation(argv: list[str]) -> list[str]:
    """A command typed beside a running `serve` or `demo` works on its data, with its settings; it never takes the demo's
    company for that of a `serve` which is stopped. What is left of the words once `--demo` is understood."""
    demo_is_meant, words = MEANT in argv, [word for word in argv if word != MEANT]
    if command_of(words) in WITHOUT_DATA or {"-h", "--help"} & set(words):
        return words
    if os.environ.get("DATABASE_URL"):
        if demo_is_meant:
            raise Trouble(f"DATABASE_URL says on which data to work; leave out {MEANT}, or DATABASE_URL.")
        return words
    serve, demo = DATA / "serve", DATA / "demo"
    if not demo_is_meant and _runs(serve):
        _join(serve, command_of(words))
    elif _runs(demo):
        if not demo_is_meant and _is_set_up(serve):
            raise Trouble(
                "`serve` is stopped, and only the demo runs here. Start `manage.py serve`, "
                f"or add {MEANT} to work on the demo's company."
            )
        print("understory: works on the demo's company in .data/demo.", file=sys.stderr, flush=True)
        _join(demo, command_of(words))
    elif demo_is_meant:
        raise Trouble("The demo does not run here; start it with `manage.py demo`.")
    return words


def command_of(argv: list[str]) -> str:
    return argv[1] if len(argv) > 1 else ""


def _is_set_up(folder: Path) -> bool:
    return (folder / KEPT).exists() or Cluster(folder).data.exists()


def _runs(folder: Path) -> bool:
    return (folder / KEPT).exists() and Cluster(folder).accepts()


def _join(folder: Path, command: str) -> None:
    found = json.loads((folder / KEPT).read_text())
    if command in OWNERS_COMMANDS:
        found["DATABASE_URL"] = Cluster(folder).url(OWNER)
    for name, value in found.items():
        os.environ.setdefault(name, value)
