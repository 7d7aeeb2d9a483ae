"""Builds the made-up company in an empty database: drawn in Python, carried over by COPY, filled in by SQL.

What is stored beside the facts — closures, people's skills, cells, what is published, states and sums — is
made by the product's own nightly work.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, models, transaction

from accounts import nights
from accounts.models import RollupDay
from accounts.sql import number, run
from ecosystem.benchmark import shape
from ecosystem.core import search
from ecosystem.core.clock import now, today
from ecosystem.notifications.finding import ensure_rule_states
from feedback.radar_sums import rebuild_radar
from goals.actions.cycles import open_cycles
from goals.alignment_figures import publish_alignment
from goals.state import rebuild_states
from guilds.actions.counting import count_members
from guilds.actions.health import count_health
from guilds.models import Guild
from resources.fresh_days import keep_all_fresh_until
from resources.looks import keep_seen

HERE = Path(__file__).parent / "sql"
LABELS = ("core", "notifications", "accounts", "resources", "guilds", "goals", "feedback")
MOST_RESOURCES = 100_000
VACANT_EVERY = 120  # seats: one of so many is vacant
PARTS = ("chances", "organisation", "skills", "aims", "goals", "everyday", "library", "needs", "guilds")
NIGHTS: dict[str, Callable[[], Any]] = {
    "closures, skills and cells": nights.rebuild_sums,
    "published gaps": nights.publish_gaps,
    "states and sums": rebuild_states,
    "published alignment": publish_alignment,
    "tiers of guilds": lambda: [count_members(guild) for guild in Guild.objects.at_work().order_by("pk")],
    "health of guilds": count_health,
    "what is fresh and read": lambda: keep_all_fresh_until() + keep_seen(),
    "what people say": rebuild_radar,
}


def build(people: int, say: Callable[[str], object] = str) -> None:
    """A company of so many people, in a database that holds none. Says what it is at."""
    with transaction.atomic():
        say("people, skills, goals")
        _fill(shape.draw(people))
    _analyse()
    ensure_rule_states()
    work(say)


def work(say: Callable[[str], object] = str) -> None:
    """What the nights do; for today where a company was built on an earlier day."""
    open_cycles(today())
    for name, job in NIGHTS.items():
        say(name)
        job()
        _analyse()


def fill_search(say: Callable[[str], object] = str) -> None:
    """What search knows, as the product fills it after an import."""
    say("what search knows")
    search.refill()
    _analyse()


def resources(people: int) -> int:
    """Ten for each of the first thousand people, then one for each, 100,000 at most."""
    return min(MOST_RESOURCES, max(10 * min(people, 1000), people))


def is_of_today() -> bool:
    return RollupDay.objects.filter(day=today(), published_at__isnull=False).exists()


def count() -> int:
    """People and vacant seats that are there."""
    return number("SELECT count(*) FROM accounts_person")


def mark(recipe: str) -> None:
    """Write on the database itself by which recipe it was filled."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"COMMENT ON DATABASE {connection.ops.quote_name(connection.settings_dict['NAME'])} IS %s", [recipe]
        )


def _fill(drawn: shape.Shape) -> None:
    cycle = open_cycles(today())[0]
    values = {
        "now": now(),
        "today": today(),
        "cycle": cycle.pk,
        "people": len(drawn.seats),
        "roles": drawn.roles,
        "skills": drawn.skills,
        "own": (drawn.skills - len(shape.BASELINE)) // shape.DIVISIONS,
        "shared": len(shape.BASELINE),
        "resources": resources(len(drawn.seats)),
    }
    _carry_over(drawn)
    with _defaults():
        run("SET LOCAL session_replication_role = replica")  # what is drawn fits: no checks row by row, no history
        for part in PARTS:
            if part == "goals":
                values["objectives"] = number("SELECT count(*) FROM goals_objective")
            run((HERE / f"{part}.sql").read_text(encoding="utf-8"), values)
        run("SET LOCAL session_replication_role = origin")
        _advance_sequences()


def _carry_over(drawn: shape.Shape) -> None:
    vacant = {seat.number for seat in drawn.seats if not seat.reports and seat.number % VACANT_EVERY == 0}
    seats = ((s.number, s.manager, s.unit, s.division, s.role, s.number in vacant) for s in drawn.seats)
    _table("seat", "number int, manager int, unit int, division int, role int, vacant boolean", seats)
    _table("drawn_unit", "number int, parent int, lead int", drawn.units)
    _table("drawn_requirement", "role int, skill int, level int, importance int", drawn.requirements)


def _table(name: str, columns: str, rows: Iterable[tuple]) -> None:
    """A temporary table with these rows."""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE {name} ({columns}) ON COMMIT DROP")
        with cursor.copy(f"COPY {name} FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        cursor.execute(f"ANALYZE {name}")


@contextmanager
def _defaults() -> Iterator[None]:
    """The models' defaults as defaults of the columns for a while, so that the statements name what matters only."""
    wanted = {model: dict(_column_defaults(model)) for model in _models()}
    _alter(wanted, "SET DEFAULT {}")
    yield
    _alter(wanted, "DROP DEFAULT")


def _alter(wanted: dict[type[models.Model], dict[str, Any]], what: str) -> None:
    for model, columns in wanted.items():
        changes = ", ".join(f'ALTER COLUMN "{name}" {what.format("%s")}' for name in columns)
        if changes:
            values = list(columns.values()) if "{}" in what else None
            with connection.cursor() as cursor:
                cursor.execute(f'ALTER TABLE "{model._meta.db_table}" {changes}', values)


def _column_defaults(model: type[models.Model]) -> Iterator[tuple[str, Any]]:
    for field in model._meta.local_concrete_fields:
        if field.primary_key or field.null or field.generated or field.has_db_default():
            continue
        if field.has_default() or getattr(field, "auto_now_add", False) or field.empty_strings_allowed:
            value = now() if getattr(field, "auto_now_add", False) else field.get_default()
            yield field.column, field.get_db_prep_save(value, connection)


def _models() -> list[type[models.Model]]:
    return [model for label in LABELS for model in apps.get_app_config(label).get_models() if model._meta.managed]


def _advance_sequences() -> None:
    """Past the numbers that were given here."""
    for statement in connection.ops.sequence_reset_sql(no_style(), _models()):
        run(statement)


def _analyse() -> None:
    """Statistics as autovacuum would have them, and pages marked visible where that is possible."""
    run("ANALYZE" if connection.in_atomic_block else "VACUUM (ANALYZE)")
