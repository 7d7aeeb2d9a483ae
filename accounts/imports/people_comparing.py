"""What people.csv changes: each row beside the person, the employment, and the dated rows that hold on the days asked for.

The dated parts (unit, line manager, roles) are compared with what holds on the day from which the file speaks: the
given day, else today, never outside the employment. So the same file twice changes nothing, whatever day it is.
"""

from accounts.imports.comparing import differs, new_id, pairs, wanted
from accounts.imports.registry import FileKind, kind_named
from accounts.imports.work import Work

LATEST = """(SELECT e.* FROM accounts_employment e WHERE NOT EXISTS (
    SELECT FROM accounts_employment later WHERE later.person_id = e.person_id AND later.valid_from > e.valid_from))"""
TECHNICAL = (
    "employment_id is_rehire starts ends was_started was_ended base_on unit_on line_on roles_on "
    "leave_on leave_until was_active"
)
HOLDS = "{row}.valid_from <= {day} AND ({row}.valid_to IS NULL OR {row}.valid_to >= {day})"

# The people by their numbers, where the file itself gives one: what is stored of them is found by it.
NUMBERED = """(SELECT p.id, coalesce(p.employee_number, s.employee_number) AS employee_number FROM accounts_person p
    LEFT JOIN (matched_people m JOIN stage_people s ON s.row_no = m.row_no) ON m.id = p.id)"""


def compare_people(work: Work) -> None:
    kind = kind_named("people")
    if work.complete_list:
        _add_missing(work)
    match_and_ask(work)
    work.make_from(kind.diff, _difference(work, kind), known_by="row_no, id, is_new")


def _add_missing(work: Work) -> None:
    """People employed today who are not in a complete list: rows that end their employment. Never the one who imports."""
    kind = kind_named("people")
    whole = work.whole(kind)
    others = [column.name for column in kind.columns if column.name not in ("employee_number", "full_name")]
    empty = ", ".join("''" for _name in others)
    work.do(
        f"""INSERT INTO stage_people (row_no, bad, employee_number, full_name, {", ".join(others)})
        SELECT -row_number() OVER (ORDER BY p.id), false, p.employee_number, p.full_name, {empty} FROM accounts_person p
        JOIN accounts_employment e ON e.person_id = p.id AND {HOLDS.format(row="e", day=work.today)}
        WHERE p.kind = 'person' AND p.employee_number IS NOT NULL AND p.id <> {work.actor_id or 0}
            AND (e.valid_to IS NULL OR e.valid_to > {work.today})
            AND NOT EXISTS (SELECT FROM {whole} s WHERE s.employee_number = p.employee_number)"""
    )


def match_and_ask(work: Work) -> None:
    """Whose row each is, and the days it speaks of."""
    _match(work)
    _ask(work)


def _match(work: Work) -> None:
    """Whose row it is: by employee number, else by e-mail among those who have no number yet."""
    work.make_from(
        "matched_people",
        """SELECT s.row_no, p.id FROM stage_people s JOIN accounts_person p ON p.employee_number = s.employee_number
        WHERE NOT s.bad""",
    )
    if work.value("SELECT EXISTS (SELECT FROM accounts_person WHERE employee_number IS NULL)"):
        found = work.do(
            """INSERT INTO matched_people SELECT s.row_no, p.id FROM accounts_person p
            JOIN stage_people s ON lower(s.email) = lower(p.email) AND NOT s.bad WHERE p.employee_number IS NULL
            AND NOT EXISTS (SELECT FROM matched_people known WHERE known.row_no = s.row_no)"""
        )
        if found:
            work.people = NUMBERED


