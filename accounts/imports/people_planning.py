"""The rows that people.csv writes: the person, the employment, and the dated rows of unit, line manager, roles and leave.

A change closes the row that holds on the day before and opens a new one; rows that end with the employment follow it.
"""

from accounts.imports.planning import Target, plan, prepare_plans
from accounts.imports.registry import FileKind
from accounts.imports.work import Work

PERSON = Target(
    "accounts_person",
    ("full_name", "email", "employee_number", "kind", "site_id", "time_zone", "locale", "working_days", "is_active"),
    {
        "version": "1",
        "joined_at": "now()",
        "password": "'!' || replace(gen_random_uuid()::text, '-', '') || left(md5(p.id::text), 8)",
    },
    versioned=True,
)
EMPLOYMENT = Target("accounts_employment", ("person_id", "valid_from", "valid_to", "fte"), apart=True)
MEMBERSHIP = Target("accounts_unitmembership", ("person_id", "unit_id", "valid_from", "valid_to"), apart=True)
LINE = Target("accounts_reportingline", ("person_id", "manager_id", "valid_from", "valid_to"), apart=True)
HOLDING = Target("accounts_roleholding", ("person_id", "job_role_id", "valid_from", "valid_to"), apart=True)
LEAVE = Target("accounts_leave", ("person_id", "valid_from", "valid_to"), {"shown_to_colleagues": "false"})
GRANT = Target("accounts_rolegrant", ("person_id", "role", "valid_from", "valid_to", "confirmed_at"))
TARGETS = [PERSON, EMPLOYMENT, MEMBERSHIP, LINE, HOLDING, LEAVE, GRANT]
WEEK = "ARRAY['Mon','Tue','Wed','Thu','Fri','Sat','Sun']"


def write_people(work: Work, kind: FileKind) -> None:
    prepare_plans(work, TARGETS)
    _plan_person(work)
    _plan_employment(work)
    _plan_dated(work, MEMBERSHIP, "unit", "unit_code", "unit_id", "units")
    _plan_dated(work, LINE, "line", "line_manager_employee_number", "manager_id", "people")
    _plan_roles(work)
    _plan_leave(work)
    _plan_grants(work)


def _plan_person(work: Work) -> None:
    days = f"ARRAY(SELECT array_position({WEEK}, part) - 1 FROM unnest(string_to_array(d.working_days, ',')) part)"
    stays = "d.ends IS NOT DISTINCT FROM d.was_ended AND d.starts IS NOT DISTINCT FROM d.was_started"
    values = {
        name: f"d.{name}" for name in ("full_name", "email", "employee_number", "kind", "time_zone", "locale")
    } | {
        "site_id": "site.id",
        "working_days": f"CASE WHEN d.working_days = 'Mon-Fri' THEN '{{0,1,2,3,4}}' ELSE {days} END",
        "is_active": f"CASE WHEN {stays} AND NOT d.is_new THEN d.was_active ELSE d.ends IS NULL OR d.ends >= {work.today} END",
    }
    source = f"diff_people d LEFT JOIN {work.ids('sites')} site ON site.code = d.site_code"
    plan(work, PERSON, "CASE WHEN d.is_new THEN 'i' ELSE 'u' END", source, values, id="d.id")


def _plan_employment(work: Work) -> None:
    adds = "(d.employment_id IS NULL OR d.is_rehire)"
    values = {
        "person_id": "d.id",
        "valid_from": f"coalesce(d.starts, least({work.today}, d.ends))",
        "valid_to": "d.ends",
        "fte": "d.fte::numeric",
    }
    plan(work, EMPLOYMENT, "'i'", f"diff_people d WHERE {adds}", values)
    plan(work, EMPLOYMENT, "'u'", f"diff_people d WHERE NOT {adds}", values, id="d.employment_id")


