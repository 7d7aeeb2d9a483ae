"""Whether this process can serve people: asked by load balancers and containers, answered within a few seconds."""

from functools import cache
from importlib.util import find_spec
from pkgutil import iter_modules
from typing import Any

from django.apps import apps
from django.db import DatabaseError, ProgrammingError, connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from ecosystem.core import operations
from ecosystem.core.waking import queue

STATEMENT_WITHIN = "1s"


def readiness() -> tuple[bool, dict[str, Any]]:
    """Whether it can serve, and a word for each part; never an address, a name or the text of an error.

    It needs the database and its migrations. The queue only wakes workers, so without it people are served all the same.
    """
    told: dict[str, Any] = {"database": "away", "migrations": "unknown", "queue": queue()}
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('statement_timeout', %s, true)", [STATEMENT_WITHIN])
            told |= {"database": "ok", "migrations": "missing"}
            if shipped() <= applied():
                told |= {"migrations": "ok", **_work()}
    except ProgrammingError:  # there are no tables yet
        pass
    except DatabaseError:
        told |= {"database": "away", "migrations": "unknown"}
    return told["migrations"] == "ok", told


@cache
def shipped() -> frozenset[tuple[str, str]]:
    """Every migration of this release, by the names of the files: to load them all would take a second."""
    found = set()
    for app in apps.get_app_configs():
        module, _explicit = MigrationLoader.migrations_module(app.label)
        spec = find_spec(module) if module else None
        folders = spec.submodule_search_locations if spec else None
        for file in iter_modules(folders or []):
            if file.name[0] not in "_~":
                found.add((app.label, file.name))
    return frozenset(found)


def applied() -> set[tuple[str, str]]:
    """Every migration that the database has seen; more than this release brings while another one is rolled out."""
    return set(MigrationRecorder(connection).migration_qs.values_list("app", "name"))


def _work() -> dict[str, Any]:
    """How work and scheduler do, for monitoring: late work is no reason to serve nobody."""
    found = operations.health()
    return {
        "work_waiting": found.waiting,
        "oldest_work_seconds": found.oldest and round(found.oldest.total_seconds()),
        "scheduler_seconds": found.scheduler and round(found.scheduler.total_seconds()),
    }
