"""The company that trials work on: built once a day, copied for each trial, and compared by what its tables hold."""

import datetime as dt
import time
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from django.core.management import call_command
from django.db import InterfaceError, OperationalError, connection

from accounts.models import Organisation, Person
from accounts.sql import run
from ecosystem.benchmark import company as made_up
from ecosystem.benchmark.place import recipe
from ecosystem.chaos.machines import DATABASE, Machines
from ecosystem.core.clock import today
from ecosystem.core.models import JobRun, OutboxMessage, OutgoingMail
from ecosystem.core.periods import cycle_of
from ecosystem.core.policy import policy
from ecosystem.installation import fingerprint
from ecosystem.notifications.models import NudgeRuleState

Answer = TypeVar("Answer")
COMPANY, FOUND = "understory_chaos_company", "understory_chaos_found"
OUTAGE = 60
STORED = [
    "accounts_unitclosure",
    "accounts_reportingclosure",
    "accounts_personskill",
    "accounts_skillcell",
    "accounts_publishedblock",
    "accounts_publishedcell",
    "goals_personstate",
    "goals_teamsum",
]
NUDGES = ["notifications_nudge"]
SAID = ["notifications_nudge", "notifications_notification", "core_outgoingmail"]
# What the nights count, so that they have all of it to do, and what earlier nights left behind.
COUNTED = [
    "accounts_publishedcell",
    "accounts_publishedblock",
    "accounts_rollupday",
    "accounts_skillcell",
    "goals_personstate",
    "goals_teamsum",
]
# Numbers and moments are another run's; that something was sent is no moment.
COLUMNS = """
    SELECT string_agg(CASE WHEN data_type LIKE 'timestamp%%' THEN format('%%I IS NULL', column_name)
                           ELSE format('%%I', column_name) END, ', ' ORDER BY column_name)
    FROM information_schema.columns
    WHERE table_schema = 'public' AND table_name = %(table)s
      AND column_name NOT IN ('id', 'block_id', 'nudge_id', 'text', 'html', 'unsubscribe_url', 'attempts', 'last_error')"""
DIGEST = """
    SELECT md5(coalesce(string_agg(line, '|' ORDER BY line), '')), count(*)
    FROM (SELECT ROW({columns})::text AS line FROM {table}) AS lines"""


def patiently(ask: Callable[[], Answer]) -> Answer:
    """An answer of the database, also while it is being killed and started again."""
    deadline = time.monotonic() + OUTAGE
    while True:
        try:
            return ask()
        except (OperationalError, InterfaceError):
            connection.close()
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


def build(machines: Machines, people: int, say: Callable[[str], Any]) -> None:
    """The company as a database to copy; anew where the product, the recipe or the day is another."""
    mark, kept = f"{people} {dt.date.today()} {recipe()} {fingerprint()}", machines.folder / "company"
    machines.cluster.create(DATABASE)  # and the application's role
    if is_there(machines, COMPANY) and kept.exists() and kept.read_text() == mark:
        return
    say(f"a company of {people}")
    kept.unlink(missing_ok=True)
    connection.close()
    for name in (COMPANY, FOUND):
        machines.cluster.query(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    machines.cluster.query(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
    machines.cluster.create(DATABASE)
    call_command("prepare", verbosity=0)
    made_up.build(people)
    _make_comparable()
    keep(machines, COMPANY)
    kept.write_text(mark)


def _make_comparable() -> None:
    """Reminders may leave at whatever hour the trials run, the lots are drawn already, and nothing waits."""
    Organisation.objects.update(quiet_until="00:00", quiet_from="23:59:59")
    Person.objects.update(working_days=list(range(7)))
    _year, _quarter, start, _end = cycle_of(today(policy().zone), policy().fiscal_year_first_month)
    NudgeRuleState.objects.update(salt="chaos", salt_from=start)
    for model in (OutgoingMail, OutboxMessage, JobRun):
        model.objects.all().delete()


def keep(machines: Machines, name: str) -> None:
    """The database as it is now, to be copied by later trials."""
    connection.close()
    machines.cluster.query(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    machines.cluster.query(f"CREATE DATABASE {name} TEMPLATE {DATABASE}")


def copy(machines: Machines, name: str = COMPANY) -> None:
    """A trial begins: the same company each time, and nothing of the trial before."""
    machines.end_work()
    machines.post.taken.clear()
    machines.post.turn("takes")
    connection.close()
    machines.cluster.query(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
    machines.cluster.query(f"CREATE DATABASE {DATABASE} TEMPLATE {name}")


def forget_what_nights_count() -> None:
    for table in COUNTED:
        run(f"DELETE FROM {table}")


def digest(tables: Sequence[str]) -> dict[str, tuple[str, int]]:
    """Of each table a hash over its rows and their number."""
    found = {}
    for table in tables:
        columns = run(COLUMNS, {"table": table})[0][0]
        found[table] = tuple(run(DIGEST.format(columns=columns, table=table))[0])
    return found


def is_there(machines: Machines, name: str) -> bool:
    return bool(machines.cluster.query(f"SELECT 1 FROM pg_database WHERE datname = '{name}'"))
