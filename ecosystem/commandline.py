"""Inside the environment: Django's command line, beside a running installation or alone, with trouble told in one sentence."""

import json
import os
import signal

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line
from django.db import OperationalError

from ecosystem.embedded import OWNER, Cluster
from ecosystem.installation import DATA
from ecosystem.trouble import Trouble

LAUNCHERS = {"demo", "serve", "test", "backup", "restore", "benchmark", "chaos"}
OWNERS_COMMANDS = {"migrate", "prepare", "createcachetable", "dbshell", "flush"}


def execute(argv: list[str]) -> None:
    """Run the command; a wrong setting or an absent database is a sentence for whoever typed it."""
    command = argv[1] if len(argv) > 1 else ""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if command not in LAUNCHERS:
        join_running_installation(command)
        os.environ.setdefault("STATEMENT_TIMEOUT_MS", "0")
        os.environ.setdefault("DATABASE_POOL", "0")
    try:
        execute_from_command_line(argv)
    except ImproperlyConfigured as error:
        raise Trouble(str(error)) from None
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", None) is None:
            raise Trouble(
                f"The database cannot be reached; start `manage.py serve` or set DATABASE_URL ({str(error).strip()})."
            ) from None
        raise


def join_running_installation(command: str) -> None:
    """A command typed beside a running `serve` or `demo` works on its data, with its settings."""
    if os.environ.get("DATABASE_URL"):
        return
    for folder in (DATA / "serve", DATA / "demo"):
        kept, cluster = folder / "environment.json", Cluster(folder)
        if kept.exists() and cluster.accepts():
            found = json.loads(kept.read_text())
            if command in OWNERS_COMMANDS:
                found["DATABASE_URL"] = cluster.url(OWNER)
            for name, value in found.items():
                os.environ.setdefault(name, value)
            return
