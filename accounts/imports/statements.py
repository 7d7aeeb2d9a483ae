"""assessments.csv and interests.csv: what people and those around them have stated. Shown to nobody in a preview."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.imports.cells import Cell, Code, Day, Level, choice
from accounts.imports.planning import Target, plan, prepare_plans, writes
from accounts.imports.registry import Column, FileKind, kind_named, register
from accounts.imports.work import Work
from accounts.models import Assessment

ASSESSMENT = Target(
    "accounts_assessment",
    (
        "person_id",
        "skill_id",
        "source",
        "level",
        "not_applicable",
        "scale_max",
        "assessor_id",
        "stated_on",
        "note",
        "released_at",
    ),
    {"reply": "''", "created_at": "now()"},
)
INTEREST = Target(
    "accounts_interest",
    ("person_id", "skill_id", "answer"),
    {"shared": "false", "open_to_offers": "false", "stated_on": "current_date"},
)
OFFER = Target(
    "accounts_teachingoffer",
    ("person_id", "skill_id"),
    {"way": "'answers'", "places": "2", "offered_on": "current_date"},
)
ASSESSMENT_NOW = """
    SELECT a.id, person.employee_number, skill.code AS skill_code, a.source,
        CASE WHEN a.not_applicable THEN 'n/a' ELSE a.level::text END AS level, a.stated_on::text AS date,
        CASE WHEN a.source = 'self' THEN '' ELSE coalesce(assessor.employee_number, '') END AS assessor_employee_number,
        a.note
    FROM accounts_assessment a JOIN {people} person ON person.id = a.person_id
    JOIN accounts_skill skill ON skill.id = a.skill_id LEFT JOIN {people} assessor ON assessor.id = a.assessor_id
    WHERE a.evidence_id IS NULL AND (a.source <> 'self' OR a.assessor_id = a.person_id)
"""
INTEREST_NOW = """
    SELECT said.id, person.employee_number, skill.code AS skill_code, said.kind FROM (
        SELECT id, person_id, skill_id, 'learn' AS kind FROM accounts_interest
        UNION ALL SELECT id, person_id, skill_id, 'teach' FROM accounts_teachingoffer
    ) said JOIN {people} person ON person.id = said.person_id JOIN accounts_skill skill ON skill.id = said.skill_id
"""


def _without_own_number(work: Work) -> None:
    """A self-assessment has no other assessor than the person."""
    if work.has("assessments", "assessor_employee_number"):
        work.do(
            "UPDATE stage_assessments SET assessor_employee_number = '' "
            "WHERE lower(source) = 'self' AND assessor_employee_number = employee_number"
        )


def _assessors(work: Work) -> None:
    kind = kind_named("assessments")
    other = "s.assessor_employee_number"
    work.find(kind, "self_by_other", f"lower(s.source) = 'self' AND {other} <> ''", column="assessor_employee_number")
    work.find(kind, "peer_unnamed", f"lower(s.source) = 'peer' AND {other} = ''", column="assessor_employee_number")
    own = f"lower(s.source) <> 'self' AND {other} <> '' AND {other} = s.employee_number"
    work.find(kind, "own_assessor", own, column="assessor_employee_number")
    future = f"s.date ~ '^[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}$' AND s.date > {work.today}::text"
    work.find(kind, "future_day", future, column="date")


def _assessment(work: Work) -> dict[str, str]:
    person = work.id_of("people", "d.employee_number")
    return {
        "person_id": person,
        "skill_id": work.id_of("skills", "d.skill_code"),
        "source": "d.source",
        "level": "CASE WHEN d.level <> 'n/a' THEN d.level::int END",
        "not_applicable": "d.level = 'n/a'",
        "scale_max": "4",
        "assessor_id": f"CASE WHEN d.source = 'self' THEN {person} ELSE {work.id_of('people', 'd.assessor_employee_number')} END",
        "stated_on": "d.date::date",
        "note": "d.note",
        "released_at": f"d.date::timestamp AT TIME ZONE '{work.zone}'",
    }


def write_interests(work: Work, kind: FileKind) -> None:
    """What somebody wants to learn, and offers to teach. An answer already given stays as the person gave it."""
    prepare_plans(work, [INTEREST, OFFER])
    said = {
        "person_id": work.id_of("people", "d.employee_number"),
        "skill_id": work.id_of("skills", "d.skill_code"),
    }
    learns = "diff_interests d WHERE d.is_new AND d.kind = 'learn'"
    plan(work, INTEREST, "'i'", learns, {**said, "answer": "'yes'"}, id="d.id")
    plan(work, OFFER, "'i'", "diff_interests d WHERE d.is_new AND d.kind = 'teach'", said)


def person_column(**more: Any) -> Column:
    return Column(
        "employee_number", Code(64), required=True, needs=_("a person"), refers="people", example="E-0412", **more
    )


def skill_column() -> Column:
    return Column("skill_code", Code(), required=True, needs=_("a skill"), refers="skills", example="A11Y")


register(
    FileKind(
        name="assessments",
        place=11,
        title=_("Assessments"),
        one=_("assessment"),
        model="accounts_assessment",
        key=("employee_number", "skill_code", "source", "assessor_employee_number", "date"),
        label="employee_number",
        now=ASSESSMENT_NOW,
        write=writes(ASSESSMENT, _assessment),
        prepare=_without_own_number,
        checks=(_assessors,),
        private=True,
        columns=(
            person_column(),
            skill_column(),
            Column("source", choice(Assessment.Source.values), required=True, needs=_("a source"), example="manager"),
            Column("level", Level(), required=True, needs=_("a level"), example="2"),
            Column("date", Day(), required=True, needs=_("a date"), example="2026-09-15"),
            Column("assessor_employee_number", Code(64), refers="people", example="E-0001"),
            Column("note", Cell(500), example="Reviewed two forms on her own."),
        ),
    ),
    FileKind(
        name="interests",
        place=12,
        title=_("Interests"),
        one=_("interest"),
        model="accounts_interest",
        key=("employee_number", "skill_code", "kind"),
        label="employee_number",
        now=INTEREST_NOW,
        write=write_interests,
        private=True,
        columns=(
            person_column(),
            skill_column(),
            Column("kind", choice(("learn", "teach")), default="learn", example="learn"),
        ),
    ),
)
