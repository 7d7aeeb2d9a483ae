"""What background work costs beside a bare scan, UPDATE or COPY of the same rows: G7 to G10. All of it is taken back."""

import csv
import datetime as dt
import io
import statistics
from collections.abc import Callable
from typing import Any

from django.db import connection, transaction

from accounts.imports.actions import import_at_once
from accounts.models import ImportRun
from accounts.refresh import touch
from accounts.rollup import COUNTING, all_cells, fold, own_cells, rebuild
from accounts.sql import number, planner, run, write
from ecosystem.benchmark.rows import Row, missing
from ecosystem.benchmark.scans import ROUNDS, Against, scan, seconds, statements, undone
from ecosystem.core import policy
from ecosystem.core.clock import now, today
from ecosystem.notifications.finding import find_all
from goals.alignment_figures import publish_alignment

CHANGED = 1000  # people whose level in a skill is stated anew
FIGURES = (
    "SELECT md5(string_agg(cell::text, '|' ORDER BY cell.unit_id, cell.scope, cell.skill_id)) FROM (SELECT unit_id, scope, "
    "skill_id, people, required, assessed, self_only, unassessed, not_applicable, met, need_1, need_2, need_3, need_4, at_3, "
    "at_4, ratio_points, gap_points, severity_points FROM accounts_skillcell WHERE day = %(day)s) cell"
)
CHOSEN = """
    SELECT id, person_id, skill_id FROM accounts_personskill
    WHERE counted AND skill_id = (SELECT min(skill_id) FROM accounts_rolerequirement WHERE job_role_id IS NULL)
    ORDER BY hashint8extended(id, 81) LIMIT %(changed)s"""
STATE = f"""
    INSERT INTO accounts_assessment (person_id, skill_id, source, level, not_applicable, scale_max, stated_on, note,
        released_at, reply, created_at)
    SELECT person_id, skill_id, 'manager', 1 + mod(id, 4), false, 4, %(today)s, '', %(now)s, '', %(now)s
    FROM ({CHOSEN}) mine"""
PEOPLE = """
    SELECT employee_number, full_name, email, unit.code AS unit_code, role.code AS job_role_code,
        manager AS line_manager_employee_number, site.code AS site_code, person.kind, employment.valid_from AS start_date
    FROM accounts_person person
    LEFT JOIN accounts_employment employment ON employment.person_id = person.id
    LEFT JOIN accounts_unitmembership member ON member.person_id = person.id
    LEFT JOIN accounts_unit unit ON unit.id = member.unit_id
    LEFT JOIN accounts_roleholding holding ON holding.person_id = person.id
    LEFT JOIN accounts_jobrole role ON role.id = holding.job_role_id
    LEFT JOIN accounts_site site ON site.id = person.site_id
    LEFT JOIN (SELECT line.person_id, above.employee_number AS manager FROM accounts_reportingline line
        JOIN accounts_person above ON above.id = line.manager_id) led ON led.person_id = person.id
    ORDER BY person.id"""


# --- G7
def roll_ups(say: Callable[[str], object]) -> list[Row]:
    say("roll-ups")
    leaf, counted, first, again = (Against("S", "a scan of the people's skills") for _ in range(4))
    rows, sent = -1, 0
    for _ in range(ROUNDS):
        base = scan("accounts_personskill", "required")
        leaf.add(_counted(own_cells()), base)
        counted.add(_counted(f"WITH {all_cells()} SELECT * FROM cells"), base)
        took, sent, _written = _rebuilt(anew=True)
        first.add(took, base)
        took, _sent, rows = _rebuilt(anew=False)
        again.add(took, base)
        run("VACUUM accounts_skillcell")
    return [
        leaf.row("G7", "roll-up, leaf cells", 3, series="roll-up, leaf cells"),
        counted.row("G7", "roll-up, full tree", 8, sent, series="roll-up, full tree"),
        first.row("G7", "roll-up, full tree and a day's first cells written", None, series="roll-up, written"),
        again.row("G7", "roll-up, full tree a second time", None, series="roll-up, a second time"),
        Row("G7", "roll-up a second time, rows written", rows, "", 0),
        *_incremental(),
    ]


@transaction.atomic
def _counted(query: str) -> float:
    """Seconds of a part of the roll-up's statement by itself: every row is worked out, none is sent.

    By one process, as where it writes.
    """
    with planner(**COUNTING, max_parallel_workers_per_gather="0"):
        return seconds(lambda: run(f"{query} OFFSET 1000000000"))


def _rebuilt(anew: bool) -> tuple[float, int, int]:
    """Seconds of the whole, the statements sent, and the rows written."""
    with undone():
        if anew:
            write("DELETE FROM accounts_skillcell WHERE day = %(day)s", {"day": today()})
        with statements() as sent:
            rows = rebuild()
        return sum(took for _sql, took in sent), len(sent), rows


def _incremental() -> list[Row]:
    """Levels stated anew, worked out and folded into all cells above, beside an UPDATE of the same rows."""
    folds, wholes = (Against("UPDATE", "the UPDATE") for _ in range(2))
    changed, equal = 0, True
    for nth in range(ROUNDS):
        with undone():
            rows = say_something()
            ids, people, skills = (list(column) for column in zip(*rows, strict=True))
            plain, changed = seconds(lambda ids=ids: _plain_update(ids)), len(ids)
            refreshed = seconds(lambda people=people, skills=skills: touch(people, sorted(set(skills))))
            folded = seconds(fold)
            folds.add(folded, plain)
            wholes.add(refreshed + folded, plain)
            if nth == 0:
                before = figures()
                rebuild()
                equal = before == figures()
        run("VACUUM accounts_personskill, accounts_skillcell, accounts_skillchange")
    name = f"roll-up, {changed:,} levels stated anew"
    return [
        folds.row("G7", f"{name}, folded into all cells above", 3),
        wholes.row("G7", f"{name}, worked out and folded", None),
        Row("G7", f"{name}, cells that differ from a rebuild", int(not equal), "", 0),
    ]


