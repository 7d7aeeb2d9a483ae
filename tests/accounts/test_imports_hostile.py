"""Files that harm, at full size: a hundred thousand rows with errors anywhere, half a company gone, a worker killed while it writes."""

import os
import random
import signal
import subprocess
import sys
import time

import pytest
from django.conf import settings
from django.db import connection, transaction

from accounts.imports import actions
from accounts.models import ImportRun, Person
from ecosystem.core import policy
from ecosystem.core.models import OutboxMessage
from ecosystem.embedded import ends_with_parent
from tests.accounts.imports import load, people, wrong
from tests.conftest import make_cast
from tests.factories.people import make_organisation

HEADER = "employee_number,full_name,email,line_manager_employee_number,start_date,fte"
WRONG = (  # (column, cell, code)
    ("full_name", "", "required"),
    ("full_name", "x" * 161, "too_long"),
    ("email", "nobody{n}", "email"),
    ("line_manager_employee_number", "E-none", "unknown"),
    ("start_date", "2026-02-30", "day"),
    ("fte", "1,5", "number"),
    ("fte", "9", "range"),
)
PEOPLE, KILLS = 8_000, 20


def cells(n: int) -> dict[str, str]:
    return dict(
        zip(
            HEADER.split(","),
            (f"H-{n}", f"Person {n}", f"p{n}@x.pt", f"H-{(n - 1) // 8}" if n else "", "2020-01-01", "1"),
            strict=True,
        )
    )


def broken(count: int, errors: int) -> tuple[list[str], list[tuple]]:
    """The rows, and (row, column, value, code) of each error, at places that chance chose."""
    chance, rows, expected = random.Random("hostile"), [cells(n) for n in range(count)], []
    for n in sorted(chance.sample(range(count), errors)):
        column, cell, code = chance.choice(WRONG)
        rows[n][column] = cell = cell.format(n=n)
        expected.append((n + 2, column, cell[:300], code))
    return [",".join(f'"{cell}"' if "," in cell else cell for cell in row.values()) for row in rows], expected


@pytest.mark.django_db
@pytest.mark.parametrize("count", [2_500, pytest.param(100_000, marks=pytest.mark.long)])
def test_every_error_is_listed_wherever_it_stands(count, organisation):
    rows, expected = broken(count, count // 50)
    run = load(people(*rows, header=HEADER))
    assert [row[1:] for row in wrong(run)] == expected
    assert (run.state, run.figures["bad"], Person.objects.count()) == ("broken", len(expected), 0)


@pytest.mark.django_db
@pytest.mark.parametrize("count", [600, pytest.param(100_000, marks=pytest.mark.long)])
def test_a_list_of_half_the_company_dismisses_nobody_unasked(count, organisation):
    rows = [",".join(cells(n).values()) for n in range(count)]
    assert load(people(*rows, header=HEADER)).state == "applied"
    run = load(people(*rows[: count // 2], header=HEADER), complete=True, sure=False)
    assert (run.state, run.figures["people"]["leavers"]) == ("held", count - count // 2)
    assert Person.objects.filter(is_active=False).count() == 0


# --- killed while it writes
WORKER = (
    "import django; django.setup(); from ecosystem.core.outbox import deliver; print('ready', flush=True); deliver()"
)
ROWS = """SELECT md5(string_agg(r::text, '|' ORDER BY r)) FROM (
    SELECT p.employee_number, p.full_name, p.email, p.version, e.valid_from, e.fte, m.employee_number AS manager, l.valid_from AS since
    FROM accounts_person p LEFT JOIN accounts_employment e ON e.person_id = p.id
    LEFT JOIN accounts_reportingline l ON l.person_id = p.id LEFT JOIN accounts_person m ON m.id = l.manager_id) r"""


def digest() -> str:
    """All that the file says, by the numbers of the people: ids differ from one attempt to the next."""
    with connection.cursor() as cursor:
        cursor.execute(ROWS)
        return cursor.fetchone()[0]


def start_worker() -> subprocess.Popen:
    """A process that works through the outbox of the test's database, with the product's own settings."""
    base, _slash, _name = os.environ["DATABASE_URL"].rpartition("/")
    told = {
        "DJANGO_SETTINGS_MODULE": "ecosystem.settings",
        "DATABASE_URL": f"{base}/{settings.DATABASES['default']['NAME']}",
    }
    process = subprocess.Popen(
        [*ends_with_parent("KILL"), sys.executable, "-c", WORKER],
        env={**os.environ, **told, "QUEUE_DIR": settings.QUEUE_DIR},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout.readline() == "ready\n"
    return process


def waiting_again() -> None:
    """What time and an operator do: the claim of the dead runs out, and its tries are forgiven."""
    OutboxMessage.objects.filter(done_at=None).update(claimed_until=None, attempts=0, parked_at=None)


def alone() -> None:
    """Nobody is connected but the test: what the dead left open is rolled back."""
    with connection.cursor() as cursor:
        while True:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            if not cursor.fetchone()[0]:
                return
            time.sleep(0.05)


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_killed_twenty_times_while_it_writes_it_ends_as_undisturbed():
    make_organisation()
    chance, file = random.Random("kill"), people(*(",".join(cells(n).values()) for n in range(PEOPLE)), header=HEADER)
    with policy.scope():
        pia, began = make_cast().pia, time.monotonic()
        before, few = digest(), Person.objects.count()
        with transaction.atomic():
            assert load(file).state == "applied"
            undisturbed, seconds = digest(), time.monotonic() - began
            transaction.set_rollback(True)
        run = actions.upload_files([file], actor=pia)
        actions.check_import(run)
        run.refresh_from_db()
        actions.apply_import(run, actor=pia)
    killed = 0
    while killed < KILLS:  # a worker takes longer than this process did: it has to start
        waiting_again()
        process = start_worker()
        time.sleep(chance.uniform(0, 0.8 * seconds))
        process.send_signal(signal.SIGKILL)
        process.wait()
        alone()
        run.refresh_from_db()
        if run.state == "applied":
            break
        assert (run.state, digest(), Person.objects.count()) == ("applying", before, few)
        killed += 1
    waiting_again()
    start_worker().wait()
    run.refresh_from_db()
    assert (run.state, run.figures["written"] > PEOPLE, killed >= KILLS // 2) == ("applied", True, True)
    assert (digest(), Person.objects.count(), ImportRun.objects.count()) == (undisturbed, few + PEOPLE, 1)
