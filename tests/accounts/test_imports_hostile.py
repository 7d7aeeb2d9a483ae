"""Files that harm, at full size: a hundred thousand rows with errors anywhere, half a company gone, a worker killed while it writes."""

import os
import random
import subprocess
import sys
import time
from functools import partial

import pytest
from django.conf import settings
from django.core.management import call_command
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


def cells(n: int) -> dict[str, str]:
    return dict(
        zip(
            HEADER.split(","),
            (f"H-{n}", f"Person {n}", f"p{n}@x.pt", f"H-{(n - 1) // 8}" if n else "", "2020-01-01", "1"),
            strict=True,
        )
    )


def broken(count: int, errors: int) -> tuple[list[list[str]], list[tuple]]:
    """The rows with their header, and (row, column, value, code) of each error, at places that chance chose."""
    chance, rows, expected = random.Random("hostile"), [cells(n) for n in range(count)], []
    for n in sorted(chance.sample(range(count), errors)):
        column, cell, code = chance.choice(WRONG)
        rows[n][column] = cell = cell.format(n=n)
        expected.append((n + 2, column, cell[:300], code))
    return [HEADER.split(","), *(list(row.values()) for row in rows)], expected


def file_of(rows: list[list[str]]) -> bytes:
    return "\n".join([HEADER, *(",".join(row) for row in rows), ""]).encode()


def with_circle(rows: list[list[str]]) -> bytes:
    rows[0][3] = rows[-1][0]
    return file_of(rows)


def with_giant(rows: list[list[str]]) -> bytes:
    rows[70_000][1] = "x" * 2_000_000
    return file_of(rows)


def with_same_key(rows: list[list[str]]) -> bytes:
    rows[70_000][0] = rows[3][0]
    return file_of(rows)


def with_nul(rows: list[list[str]]) -> bytes:
    rows[70_000][1] = "a\x00b"
    return file_of(rows)


WHOLE = {"circle": with_circle, "giant": with_giant, "twice": with_same_key, "nul": with_nul}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("count", "encoding", "separator"),
    [
        (2_500, "utf-8", ","),
        (200, "utf-8-sig", ";"),
        (200, "utf-16", "\t"),
        (200, "cp1252", ";"),
        pytest.param(100_000, "utf-8", ",", marks=pytest.mark.long),
        pytest.param(100_000, "utf-16", ";", marks=pytest.mark.long),
        pytest.param(100_000, "cp1252", "\t", marks=pytest.mark.long),
    ],
)
def test_every_error_is_listed_wherever_it_stands(count, encoding, separator, organisation):
    rows, expected = broken(count, count // 50)
    header, *text = [separator.join(f'"{cell}"' if "," in cell else cell for cell in row) for row in rows]
    run = load(("people.csv", "\r\n".join([header, *text, ""]).encode(encoding)))
    assert [row[1:] for row in wrong(run)] == expected
    assert (run.state, run.figures["bad"], Person.objects.count()) == ("broken", len(expected), 0)


@pytest.mark.django_db
@pytest.mark.long
@pytest.mark.parametrize("what", WHOLE)
def test_one_thing_wrong_in_a_hundred_thousand_rows_is_found_and_nothing_applied(what, organisation):
    content = WHOLE[what]([list(cells(n).values()) for n in range(100_000)])
    run = load(("people.csv", content))
    assert (run.state, {row[4] for row in wrong(run)}, Person.objects.count()) == ("broken", {what}, 0)


@pytest.mark.django_db
@pytest.mark.parametrize("count", [600, pytest.param(100_000, marks=pytest.mark.long)])
def test_a_list_of_half_the_company_dismisses_nobody_unasked(count, organisation):
    rows = [",".join(cells(n).values()) for n in range(count)]
    assert load(people(*rows, header=HEADER)).state == "applied"
    run = load(people(*rows[: count // 2], header=HEADER), complete=True, sure=False)
    assert (run.state, run.figures["people"]["leavers"]) == ("held", count - count // 2)
    assert Person.objects.filter(is_active=False).count() == 0


# --- killed while it checks, and while it writes each of these
MOMENTS = (None, "accounts_person", "accounts_importchange", "accounts_employment", "accounts_reportingline")
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


def connected(*, writing: bool = False) -> set[int]:
    """The others on the database of the test; `writing`: those that have written something already."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            + (" AND backend_xid IS NOT NULL" if writing else "")
        )
        return {pid for (pid,) in cursor.fetchall()}


def written_now(table: str) -> bool:
    """Whether another writes rows of this table, in a transaction that goes on."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT EXISTS (SELECT FROM pg_locks WHERE relation = %s::regclass AND mode = 'RowExclusiveLock'
            AND pid <> pg_backend_pid())""",
            [table],
        )
        return cursor.fetchone()[0]


def is_applied(run: ImportRun) -> bool:
    run.refresh_from_db(fields=["state"])
    return run.state == "applied"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("count", "kills"), [(300, 2), pytest.param(8_000, 20, marks=pytest.mark.long)])
def test_killed_again_and_again_while_it_writes_it_ends_as_undisturbed(count, kills, monkeypatch, eventually):
    monkeypatch.setattr(actions, "LARGE_BYTES", 0)  # a worker applies it
    chance, file = random.Random("kill"), people(*(",".join(cells(n).values()) for n in range(count)), header=HEADER)
    run = asked_for(file)
    before, few, strangers = (
        digest(),
        Person.objects.count(),
        connected(),
    )  # such as a web server of tests before this one
    undisturbed, seconds = applied(file)
    killed = 0
    while killed < kills:
        waiting_again()
        with start_worker() as process:
            eventually(lambda: connected(writing=True) - strangers, 60)
            if table := MOMENTS[killed % len(MOMENTS)]:
                eventually(partial(is_far_enough, table, run, process), 60)
            else:
                time.sleep(chance.uniform(0, 0.4) * seconds)
            process.kill()
        eventually(lambda: not connected() - strangers, 60)  # what the dead left open is rolled back
        if is_applied(run):  # it was quicker: once more from the beginning
            call_command("flush", interactive=False)
            run = asked_for(file)
            continue
        assert (run.state, digest(), Person.objects.count()) == ("applying", before, few)
        killed += 1
    waiting_again()
    with start_worker():
        pass
    run.refresh_from_db()
    assert (run.state, run.figures["written"] > count) == ("applied", True)
    assert (digest(), Person.objects.count(), ImportRun.objects.count()) == (undisturbed, few + count, 1)


def is_far_enough(table: str, run: ImportRun, process: subprocess.Popen) -> bool:
    """Whether it writes to this table, or is over."""
    return written_now(table) or is_applied(run) or process.poll() is not None


def asked_for(file: tuple[str, bytes]) -> ImportRun:
    """A company of a few, and a file that waits for a worker."""
    make_organisation()
    with policy.scope():
        pia = make_cast().pia
        run = actions.upload_files([file], actor=pia)
        actions.check_import(run)
        run.refresh_from_db()
        actions.apply_import(run, actor=pia)
    return run


def applied(file: tuple[str, bytes]) -> tuple[str, float]:
    """How it stands where nobody interferes, and how long that takes; undone."""
    with policy.scope(), transaction.atomic():
        began = time.monotonic()
        assert load(file).state == "applied"
        end = digest(), time.monotonic() - began
        transaction.set_rollback(True)
    return end