def _plan_dated(work: Work, target: Target, part: str, text: str, column: str, kind: str) -> None:
    """The row of unit or line manager that holds on `d.PART_on` (`d.PART_row`), where it differs or must end otherwise."""
    asked = f"LEFT JOIN {work.ids(kind)} asked ON asked.code = d.{text}"
    differs = f"d.{text} IS DISTINCT FROM d.was_{text}"
    row, row_from, row_to, on = (f"d.{part}_{name}" for name in ("row", "row_from", "row_to", "on"))
    follows = f"({row_to} IS NULL OR {row_to} = d.was_ended)"
    following = (
        f"CASE WHEN NOT d.is_new THEN (SELECT min(t.valid_from) - 1 FROM {target.table} t "
        f"WHERE t.person_id = d.id AND t.valid_from > {on}) END"
    )
    until = f"CASE WHEN {row} IS NULL OR {follows} THEN least({following}, d.ends) ELSE least({row_to}, d.ends) END"
    old = f"(SELECT t.{column} FROM {target.table} t WHERE t.id = {row})"
    begins = f"{row_from} = {on}"
    new = "asked.id"

    def rows(op: str, where: str, value: str, first: str, last: str, **kwargs: str) -> None:
        values = {"person_id": "d.id", column: value, "valid_from": first, "valid_to": last}
        source = f"diff_people d {asked if value == new else ''} WHERE {where}"
        plan(work, target, f"'{op}'", source, values, **kwargs)

    filled, held = f"d.{text} <> ''", f"{row} IS NOT NULL"
    rows("u", f"{differs} AND {filled} AND {begins}", new, row_from, until, id=row)
    rows("d", f"{differs} AND NOT {filled} AND {begins}", old, row_from, row_to, id=row)
    rows("u", f"{differs} AND {held} AND NOT {begins}", old, row_from, f"{on} - 1", id=row)
    rows("i", f"{differs} AND {filled} AND {begins} IS NOT TRUE", new, on, until)
    moves = f"({follows} OR d.ends < {row_to}) AND d.ends IS DISTINCT FROM {row_to}"
    ends = f"NOT {differs} AND {held} AND {moves} AND coalesce(d.ends >= {row_from}, true)"
    rows("u", ends, old, row_from, f"least({following}, d.ends)", id=row)
    _plan_nothing_after(work, target)


def _plan_nothing_after(work: Work, target: Target) -> None:
    """What was planned for days after the employment does not come."""
    source = f"diff_people d JOIN {target.table} t ON t.person_id = d.id AND t.valid_from > d.ends WHERE NOT d.is_new"
    plan(work, target, "'d'", source, {name: f"t.{name}" for name in target.columns}, id="t.id")


def _plan_roles(work: Work) -> None:
    """Roles that are no longer listed end the day before, new ones begin; the others end with the employment."""
    begins = (
        "CASE WHEN d.is_new OR d.is_rehire THEN d.base_on "
        "WHEN d.unit_code IS DISTINCT FROM d.was_unit_code THEN least(d.unit_on, d.roles_on) ELSE d.roles_on END"
    )
    wanted = f"""SELECT d.row_no, d.id AS person_id, role.id AS role_id, {begins} AS begins, d.roles_on, d.ends, d.is_new
        FROM diff_people d CROSS JOIN unnest(string_to_array(d.job_role_code, '|')) part
        LEFT JOIN {work.ids("job_roles")} role ON role.code = part WHERE part <> ''"""
    work.make_from("wanted_roles", wanted, known_by="row_no")
    holds = "h.valid_from <= d.roles_on AND (h.valid_to IS NULL OR h.valid_to >= d.roles_on)"
    work.make_from(
        "held_roles",
        f"""SELECT d.row_no, h.*, {begins} AS begins, d.ends, d.was_ended, EXISTS (SELECT FROM wanted_roles w
            WHERE w.row_no = d.row_no AND w.role_id = h.job_role_id) AS stays
        FROM diff_people d JOIN accounts_roleholding h ON h.person_id = d.id AND {holds} WHERE NOT d.is_new""",
    )
    kept = {"person_id": "d.person_id", "job_role_id": "d.job_role_id", "valid_from": "d.valid_from"}
    gone = "held_roles d WHERE NOT d.stays AND d.valid_from"
    plan(work, HOLDING, "'d'", f"{gone} >= d.begins", {**kept, "valid_to": "d.valid_to"}, id="d.id")
    plan(work, HOLDING, "'u'", f"{gone} < d.begins", {**kept, "valid_to": "d.begins - 1"}, id="d.id")
    moves = "(d.valid_to IS NULL OR d.valid_to = d.was_ended OR d.ends < d.valid_to)"
    follows = f"held_roles d WHERE d.stays AND {moves} AND coalesce(d.ends >= d.valid_from, true)"
    plan(work, HOLDING, "'u'", follows, {**kept, "valid_to": "d.ends"}, id="d.id")
    _plan_nothing_after(work, HOLDING)
    same = "SELECT {} FROM accounts_roleholding h WHERE h.person_id = d.person_id AND h.job_role_id = d.role_id AND {}"
    before = same.format("max(h.valid_to) + 1", "h.valid_to < d.roles_on")
    next_one = same.format("min(h.valid_from) - 1", "h.valid_from > d.roles_on")
    added = {
        "person_id": "d.person_id",
        "job_role_id": "d.role_id",
        "valid_from": f"CASE WHEN d.is_new THEN d.begins ELSE greatest(d.begins, ({before})) END",
        "valid_to": f"CASE WHEN d.is_new THEN d.ends ELSE least(({next_one}), d.ends) END",
    }
    lacks = "NOT EXISTS (SELECT FROM held_roles h WHERE h.row_no = d.row_no AND h.job_role_id = d.role_id)"
    plan(work, HOLDING, "'i'", f"wanted_roles d WHERE {lacks}", added)


