"""people.csv: who works here, where, as what, for whom, and since when."""

from django.utils.translation import gettext_lazy as _

from accounts.imports.cells import Cell, Code, Day, Email, Many, Number, Pattern, WorkingDays, Zone, choice
from accounts.imports.comparing import name_of
from accounts.imports.dates import in_order
from accounts.imports.people_checks import (
    addresses,
    employments,
    last_administrator,
    later_rows,
    leave_without_start,
    line_circles,
    managers_who_left,
    own_manager,
    same_names,
)
from accounts.imports.people_comparing import compare_people
from accounts.imports.people_planning import write_people
from accounts.imports.registry import Column, FileKind, register
from accounts.models import AccessRole, Person

LOCALE = Pattern(10, form_of="^[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})?$", code="locale", said=_("language, pt-PT"))
ROLES = f"""CASE WHEN strpos(d.job_role_code, '|') = 0
    THEN coalesce({name_of("job_roles", "d.job_role_code")}, nullif(d.job_role_code, ''))
    ELSE (SELECT string_agg(coalesce({name_of("job_roles", "part")}, part), ', ')
        FROM unnest(string_to_array(d.job_role_code, '|')) part) END"""
SUMMARY = f"""concat_ws(', ', {ROLES}, {name_of("units", "d.unit_code")}, {name_of("sites", "d.site_code")},
    nullif(d.start_date, ''))"""
REMARK = "CASE WHEN d.line_manager_employee_number IS DISTINCT FROM d.was_line_manager_employee_number THEN d.line_on::text ELSE '' END"

COLUMNS = (
    Column("employee_number", Code(64), required=True, needs=_("an employee number"), example="E-0412"),
    Column("full_name", Cell(160), required=True, needs=_("a name"), example="Emil Example"),
    Column("email", Email(), required=True, needs=_("an e-mail address"), example="emil@example.com"),
    Column("unit_code", Code(), refers="units", example="ENG"),
    Column(
        "unit_from",
        Day(),
        example="2026-11-01",
        compared=False,
        hint=_("When a change of unit takes effect. Empty: today; for new people the start date."),
    ),
    Column("job_role_code", Many(400, each=Code()), refers="job_roles", example="SE"),
    Column("line_manager_employee_number", Code(64), refers="people", hint=_("May stand below their reports.")),
    Column(
        "line_manager_from",
        Day(),
        compared=False,
        hint=_("When a change of line manager takes effect. Empty: today; for new people the start date."),
    ),
    Column("site_code", Code(), refers="sites", example="LIS"),
    Column("time_zone", Zone(64), hint=_("Empty: that of the site.")),
    Column(
        "kind",
        choice(Person.Kind.values),
        default="person",
        example="person",
        hint=_("A placeholder is a vacant seat, so that the people below it keep a place in the line."),
    ),
    Column("locale", LOCALE, example="pt-PT"),
    Column("working_days", WorkingDays(), default="Mon-Fri", example="Mon-Fri"),
    Column("fte", Number(low="0", high="1", above_low=True), default="1", example="1", hint=_("Share of full time.")),
    Column("start_date", Day(), example="2026-11-01", hint=_("A start after an end is a second employment.")),
    Column("end_date", Day(), hint=_("The last day. Empty: employed until further notice.")),
    Column("leave_from", Day(), hint=_("Current or next leave; no reason is kept.")),
    Column("leave_to", Day()),
    Column(
        "access_roles",
        Many(100, each=choice(AccessRole.values)),
        hint=_("Proposals: an administrator confirms each of them."),
    ),
)
register(
    FileKind(
        name="people",
        place=3,
        title=_("People"),
        one=_("person"),
        model="accounts_person",
        code="employee_number",
        named="full_name",
        key=("employee_number",),
        label="full_name",
        columns=COLUMNS,
        summary=SUMMARY,
        remark=REMARK,
        compare=compare_people,
        write=write_people,
        checks=(
            addresses,
            own_manager,
            leave_without_start,
            in_order("people", ("start_date", "end_date"), ("leave_from", "leave_to")),
        ),
        planned_checks=(later_rows, employments, last_administrator, line_circles),
        warnings=(same_names, managers_who_left),
    )
)
