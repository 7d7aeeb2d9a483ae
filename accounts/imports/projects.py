"""projects.csv and assignments.csv: work with delivery leads of its own, beside the reporting line."""

from django.utils.translation import gettext_lazy as _

from accounts.imports.cells import Cell, Code, Day, Number
from accounts.imports.dates import default_first_day, in_order, no_overlap
from accounts.imports.planning import Target, writes
from accounts.imports.registry import Column, FileKind, register
from accounts.imports.work import Work

PERSON = "people"
PROJECT = Target(
    "accounts_project",
    ("code", "name", "delivery_lead_id", "technical_lead_id", "start_date", "end_date"),
    {"version": "1"},
    versioned=True,
)
ASSIGNMENT = Target("accounts_assignment", ("project_id", "person_id", "valid_from", "valid_to", "share"))

PROJECT_NOW = """
    SELECT p.id, p.code, p.name, coalesce(delivery.employee_number, '') AS delivery_lead_employee_number,
        coalesce(technical.employee_number, '') AS technical_lead_employee_number,
        coalesce(p.start_date::text, '') AS start_date, coalesce(p.end_date::text, '') AS end_date
    FROM accounts_project p LEFT JOIN accounts_person delivery ON delivery.id = p.delivery_lead_id
    LEFT JOIN accounts_person technical ON technical.id = p.technical_lead_id
"""
ASSIGNMENT_NOW = """
    SELECT a.id, project.code AS project_code, person.employee_number, a.valid_from::text AS from_date,
        coalesce(a.valid_to::text, '') AS to_date, trim_scale(a.share)::text AS share
    FROM accounts_assignment a JOIN accounts_project project ON project.id = a.project_id
    JOIN {people} person ON person.id = a.person_id
"""


def _assigned_days(work: Work) -> str:
    stored = ASSIGNMENT_NOW.format(people=work.people)
    return f"SELECT project_code, employee_number, from_date AS day FROM ({stored}) stored"


def _project(work: Work) -> dict[str, str]:
    return {
        "code": "d.code",
        "name": "d.name",
        "delivery_lead_id": work.id_of(PERSON, "d.delivery_lead_employee_number"),
        "technical_lead_id": work.id_of(PERSON, "d.technical_lead_employee_number"),
        "start_date": "nullif(d.start_date, '')::date",
        "end_date": "nullif(d.end_date, '')::date",
    }


def _assignment(work: Work) -> dict[str, str]:
    return {
        "project_id": work.id_of("projects", "d.project_code"),
        "person_id": work.id_of(PERSON, "d.employee_number"),
        "valid_from": "d.from_date::date",
        "valid_to": "nullif(d.to_date, '')::date",
        "share": "d.share::numeric",
    }


register(
    FileKind(
        name="projects",
        place=7,
        title=_("Projects"),
        one=_("project"),
        model="accounts_project",
        code="code",
        key=("code",),
        label="name",
        now=PROJECT_NOW,
        write=writes(PROJECT, _project),
        checks=(in_order("projects", ("start_date", "end_date")),),
        columns=(
            Column("code", Code(), required=True, needs=_("a code"), example="P-01"),
            Column("name", Cell(160), required=True, needs=_("a name"), example="New website"),
            Column("delivery_lead_employee_number", Code(64), refers=PERSON, example="E-0001"),
            Column("technical_lead_employee_number", Code(64), refers=PERSON),
            Column("start_date", Day(), example="2026-09-01"),
            Column("end_date", Day(), example="2027-03-31"),
        ),
    ),
    FileKind(
        name="assignments",
        place=8,
        title=_("Assignments"),
        one=_("assignment"),
        model="accounts_assignment",
        key=("project_code", "employee_number", "from_date"),
        label="employee_number",
        now=ASSIGNMENT_NOW,
        write=writes(ASSIGNMENT, _assignment),
        prepare=default_first_day(
            "assignments",
            "from_date",
            _assigned_days,
            ("project_code", "employee_number"),
        ),
        checks=(in_order("assignments", ("from_date", "to_date")),),
        planned_checks=(no_overlap("assignments", ASSIGNMENT, "project_id", "person_id", column="from_date"),),
        columns=(
            Column("project_code", Code(), required=True, needs=_("a project"), refers="projects", example="P-01"),
            Column("employee_number", Code(64), required=True, needs=_("a person"), refers=PERSON, example="E-0001"),
            Column("from_date", Day(), example="2026-09-01", hint=_("Empty: the day of the import.")),
            Column("to_date", Day()),
            Column("share", Number(low="0", high="1", above_low=True), default="1", example="0.8"),
        ),
    ),
)
