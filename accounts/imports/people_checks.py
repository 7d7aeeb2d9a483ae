"""What people.csv must not say: two people with one address, one's own manager, circles, employments on top of each other."""

from typing import Any

from accounts.imports.circles import circles, way_round, without_ends
from accounts.imports.people_comparing import LATEST
from accounts.imports.people_planning import EMPLOYMENT, LEAVE, LINE
from accounts.imports.planning import after
from accounts.imports.reading import Trouble
from accounts.imports.registry import kind_named
from accounts.imports.work import Work

MOST_WARNINGS = 200
ISO = "'^[0-9]{4}-[0-9]{2}-[0-9]{2}$'"


def addresses(work: Work) -> None:
    """Each address once, regardless of case, in the file and among the stored people who keep theirs."""
    kind = kind_named("people")
    first = "SELECT lower(email) AS address, min(row_no) AS row_no FROM stage_people WHERE email <> '' GROUP BY 1 HAVING count(*) > 1"
    source = f"stage_people s JOIN ({first}) twin ON twin.address = lower(s.email)"
    work.find(kind, "email_twice", "twin.row_no < s.row_no", column="email", detail="twin.row_no::text", source=source)
    source = """stage_people s JOIN accounts_person p ON lower(p.email) = lower(s.email)
        AND p.employee_number IS NOT NULL AND p.employee_number <> s.employee_number"""
    keeps = "NOT EXISTS (SELECT FROM stage_people other WHERE other.employee_number = p.employee_number)"
    detail = "concat(p.full_name, ' (', p.employee_number, ')')"
    work.find(kind, "email_taken", keeps, column="email", detail=detail, source=source)
    matched = "(SELECT FROM accounts_person known WHERE known.employee_number = s.employee_number)"
    source = "stage_people s JOIN accounts_person p ON lower(p.email) = lower(s.email) AND p.employee_number IS NULL"
    work.find(kind, "email_taken", f"EXISTS {matched}", column="email", detail="p.full_name", source=source)


def own_manager(work: Work) -> None:
    where = "s.line_manager_employee_number = s.employee_number AND s.employee_number <> ''"
    work.find(kind_named("people"), "own_manager", where, column="line_manager_employee_number")


def leave_without_start(work: Work) -> None:
    work.find(kind_named("people"), "leave_start", "s.leave_to <> '' AND s.leave_from = ''", column="leave_from")


def later_rows(work: Work) -> None:
    """A unit or line that would begin before the one that holds now: the two would overlap."""
    kind = kind_named("people")
    for column, value, part, table in (
        ("unit_from", "unit_code", "unit_on", "accounts_unitmembership"),
        ("line_manager_from", "line_manager_employee_number", "line_on", "accounts_reportingline"),
    ):
        if not work.has("people", column):
            continue
        source = f"""stage_people s JOIN diff_people d ON d.row_no = s.row_no AND NOT d.is_new
            AND d.{value} IS DISTINCT FROM d.was_{value} AND s.{column} <> ''
            JOIN LATERAL (SELECT min(t.valid_from) AS began FROM {table} t WHERE t.person_id = d.id
                AND t.valid_from > d.{part} AND t.valid_from <= {work.today}) held ON held.began IS NOT NULL"""
        work.find(kind, "overlap", "true", column=column, detail="held.began::text", source=source)


def employments(work: Work) -> None:
    """No two employments, and no two leaves, of a person at once. New people have only what the file says."""
    kind = kind_named("people")
    for target, column in ((EMPLOYMENT, "start_date"), (LEAVE, "leave_from")):
        source = f"""stage_people s JOIN diff_people d ON d.row_no = s.row_no AND NOT d.is_new
            JOIN {target.plan} p ON p.row_no = s.row_no AND p.op <> 'd'
            JOIN {after(target, "person_id, valid_from, valid_to")} o ON o.person_id = p.person_id AND o.id <> p.id
                AND daterange(o.valid_from, o.valid_to, '[]') && daterange(p.valid_from, p.valid_to, '[]')"""
        work.find(kind, "overlap", "true", column=column, detail="o.valid_from::text", source=source)


def line_circles(work: Work) -> None:
    """Nobody reports to themselves on any day. First without dates, which mostly settles it; then only what is left."""
    changed = work.value(f"SELECT EXISTS (SELECT FROM {LINE.plan} WHERE op <> 'd')")
    if not changed:
        return
    lines = after(LINE, "person_id, manager_id, valid_from, valid_to")
    left: list[Any] = without_ends(work.rows(f"SELECT person_id, manager_id FROM {lines} lines"))
    if not left:
        return
    people = sorted({person for edge in left for person in edge})
    for circle in circles(_edges_of_one_day(work, lines, people)):
        _note_circle(work, circle)


