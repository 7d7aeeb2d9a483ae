"""sites.csv and units.csv."""

from django.utils.translation import gettext_lazy as _

from accounts.imports.cells import Cell, Code, Country, Zone
from accounts.imports.circles import circles, way_round
from accounts.imports.planning import Target, after, writes
from accounts.imports.reading import Trouble
from accounts.imports.registry import Column, FileKind, kind_named, register
from accounts.imports.work import Work

SITE = Target("accounts_site", ("code", "name", "time_zone", "country", "region"), {"version": "1"}, versioned=True)
UNIT = Target(
    "accounts_unit", ("code", "name", "parent_id", "lead_id"), {"version": "1", "closed_on": "NULL"}, versioned=True
)
PERSON = "people"
SITE_NOW = "SELECT id, code, name, time_zone, country, region FROM accounts_site"
UNIT_NOW = """
    SELECT u.id, u.code, u.name, coalesce(parent.code, '') AS parent_code,
        coalesce(lead.employee_number, '') AS lead_employee_number
    FROM accounts_unit u LEFT JOIN accounts_unit parent ON parent.id = u.parent_id
    LEFT JOIN accounts_person lead ON lead.id = u.lead_id
"""


def _site(work: Work) -> dict[str, str]:
    return {name: f"d.{name}" for name in SITE.columns}


def _unit(work: Work) -> dict[str, str]:
    return {
        "code": "d.code",
        "name": "d.name",
        "parent_id": work.id_of("units", "d.parent_code"),
        "lead_id": work.id_of(PERSON, "d.lead_employee_number"),
    }


def unit_circles(work: Work) -> None:
    """No unit is part of itself, over any number of steps."""
    edges = work.rows(f"SELECT id, parent_id FROM {after(UNIT, 'parent_id')} units WHERE parent_id IS NOT NULL")
    note_circles(work, "units", "parent_code", circles(edges), UNIT)


def note_circles(work: Work, kind_name: str, column: str, found: list[list[int]], target: Target) -> None:
    """One error at each row of the file that is part of a circle; the detail is the way round, in names."""
    kind = kind_named(kind_name)
    for circle in found:
        listed = work.rows(f"SELECT d.id, d.row_no, d.{column} FROM {kind.diff} d WHERE d.id = ANY(%s)", [circle])
        rows = after(target, kind.label)
        names = dict(work.rows(f"SELECT id, {kind.label} FROM {rows} rows WHERE id = ANY(%s)", [circle]))
        troubles = [Trouble(row, column, value, "circle", way_round(circle, id, names)) for id, row, value in listed]
        work.note(kind_name, troubles)


def empty_units(work: Work) -> None:
    """A warning for units of the file in which, and below which, nobody will be."""
    from accounts.imports.people_planning import MEMBERSHIP

    plan = MEMBERSHIP.table in work.planned
    members = after(MEMBERSHIP, "unit_id, valid_to") if plan else "accounts_unitmembership"
    work.do(
        f"""INSERT INTO found
        WITH RECURSIVE tree AS (SELECT * FROM {after(UNIT, "code, parent_id")} units),
        filled AS (
            SELECT unit_id AS id FROM {members} member WHERE valid_to IS NULL OR valid_to >= {work.today}
            UNION SELECT tree.parent_id FROM filled JOIN tree ON tree.id = filled.id
        )
        SELECT 'units', s.row_no, 'code', s.code, 'empty_unit', '', true FROM stage_units s
        WHERE NOT s.bad AND s.code NOT IN (SELECT code FROM tree JOIN filled USING (id))"""
    )


CODE = Column("code", Code(), required=True, needs=_("a code"), example="ENG")
register(
    FileKind(
        name="sites",
        place=1,
        title=_("Sites"),
        one=_("site"),
        model="accounts_site",
        code="code",
        key=("code",),
        label="name",
        now=SITE_NOW,
        write=writes(SITE, _site),
        columns=(
            Column("code", Code(), required=True, needs=_("a code"), example="LIS"),
            Column("name", Cell(120), required=True, needs=_("a name"), example="Lisbon"),
            Column(
                "time_zone",
                Zone(64),
                default="{zone}",
                example="Europe/Lisbon",
                hint=_("Empty: the organisation's time zone."),
            ),
            Column("country", Country(2), example="PT"),
            Column("region", Cell(80), example="Lisbon"),
        ),
    ),
    FileKind(
        name="units",
        place=2,
        title=_("Units"),
        one=_("unit"),
        model="accounts_unit",
        code="code",
        key=("code",),
        label="name",
        now=UNIT_NOW,
        write=writes(UNIT, _unit),
        planned_checks=(unit_circles,),
        warnings=(empty_units,),
        columns=(
            CODE,
            Column("name", Cell(120), required=True, needs=_("a name"), example="Engineering"),
            Column("parent_code", Code(), refers="units", example="", hint=_("The unit that it is part of.")),
            Column("lead_employee_number", Code(64), refers=PERSON, example="E-0001"),
        ),
    ),
)
