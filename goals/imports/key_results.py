"""key_results.csv: how far an objective is, with milestones and the current value as a reading."""

from django.utils.translation import gettext_lazy as _

from accounts.imports.cells import Cell, Code, Number, Whole, choice
from accounts.imports.planning import Target, after, plan, prepare_plans
from accounts.imports.registry import Column, FileKind, kind_named, register
from accounts.imports.work import Work
from goals.imports.cells import COUNTED, Milestones, milestone_parts
from goals.imports.targets import plan_targets
from goals.models import KeyResult

RESULT = Target(
    "goals_keyresult",
    (
        "code", "objective_id", "title", "kind", "direction", "unit_of_measure", "baseline", "target", "weight", "owner_id",
        "skill_id", "skill_level", "skill_unit_id", "current", "current_on", "confidence",
    ),
    {"version": "1"},
    versioned=True,
)  # fmt: skip
STEP = Target("goals_keyresultmilestone", ("key_result_id", "title", "weight", "done_on", "position"))
READING = Target(
    "goals_reading", ("key_result_id", "value", "confidence", "read_on"), {"note": "''", "created_at": "now()"}
)
NUMBERS = ("baseline", "target", "weight")

NOW = f"""
    SELECT k.id, k.code, o.code AS objective_code, k.title, k.kind, k.direction, k.unit_of_measure,
        {", ".join(f"coalesce(trim_scale(k.{name})::text, '') AS {name}" for name in NUMBERS)},
        CASE k.kind WHEN 'people_at_level' THEN '' WHEN 'milestones' THEN coalesce(trim_scale(round(steps.done, 3))::text, '')
            ELSE coalesce(trim_scale(k.current)::text, '') END AS current,
        coalesce(k.confidence::text, '') AS confidence, coalesce(owner.employee_number, '') AS owner_employee_number,
        coalesce(steps.listed, '') AS milestones
    FROM goals_keyresult k JOIN goals_objective o ON o.id = k.objective_id
    LEFT JOIN accounts_person owner ON owner.id = k.owner_id
    LEFT JOIN (
        SELECT key_result_id, string_agg(title || ':' || trim_scale(weight), '|' ORDER BY position, id) AS listed,
            coalesce(sum(weight) FILTER (WHERE done_on IS NOT NULL), 0) AS done
        FROM goals_keyresultmilestone GROUP BY key_result_id
    ) steps ON steps.key_result_id = k.id
"""


def without_counted_value(work: Work) -> None:
    """People at a level are counted, never typed; milestones that are none done stand at 0."""
    if work.has("key_results", "current"):
        work.do("UPDATE stage_key_results SET current = '' WHERE lower(kind) = 'people_at_level'")
        work.do(
            "UPDATE stage_key_results SET current = '0' WHERE lower(kind) = 'milestones' AND current = '' AND milestones <> ''"
        )


def measures(work: Work) -> None:
    """A measure that can be measured: domain of progress, said before anything is stored."""
    kind = kind_named("key_results")
    asked = {name: _asked(work, name) for name in ("kind", "direction", "baseline", "target")}
    linear = f"coalesce(nullif(lower({asked['kind']}), ''), 'number') IN ('number', 'percentage', 'money', 'people_at_level')"
    holds = f"lower({asked['direction']}) IN ('hold_above', 'hold_below')"
    keeps = f"lower({asked['kind']}) = 'keep'"
    work.find(kind, "no_target", f"({linear} OR {keeps}) AND {asked['target']} = ''", column="target")
    work.find(kind, "no_baseline", f"{linear} AND {asked['baseline']} = ''", column="baseline")
    work.find(kind, "wrong_direction", f"({linear} AND {holds}) OR ({keeps} AND NOT {holds})", column="direction")
    start, end = (_number(asked[name]) for name in ("baseline", "target"))
    down = f"lower({asked['direction']}) = 'down'"
    wrong = f"(NOT {down} AND {end} < {start}) OR ({down} AND {end} > {start})"
    work.find(kind, "wrong_side", f"{linear} AND NOT {holds} AND ({wrong})", column="target")
    work.find(kind, "target_is_baseline", f"({linear} OR {keeps}) AND {start} = {end}", column="target", warning=True)


def _asked(work: Work, column: str) -> str:
    """SQL: the text that a row asks for: its cell, or what is stored where the file has no such column."""
    if work.has("key_results", column):
        return f"s.{column}"
    return f"coalesce((SELECT stored.{column}::text FROM goals_keyresult stored WHERE stored.code = s.code), '')"


def _number(text: str) -> str:
    return f"CASE WHEN {text} ~ '^[+-]?[0-9]{{1,12}}([.][0-9]{{1,9}})?$' THEN {text}::numeric END"


def counted_skills(work: Work) -> None:
    """`AIL:2` or `A11Y:2@ENG`: a known skill, a level, and a known unit."""
    kind = kind_named("key_results")
    counts = "lower(s.kind) = 'people_at_level'"
    column = "unit_of_measure"
    fits = f"s.unit_of_measure ~ '{COUNTED}'"
    work.find(kind, "no_skill", f"{counts} AND NOT {fits}", column=column)
    for target, code in (
        ("skills", "split_part(s.unit_of_measure, ':', 1)"),
        ("units", "split_part(s.unit_of_measure, '@', 2)"),
    ):
        unknown = f"{counts} AND {fits} AND {code} <> '' AND NOT {work.known_code(target, code)}"
        work.find(kind, "unknown", unknown, column=column, value=code, detail=f"'{target}'")


def write_key_results(work: Work, kind: FileKind) -> None:
    prepare_plans(work, [RESULT, STEP, READING])
    _plan_results(work)
    _plan_steps(work)
    _plan_readings(work)
    plan_targets(work)