def _ask(work: Work) -> None:
    """The employment as the row leaves it, and the days on which unit, line and roles are compared.

    `OFFSET 0`: what is used several times is worked out once.
    """
    starts = _day(work, "start_date")
    ends = _day(work, "end_date") if work.has("people", "end_date") else "CASE WHEN NOT rehire THEN e.valid_to END"
    missing = f"WHEN s.row_no < 0 THEN greatest({work.today} - 1, e.valid_from)"
    work.make_from(
        "asked_people",
        f"""SELECT row_no, id, employment_id, rehire AS is_rehire, starts, ends, was_started, was_ended, base_on,
            least(greatest(coalesce(unit_from, base_on), starts), ends) AS unit_on,
            least(greatest(coalesce(line_from, base_on), starts), ends) AS line_on,
            least(greatest(coalesce(unit_from, base_on), base_on, starts), ends) AS roles_on, leave_on, leave_until
        FROM (SELECT *, CASE WHEN id IS NULL OR rehire THEN coalesce(starts, {work.today})
                WHEN was_ended < {work.today} AND (ends IS NULL OR ends > was_ended) THEN was_ended
                ELSE least(greatest({work.today}, starts), ends) END AS base_on
            FROM (SELECT s.row_no, m.id, e.id AS employment_id, e.valid_from AS was_started, e.valid_to AS was_ended,
                    rehire, coalesce(starts, e.valid_from) AS starts, CASE {missing} ELSE {ends} END AS ends,
                    {_day(work, "unit_from")} AS unit_from, {_day(work, "line_manager_from")} AS line_from,
                    {_day(work, "leave_from")} AS leave_on, {_day(work, "leave_to")} AS leave_until
                FROM stage_people s LEFT JOIN matched_people m ON m.row_no = s.row_no
                LEFT JOIN {LATEST} e ON e.person_id = m.id
                CROSS JOIN LATERAL (SELECT {starts} AS starts OFFSET 0) asked
                CROSS JOIN LATERAL (SELECT coalesce(starts > e.valid_to, false) AS rehire) again
                WHERE NOT s.bad OFFSET 0) employed OFFSET 0) dated""",
        known_by="row_no, id, employment_id",
    )


def _day(work: Work, column: str) -> str:
    """SQL: the day in a cell; none where there is none, also where the cell holds something else."""
    if not work.has("people", column):
        return "NULL::date"
    return f"CASE WHEN s.{column} <> '' AND pg_input_is_valid(s.{column}, 'date') THEN s.{column}::date END"


def people_now(work: Work) -> str:
    """The stored person in the words of the file, on the days asked for."""
    return f"""
        SELECT a.*, p.employee_number, p.full_name, p.email, p.kind, p.time_zone, p.locale, p.is_active AS was_active,
            CASE WHEN p.id IS NOT NULL THEN coalesce(site.code, '') END AS site_code,
            CASE WHEN p.id IS NOT NULL THEN coalesce(unit.code, '') END AS unit_code,
            CASE WHEN p.id IS NOT NULL THEN coalesce(boss.employee_number, '') END AS line_manager_employee_number,
            CASE WHEN p.id IS NOT NULL THEN coalesce(held.codes, '') END AS job_role_code,
            CASE WHEN p.working_days = '{{0,1,2,3,4}}' THEN 'Mon-Fri' ELSE {_days_shown()} END AS working_days,
            trim_scale(e.fte)::text AS fte, coalesce(e.valid_from::text, '') AS start_date,
            CASE WHEN a.is_rehire THEN NULL ELSE coalesce(e.valid_to::text, '') END AS end_date,
            CASE WHEN p.id IS NOT NULL THEN coalesce(away.valid_from::text, '') END AS leave_from,
            CASE WHEN p.id IS NOT NULL THEN coalesce(away.valid_to::text, '') END AS leave_to, away.id AS leave_id,
            CASE WHEN p.id IS NOT NULL THEN coalesce(granted.proposed, '') END AS access_roles, granted.confirmed,
            um.id AS unit_row, um.valid_from AS unit_row_from, um.valid_to AS unit_row_to,
            line.id AS line_row, line.valid_from AS line_row_from, line.valid_to AS line_row_to
        FROM asked_people a LEFT JOIN accounts_person p ON p.id = a.id
        LEFT JOIN accounts_employment e ON e.id = a.employment_id
        LEFT JOIN accounts_site site ON site.id = p.site_id
        LEFT JOIN accounts_unitmembership um ON um.person_id = a.id AND {HOLDS.format(row="um", day="a.unit_on")}
        LEFT JOIN accounts_unit unit ON unit.id = um.unit_id
        LEFT JOIN accounts_reportingline line ON line.person_id = a.id AND {HOLDS.format(row="line", day="a.line_on")}
        LEFT JOIN accounts_person boss ON boss.id = line.manager_id
        LEFT JOIN ({_roles()}) held ON held.row_no = a.row_no
        LEFT JOIN ({_leaves(work)}) away ON away.row_no = a.row_no
        LEFT JOIN ({_grants(work)}) granted ON granted.person_id = a.id"""