def say_something(changed: int = CHANGED) -> list[tuple]:
    """Managers state the level of so many people in one skill: (row, person, skill) of each."""
    write(STATE, {"today": today(), "now": now(), "changed": changed})
    return run(CHOSEN, {"changed": changed})


def _plain_update(ids: list[int]) -> None:
    """Of rows that the statements about to come change once more: a savepoint takes this back."""
    with undone():
        write("UPDATE accounts_personskill SET level = 2 WHERE id = ANY(%(ids)s::bigint[])", {"ids": ids})


def figures() -> Any:
    """A fingerprint of all of today's cells."""
    return run(FIGURES, {"day": today()})[0][0]


# --- G8
def alignments(say: Callable[[str], object]) -> list[Row]:
    """The figures of the alignment summary, of the day after those that stand."""
    say("alignment figures")
    counted, published = (Against("S", "a scan of the goals") for _ in range(2))
    for _ in range(ROUNDS):
        base = scan("goals_learninggoal", "progress")
        with undone(), policy.scope(), statements() as sent:
            whole = seconds(lambda: publish_alignment(today() + dt.timedelta(days=1)))
        counted.add(sum(took for sql, took in sent if sql.lstrip().startswith(("SELECT", "WITH"))), base)
        published.add(whole, base)
        run("VACUUM goals_alignmentfigure")
    return [
        counted.row("G8", "alignment figures, counted", 4, len(sent)),
        published.row("G8", "alignment figures, counted and published", None, series="alignment figures"),
    ]


# --- G9
def nudge_runs(say: Callable[[str], object]) -> list[Row]:
    say("nudge runs")
    first, second = (Against("S", "a scan of the goals") for _ in range(2))
    written, found, sent = 0, 0, 0
    for _ in range(ROUNDS):
        base = scan("goals_learninggoal", "progress")
        with undone():
            write("DELETE FROM notifications_nudge")
            with statements() as asked:
                once, found = _found()
            first.add(once, base)
            sent = len(asked)
            twice, written = _found()
            second.add(twice, base)
        run("VACUUM notifications_nudge")
    return [
        first.row("G9", f"nudge run, all rules, {found:,} people due", 20, sent, series="nudge run"),
        second.row("G9", "nudge run, a second time", 4, series="nudge run, a second time"),
        Row("G9", "nudge run, a second time, rows written", written, "", 0),
    ]


def _found() -> tuple[float, int]:
    outcome: list[Any] = []
    took = seconds(lambda: outcome.append(find_all()))
    return took, outcome[0].due + outcome[0].gone


# --- G10
def imports(say: Callable[[str], object]) -> list[Row]:
    """The company's own people, imported into a company that has units, roles and sites but nobody yet."""
    say("import")
    content = people_file()
    people = number("SELECT count(*) FROM accounts_person")
    fresh, again = (Against("COPY", "a bare COPY of the file") for _ in range(2))
    sent, written = 0, 0
    for _ in range(ROUNDS):
        with undone():
            copied = statistics.median(_copied(content) for _ in range(3))
            _forget_everybody()
            with statements() as asked:
                took, result = _imported(content)
            if result.state != ImportRun.State.APPLIED:
                return [missing("G10", "import", f"the import is {result.state}", "COPY", 70)]
            fresh.add(took, copied)
            took, unchanged = _imported(content)
            again.add(took, copied)
            sent, written = len(asked), unchanged.figures["changes"]
    return [
        fresh.row("G10", f"import of {people:,} people, with their managers", 70, sent, series="import"),
        again.row("G10", "the same file once more", 15, series="import, a second time"),
        Row("G10", "the same file once more, rows written", written, "", 0),
    ]


def people_file() -> bytes:
    """people.csv of the whole company."""
    with connection.cursor() as cursor:
        cursor.execute(PEOPLE)
        file = io.StringIO()
        rows = csv.writer(file)
        rows.writerow([column.name for column in cursor.description])
        rows.writerows(cursor.fetchall())
    return file.getvalue().encode()


def _copied(content: bytes) -> float:
    header = content.partition(b"\n")[0].decode().strip().split(",")
    run("DROP TABLE IF EXISTS bare_copy")
    run(f"CREATE TABLE bare_copy ({', '.join(f'{name} text' for name in header)})")
    with connection.cursor() as cursor:

        def copy() -> None:
            with cursor.copy("COPY bare_copy FROM STDIN (FORMAT csv, HEADER)") as target:
                target.write(content)

        return seconds(copy)


def _imported(content: bytes) -> tuple[float, ImportRun]:
    outcome: list[ImportRun] = []

    def work() -> None:
        outcome.append(import_at_once([("people.csv", content)], dry_run=False, complete_list=False, confirmed=True))
        run("SET CONSTRAINTS ALL IMMEDIATE")
        run("SET CONSTRAINTS ALL DEFERRED")

    return seconds(work), outcome[0]


def _forget_everybody() -> None:
    """Everybody and what hangs on them; policy, sites, roles and skills stay, and the units without their leads."""
    run("CREATE TEMPORARY TABLE kept_unit ON COMMIT DROP AS SELECT * FROM accounts_unit")
    run("UPDATE kept_unit SET lead_id = NULL")
    run("TRUNCATE accounts_person, accounts_reportingclosure CASCADE")
    run("INSERT INTO accounts_unit SELECT * FROM kept_unit ORDER BY id")
    run("SET CONSTRAINTS ALL IMMEDIATE")
    run("SET CONSTRAINTS ALL DEFERRED")