def _plan_results(work: Work) -> None:
    counts = "d.kind = 'people_at_level'"
    code, level, unit = (
        "split_part(d.unit_of_measure, ':', 1)",
        "substring(d.unit_of_measure from ':([1-4])')",
        "split_part(d.unit_of_measure, '@', 2)",
    )
    stored = "(SELECT k.{} FROM goals_keyresult k WHERE k.id = d.id)"
    read = "(d.is_new OR d.current IS DISTINCT FROM d.was_current) AND d.current <> ''"
    values = {name: f"d.{name}" for name in ("code", "title", "kind", "direction", "unit_of_measure")} | {
        **{name: f"nullif(d.{name}, '')::numeric" for name in NUMBERS},
        "objective_id": work.id_of("objectives", "d.objective_code"),
        "owner_id": work.id_of("people", "d.owner_employee_number"),
        "skill_id": f"CASE WHEN {counts} THEN {work.id_of('skills', code)} END",
        "skill_level": f"CASE WHEN {counts} THEN {level}::int END",
        "skill_unit_id": f"CASE WHEN {counts} THEN {work.id_of('units', unit)} END",
        "current": f"CASE WHEN {counts} THEN {stored.format('current')} ELSE nullif(d.current, '')::numeric END",
        "current_on": f"CASE WHEN {read} THEN {work.today} ELSE {stored.format('current_on')} END",
        "confidence": "nullif(d.confidence, '')::int",
    }
    plan(work, RESULT, "CASE WHEN d.is_new THEN 'i' ELSE 'u' END", "diff_key_results d", values, id="d.id")


def _plan_steps(work: Work) -> None:
    """Milestones by name; those that the current value covers, in their order, are done."""
    done = f"CASE WHEN d.kind = 'milestones' AND p.reached <= nullif(d.current, '')::numeric + 0.0005 THEN coalesce(t.done_on, {work.today}) END"
    source = f"""diff_key_results d CROSS JOIN LATERAL {milestone_parts("d.milestones")} p
        LEFT JOIN goals_keyresultmilestone t ON t.key_result_id = d.id AND t.title = p.title"""
    values = {
        "key_result_id": "d.id",
        "title": "p.title",
        "weight": "p.weight",
        "done_on": done,
        "position": "p.place",
    }
    plan(work, STEP, "'u'", f"{source} WHERE t.id IS NOT NULL", values, id="t.id")
    plan(work, STEP, "'i'", f"{source} WHERE t.id IS NULL", values)
    gone = f"""diff_key_results d JOIN goals_keyresultmilestone t ON t.key_result_id = d.id
        WHERE NOT t.title IN (SELECT p.title FROM {milestone_parts("d.milestones")} p)"""
    plan(work, STEP, "'d'", gone, {name: f"t.{name}" for name in STEP.columns}, id="t.id")


def _plan_readings(work: Work) -> None:
    """A new current value is a reading of today."""
    differs = "d.is_new OR d.current IS DISTINCT FROM d.was_current OR d.confidence IS DISTINCT FROM d.was_confidence"
    values = {
        "key_result_id": "d.id",
        "value": "d.current::numeric",
        "confidence": "nullif(d.confidence, '')::int",
        "read_on": work.today,
    }
    source = (
        f"diff_key_results d WHERE d.kind NOT IN ('people_at_level', 'milestones') AND d.current <> '' AND ({differs})"
    )
    plan(work, READING, "'i'", source, values)


def weights(work: Work) -> None:
    """Within an objective the weights add up to 1, or there are none."""
    rows = after(RESULT, "objective_id, weight")
    source = f"""stage_key_results s JOIN {RESULT.plan} p ON p.row_no = s.row_no
        JOIN (SELECT objective_id, count(*) AS rows, count(weight) AS given, sum(weight) AS whole FROM {rows} r
            GROUP BY objective_id) o ON o.objective_id = p.objective_id"""
    kind = kind_named("key_results")
    some = "o.given > 0 AND o.given < o.rows"
    work.find(kind, "some_weights", some, column="weight", detail="s.objective_code", source=source)
    wrong = "o.given = o.rows AND abs(o.whole - 1) > 0.001"
    work.find(kind, "weights", wrong, column="weight", detail="s.objective_code", source=source)


register(
    FileKind(
        name="key_results",
        place=10,
        title=_("Key results"),
        one=_("key result"),
        model="goals_keyresult",
        code="code",
        named="title",
        key=("code",),
        label="title",
        now=NOW,
        prepare=without_counted_value,
        write=write_key_results,
        checks=(measures, counted_skills),
        planned_checks=(weights,),
        by_learning=True,
        columns=(
            Column("code", Code(), required=True, needs=_("a code"), example="O5.1"),
            Column("objective_code", Code(), required=True, needs=_("an objective"), refers="objectives", example="O5"),
            Column("title", Cell(200), required=True, needs=_("a title"), example="Audits passed"),
            Column("kind", choice(KeyResult.Kind.values), default="number", example="percentage"),
            Column("direction", choice(KeyResult.Direction.values), default="up", example="up"),
            Column(
                "unit_of_measure",
                Cell(40),
                example="%",
                hint=_("For people at a level: skill, level and, if not everywhere, unit, as A11Y:2@ENG."),
            ),
            Column("baseline", Number(places=3), example="46"),
            Column("target", Number(places=3), example="90"),
            Column("current", Number(places=3), example="61", hint=_("Kept as a reading of the day of the import.")),
            Column("weight", Number(low="0", high="1", places=4), hint=_("Within an objective they add up to 1.")),
            Column("confidence", Whole(low="1", high="10"), example="6"),
            Column("owner_employee_number", Code(64), refers="people", example="E-0001"),
            Column("milestones", Milestones()),
        ),
    )
)
