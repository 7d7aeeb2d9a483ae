"""objectives.csv: aims, what they serve, and the critical skills they name."""

from django.utils.translation import gettext_lazy as _

from accounts.imports.cells import Cell, Code, Many, choice
from accounts.imports.circles import circles
from accounts.imports.organisation import note_circles
from accounts.imports.planning import Target, after, plan, prepare_plans
from accounts.imports.reading import Trouble
from accounts.imports.registry import Column, FileKind, kind_named, register
from accounts.imports.work import Work
from ecosystem.core.periods import parse
from ecosystem.core.policy import policy
from goals.imports.cells import CYCLE, SkillLevel
from goals.imports.targets import plan_targets
from goals.models import Objective

THEME = Target("goals_theme", ("name",), {"version": "1", "description": "''"})
CYCLES = Target("goals_cycle", ("code", "fiscal_year", "quarter", "start", "end"))
OBJECTIVE = Target(
    "goals_objective",
    ("code", "title", "theme_id", "cycle_id", "level", "unit_id", "owner_id", "kind", "status", "ended_on"),
    {"version": "1", "why": "''", "no_learning_needed": "false", "visibility": "'everyone'"},
    versioned=True,
)
LINK = Target("goals_objectivelink", ("child_id", "parent_id"))

NOW = """
    SELECT o.id, o.code, o.title, cycle.code AS cycle, coalesce(theme.name, '') AS theme, o.level,
        coalesce(unit.code, '') AS unit_code, coalesce(owner.employee_number, '') AS owner_employee_number, o.kind,
        coalesce((SELECT string_agg(parent.code, '|' ORDER BY parent.code COLLATE "C") FROM goals_objectivelink l
            JOIN goals_objective parent ON parent.id = l.parent_id WHERE l.child_id = o.id), '') AS parent_codes,
        coalesce((SELECT string_agg(skill.code || ':' || target.level, '|' ORDER BY (skill.code || ':' || target.level) COLLATE "C")
            FROM goals_objectiveskill critical JOIN accounts_skilltarget target ON target.id = critical.target_id
            JOIN accounts_skill skill ON skill.id = target.skill_id
            WHERE critical.objective_id = o.id AND target.unit_id IS NULL AND target.job_role_id IS NULL
                AND (target.people_wanted = 0 OR EXISTS (SELECT FROM goals_keyresult counted
                    WHERE counted.objective_id = o.id AND counted.kind = 'people_at_level'
                        AND counted.skill_id = target.skill_id AND counted.skill_unit_id IS NULL))), '') AS skill_codes,
        o.status
    FROM goals_objective o JOIN goals_cycle cycle ON cycle.id = o.cycle_id LEFT JOIN goals_theme theme ON theme.id = o.theme_id
    LEFT JOIN accounts_unit unit ON unit.id = o.unit_id LEFT JOIN accounts_person owner ON owner.id = o.owner_id
"""


def add_counted_skills(work: Work) -> None:
    """A skill that a key result counts people at everywhere is a critical skill of its objective, listed or not."""
    if not work.has("objectives", "skill_codes"):
        return
    filed = (
        "SELECT objective_code, unit_of_measure AS code FROM stage_key_results WHERE lower(kind) = 'people_at_level'"
    )
    stored = """SELECT o.code AS objective_code, skill.code || ':' || k.skill_level AS code FROM goals_keyresult k
        JOIN goals_objective o ON o.id = k.objective_id JOIN accounts_skill skill ON skill.id = k.skill_id
        WHERE k.kind = 'people_at_level' AND k.skill_unit_id IS NULL"""
    source = f"{stored} UNION {filed}" if work.has("key_results", "unit_of_measure") else stored
    work.do(
        f"""UPDATE stage_objectives s SET skill_codes = concat_ws('|', nullif(s.skill_codes, ''), counted.codes)
        FROM (SELECT o.row_no, string_agg(DISTINCT c.code, '|') AS codes FROM stage_objectives o
            JOIN ({source}) c ON c.objective_code = o.code AND c.code ~ '^[^:@|]+:[1-4]$'
                AND {work.known_code("skills", "split_part(c.code, ':', 1)")}
                AND NOT split_part(c.code, ':', 1) IN (
                    SELECT split_part(btrim(part), ':', 1) FROM unnest(string_to_array(o.skill_codes, '|')) part)
            GROUP BY o.row_no) counted WHERE counted.row_no = s.row_no"""
    )


def whose(work: Work) -> None:
    """An objective of a unit names the unit, a person's names the person."""
    kind = kind_named("objectives")
    work.find(kind, "no_unit", "lower(s.level) = 'unit' AND s.unit_code = ''", column="unit_code")
    work.find(
        kind, "no_owner", "lower(s.level) = 'person' AND s.owner_employee_number = ''", column="owner_employee_number"
    )