def _days_shown() -> str:
    from accounts.imports.cells import days_shown

    digits = "(SELECT string_agg((day + 1)::text, '' ORDER BY day) FROM unnest(p.working_days) day)"
    return f"CASE WHEN p.id IS NOT NULL THEN {days_shown(digits)} END"


def _roles() -> str:
    return f"""SELECT a.row_no, string_agg(role.code, '|' ORDER BY role.code COLLATE "C") AS codes FROM asked_people a
        JOIN accounts_roleholding h ON h.person_id = a.id AND {HOLDS.format(row="h", day="a.roles_on")}
        JOIN accounts_jobrole role ON role.id = h.job_role_id GROUP BY a.row_no"""


def _leaves(work: Work) -> str:
    """The leave that the row speaks of: the one that begins on its day, else the current or next one it would replace."""
    return f"""SELECT DISTINCT ON (a.row_no) a.row_no, l.id, l.valid_from, l.valid_to
        FROM accounts_leave l JOIN asked_people a ON a.id = l.person_id
        WHERE l.valid_from = a.leave_on
            OR ((l.valid_to IS NULL OR l.valid_to >= {work.today}) AND (a.leave_until IS NULL OR a.leave_until >= l.valid_from))
        ORDER BY a.row_no, (l.valid_from = a.leave_on) DESC NULLS LAST, l.valid_from"""


def _grants(work: Work) -> str:
    """Roles granted or proposed, and those already confirmed: a file proposes, it never takes away."""
    return f"""SELECT person_id, string_agg(DISTINCT role, '|' ORDER BY role) AS proposed,
            string_agg(DISTINCT role, '|') FILTER (WHERE confirmed_at IS NOT NULL) AS confirmed
        FROM (SELECT person_id, role COLLATE "C" AS role, confirmed_at FROM accounts_rolegrant
            WHERE (valid_to IS NULL OR valid_to >= {work.today}) AND ended_by_id IS NULL) g GROUP BY person_id"""


def _difference(work: Work, kind: FileKind) -> str:
    names = [column.name for column in kind.compared]
    asked = ", ".join(f'{_wanted(work, kind, name)} AS "{name}"' for name in names)
    technical = ", ".join(f"n.{name}" for name in TECHNICAL.split())
    rows = "n.leave_id, n.unit_row, n.unit_row_from, n.unit_row_to, n.line_row, n.line_row_from, n.line_row_to"
    return f"""SELECT s.row_no, n.id IS NULL AS is_new, {new_id(work, kind.model)} AS id, {pairs(names)}, {technical}, {rows},
            f.kind = 'person' AND (n.id IS NULL OR n.is_rehire) AS joins,
            f.kind = 'person' AND n.employment_id IS NOT NULL AND NOT n.is_rehire AND n.ends IS NOT NULL
                AND n.ends IS DISTINCT FROM n.was_ended AND (n.was_ended IS NULL OR n.was_ended >= {work.today}) AS leaves
        FROM stage_people s JOIN ({people_now(work)}) n ON n.row_no = s.row_no CROSS JOIN LATERAL (SELECT {asked} OFFSET 0) f
        WHERE n.id IS NULL OR {differs(names)}"""


def _wanted(work: Work, kind: FileKind, name: str) -> str:
    column = kind.column(name)
    asked = wanted(work, kind, column)
    if name == "start_date":
        asked = "coalesce(n.starts::text, '')"
    elif name == "end_date":
        asked = "coalesce(n.ends::text, '')"
    elif name == "access_roles":
        both = f"nullif(concat_ws('|', nullif({asked}, ''), n.confirmed), '')"
        together = "SELECT string_agg(DISTINCT part, '|' ORDER BY part) FROM "
        asked = f"""CASE WHEN n.confirmed IS NULL THEN {asked} ELSE
            ({together}(SELECT part COLLATE "C" AS part FROM unnest(string_to_array({both}, '|')) part) parts) END"""
    if work.complete_list and name not in ("end_date", "start_date"):
        return f"CASE WHEN s.row_no < 0 THEN n.{name} ELSE {asked} END"
    return asked