def _plan_leave(work: Work) -> None:
    differs = "(d.leave_from IS DISTINCT FROM d.was_leave_from OR d.leave_to IS DISTINCT FROM d.was_leave_to)"
    values = {
        "person_id": "d.id",
        "valid_from": "nullif(d.leave_from, '')::date",
        "valid_to": "nullif(d.leave_to, '')::date",
    }
    source = f"diff_people d WHERE {differs}"
    plan(work, LEAVE, "'i'", f"{source} AND d.leave_from <> '' AND d.leave_id IS NULL", values)
    plan(work, LEAVE, "'u'", f"{source} AND d.leave_from <> '' AND d.leave_id IS NOT NULL", values, id="d.leave_id")
    began = {**values, "valid_from": "d.was_leave_from::date", "valid_to": f"{work.today} - 1"}
    cleared = f"{source} AND d.leave_from = '' AND d.leave_id IS NOT NULL AND d.was_leave_from::date"
    plan(work, LEAVE, "'u'", f"{cleared} < {work.today}", began, id="d.leave_id")
    plan(work, LEAVE, "'d'", f"{cleared} >= {work.today}", began, id="d.leave_id")


def _plan_grants(work: Work) -> None:
    """Proposals only: an administrator confirms them. Proposals that the file no longer makes are withdrawn.

    Granted roles end with the employment.
    """
    listed = "unnest(string_to_array(d.{}, '|')) part"
    values = {"person_id": "d.id", "role": "part", "valid_from": work.today, "valid_to": "NULL", "confirmed_at": "NULL"}
    differs = "d.access_roles IS DISTINCT FROM d.was_access_roles"
    source = f"diff_people d, {listed.format('access_roles')} WHERE {differs} AND part <> ''"
    plan(
        work,
        GRANT,
        "'i'",
        f"{source} AND NOT part = ANY (string_to_array(coalesce(d.was_access_roles, ''), '|'))",
        values,
    )
    proposed = (
        "diff_people d JOIN accounts_rolegrant g ON g.person_id = d.id AND g.confirmed_at IS NULL AND g.granted_by_id IS NULL "
        f"AND g.ended_by_id IS NULL WHERE {differs} AND NOT g.role = ANY (string_to_array(d.access_roles, '|'))"
    )
    kept = {name: f"g.{name}" for name in GRANT.columns}
    plan(work, GRANT, "'d'", proposed, kept, id="g.id")
    ends = (
        "diff_people d JOIN accounts_rolegrant g ON g.person_id = d.id AND g.confirmed_at IS NOT NULL "
        "AND (g.valid_to IS NULL OR g.valid_to > d.ends) AND g.valid_from <= d.ends WHERE d.leaves"
    )
    plan(work, GRANT, "'u'", ends, {**kept, "valid_to": "d.ends"}, id="g.id")