def write_objectives(work: Work, kind: FileKind) -> None:
    prepare_plans(work, [THEME, CYCLES, OBJECTIVE, LINK])
    _plan_cycles(work)
    _plan_themes(work)
    values = {name: f"d.{name}" for name in ("code", "title", "level", "kind", "status")} | {
        "theme_id": _either("theme", "name", "goals_theme", THEME),
        "cycle_id": _either("cycle", "code", "goals_cycle", CYCLES),
        "unit_id": work.id_of("units", "d.unit_code"),
        "owner_id": work.id_of("people", "d.owner_employee_number"),
        "ended_on": "CASE WHEN d.status IN ('done', 'cancelled') THEN "
        f"coalesce((SELECT o.ended_on FROM goals_objective o WHERE o.id = d.id), {work.today}) END",
    }
    plan(work, OBJECTIVE, "CASE WHEN d.is_new THEN 'i' ELSE 'u' END", "diff_objectives d", values, id="d.id")
    _plan_links(work)
    if not work.has("key_results"):
        plan_targets(work)


def _either(column: str, key: str, table: str, target: Target) -> str:
    stored = f"(SELECT id FROM {table} WHERE {key} = d.{column})"
    return f"coalesce({stored}, (SELECT id FROM {target.plan} WHERE {key} = d.{column}))"


def _plan_cycles(work: Work) -> None:
    """Quarters and years that no objective was in yet."""
    missing = work.rows("SELECT DISTINCT cycle FROM diff_objectives WHERE cycle NOT IN (SELECT code FROM goals_cycle)")
    for (code,) in missing:
        period = parse(code, policy().fiscal_year_first_month)
        quarter = str(period.quarter) if period.quarter else "NULL"
        values = {
            "code": f"'{period.code}'",
            "fiscal_year": str(period.fiscal_year),
            "quarter": quarter,
            "start": f"DATE '{period.start}'",
            "end": f"DATE '{period.end}'",
        }
        plan(work, CYCLES, "'i'", "(VALUES (1)) one", values, row_no="0")


def _plan_themes(work: Work) -> None:
    new = "(SELECT DISTINCT theme FROM diff_objectives WHERE theme <> '' AND theme NOT IN (SELECT name FROM goals_theme)) d"
    plan(work, THEME, "'i'", new, {"name": "d.theme"}, row_no="0")


def _plan_links(work: Work) -> None:
    parent = work.id_of("objectives", "part")
    work.make_from(
        "wanted_parents",
        f"""SELECT d.row_no, d.id AS child_id, {parent} AS parent_id FROM diff_objectives d,
            unnest(string_to_array(d.parent_codes, '|')) part WHERE part <> ''""",
    )
    same = "w.child_id = l.child_id AND w.parent_id = l.parent_id"
    gone = f"""diff_objectives d JOIN goals_objectivelink l ON l.child_id = d.id
        WHERE NOT EXISTS (SELECT FROM wanted_parents w WHERE {same})"""
    plan(work, LINK, "'d'", gone, {"child_id": "l.child_id", "parent_id": "l.parent_id"}, id="l.id")
    new = f"wanted_parents d WHERE NOT EXISTS (SELECT FROM goals_objectivelink l WHERE {same.replace('w.', 'd.')})"
    plan(work, LINK, "'i'", new, {"child_id": "d.child_id", "parent_id": "d.parent_id"})


def objective_circles(work: Work) -> None:
    """No objective serves itself, over any number of steps."""
    edges = work.rows(f"SELECT child_id, parent_id FROM {after(LINK, 'child_id, parent_id')} links")
    loops = [(low, high) for low, high in edges if low == high]
    for low, _high in loops:
        for (row,) in work.rows("SELECT row_no FROM diff_objectives WHERE id = %s", [low]):
            work.note("objectives", [Trouble(row, "parent_codes", "", "circle", "…")])
    note_circles(work, "objectives", "parent_codes", circles(e for e in edges if e not in loops), OBJECTIVE)


register(
    FileKind(
        name="objectives",
        place=9,
        title=_("Objectives"),
        one=_("objective"),
        model="goals_objective",
        code="code",
        named="title",
        key=("code",),
        label="title",
        now=NOW,
        prepare=add_counted_skills,
        write=write_objectives,
        checks=(whose,),
        planned_checks=(objective_circles,),
        by_learning=True,
        columns=(
            Column("code", Code(), required=True, needs=_("a code"), example="O5"),
            Column("title", Cell(200), required=True, needs=_("a title"), example="Accessible by default"),
            Column(
                "cycle", CYCLE, default="{cycle}", keeps=True, example="2026-Q4", hint=_("Empty: the current quarter.")
            ),
            Column("theme", Cell(120), example="Work that we can stand by"),
            Column("level", choice(Objective.Level.values), default="company", example="company"),
            Column("unit_code", Code(), refers="units", hint=_("For objectives of a unit.")),
            Column("owner_employee_number", Code(64), refers="people", example="E-0001"),
            Column("kind", choice(Objective.Kind.values), default="aspirational", example="aspirational"),
            Column(
                "parent_codes", Many(400, each=Code()), refers="objectives", hint=_("The objectives that it serves.")
            ),
            Column("skill_codes", Many(800, each=SkillLevel()), refers="skills", example="A11Y:2|AIL:2"),
            Column("status", choice(Objective.Status.values), default="active", example="active"),
        ),
    )
)