def _edges_of_one_day(work: Work, lines: str, people: list[int]) -> list[tuple[int, int]]:
    """The lines among these people that are part of a circle on some day."""
    return work.rows(
        f"""WITH RECURSIVE line AS MATERIALIZED (
            SELECT person_id, manager_id, daterange(valid_from, valid_to, '[]') AS days FROM {lines} lines
            WHERE person_id = ANY(%(people)s) AND manager_id = ANY(%(people)s)
        ), above AS (
            SELECT person_id AS start, manager_id, days, 1 AS steps FROM line
            UNION SELECT above.start, line.manager_id, above.days * line.days, above.steps + 1
            FROM above JOIN line ON line.person_id = above.manager_id AND above.days && line.days
            WHERE above.start <> above.manager_id AND above.steps <= cardinality(%(people)s)
        ), caught AS (SELECT DISTINCT start FROM above WHERE start = manager_id)
        SELECT DISTINCT person_id, manager_id FROM line
        WHERE person_id IN (SELECT start FROM caught) AND manager_id IN (SELECT start FROM caught)""",
        {"people": people},
    )


def _note_circle(work: Work, circle: list[int]) -> None:
    named = work.rows(
        """SELECT id, full_name FROM accounts_person WHERE id = ANY(%(ids)s)
        UNION ALL SELECT id, full_name FROM diff_people WHERE id = ANY(%(ids)s) AND is_new""",
        {"ids": circle},
    )
    names = dict(named)
    column = "line_manager_employee_number"
    listed = work.rows(f"SELECT id, row_no, {column} FROM diff_people WHERE id = ANY(%s) AND {column} <> ''", [circle])
    troubles = [Trouble(row, column, value, "circle", way_round(circle, id, names)) for id, row, value in listed]
    work.note("people", troubles)


def last_administrator(work: Work) -> None:
    """Somebody always remains who may grant roles."""
    holds = f"(valid_to IS NULL OR valid_to >= {work.today}) AND valid_from <= {work.today}"
    granted = f"""SELECT g.person_id FROM accounts_rolegrant g JOIN accounts_person p ON p.id = g.person_id AND p.is_active
        WHERE g.role = 'admin' AND g.confirmed_at IS NOT NULL AND {holds.replace("valid", "g.valid")}"""
    stays = f"({granted}) held WHERE NOT EXISTS (SELECT FROM diff_people d WHERE d.id = held.person_id AND d.leaves)"
    if work.value(f"SELECT NOT EXISTS (SELECT FROM {stays})"):
        source = f"stage_people s JOIN diff_people d ON d.row_no = s.row_no AND d.leaves JOIN ({granted}) g ON g.person_id = d.id"
        work.find(kind_named("people"), "last_admin", "true", column="end_date", source=source)


def same_names(work: Work) -> None:
    """A warning: two people with one name."""
    work.do(
        f"""INSERT INTO found SELECT 'people', s.row_no, 'full_name', s.full_name, 'same_name', twin.first::text, true
        FROM stage_people s JOIN (SELECT lower(full_name) AS name, min(row_no) AS first FROM stage_people
            WHERE full_name <> '' AND row_no > 0 GROUP BY 1 HAVING count(*) > 1) twin ON twin.name = lower(s.full_name)
        WHERE s.row_no > twin.first ORDER BY s.row_no LIMIT {MOST_WARNINGS}"""
    )


def managers_who_left(work: Work) -> None:
    """A warning: the line manager's employment has ended (or ends with this file)."""
    work.do(
        f"""INSERT INTO found SELECT 'people', s.row_no, 'line_manager_employee_number', s.line_manager_employee_number,
            'manager_left', concat(m.full_name, '|', m.left_on), true
        FROM stage_people s JOIN (
            SELECT p.employee_number, p.full_name, e.valid_to::text AS left_on FROM accounts_person p
            JOIN {LATEST} e ON e.person_id = p.id AND e.valid_to < {work.today}
            WHERE NOT EXISTS (SELECT FROM stage_people again WHERE again.employee_number = p.employee_number)
            UNION ALL SELECT employee_number, full_name, end_date FROM stage_people
            WHERE end_date ~ {ISO} AND end_date < {work.today}::text
        ) m ON m.employee_number = s.line_manager_employee_number
        WHERE NOT s.bad AND (s.end_date = '' OR s.end_date >= {work.today}::text) ORDER BY s.row_no LIMIT {MOST_WARNINGS}"""
    )
