"""goals.csv: learning goals with what they serve. Shown to nobody in a preview."""

from django.utils.translation import gettext_lazy as _

from accounts.imports.cells import Cell, Code, Day, Number, Whole, choice, quoted
from accounts.imports.dates import in_order
from accounts.imports.planning import Target, plan, prepare_plans
from accounts.imports.registry import Column, FileKind, kind_named, register
from accounts.imports.statements import person_column
from accounts.imports.work import Work
from accounts.models import GoalVisibility
from goals.models import LearningGoal

GOAL = Target(
    "goals_learninggoal",
    (
        "owner_id", "title", "skill_id", "to_level", "measure", "baseline", "target", "current", "start_date", "due_date",
        "visibility", "for_myself",
    ),
    {
        "version": "1", "kind": "'learning'", "unit_of_measure": "''", "if_when": "''", "then_will": "''",
        "created_at": "now()", "outcome": "''", "lesson": "''", "status": "''", "check_ins_count": "0",
    },
    versioned=True,
)  # fmt: skip
ALIGNMENT = Target("goals_goalalignment", ("goal_id", "key_result_id", "objective_id", "valid_from", "valid_to"))
STEP = Target("goals_goalmilestone", ("goal_id", "title", "done_on", "position"))
MOST_STEPS = 20

NOW = """
    SELECT DISTINCT ON (g.owner_id, g.title) g.id, person.employee_number, g.title, coalesce(skill.code, '') AS skill_code,
        coalesce(g.to_level::text, '') AS target_level,
        CASE WHEN served.key_result_id IS NULL THEN coalesce(objective.code, '') ELSE '' END AS objective_code,
        coalesce(result.code, '') AS key_result_code, g.measure, trim_scale(g.baseline)::text AS baseline,
        trim_scale(g.target)::text AS target,
        CASE g.measure WHEN 'milestones' THEN (SELECT count(*) FILTER (WHERE done_on IS NOT NULL)
            FROM goals_goalmilestone m WHERE m.goal_id = g.id)::text ELSE coalesce(trim_scale(g.current)::text, '') END AS current,
        g.start_date::text AS start_date, g.due_date::text AS due_date, g.visibility
    FROM goals_learninggoal g JOIN {people} person ON person.id = g.owner_id
    LEFT JOIN accounts_skill skill ON skill.id = g.skill_id
    LEFT JOIN LATERAL (SELECT a.key_result_id, a.objective_id FROM goals_goalalignment a
        WHERE a.goal_id = g.id AND (a.valid_to IS NULL OR a.valid_to >= {today}) ORDER BY a.valid_from DESC LIMIT 1) served ON true
    LEFT JOIN goals_objective objective ON objective.id = served.objective_id
    LEFT JOIN goals_keyresult result ON result.id = served.key_result_id
    ORDER BY g.owner_id, g.title, (g.closed_at IS NULL AND g.cancelled_at IS NULL) DESC, g.id DESC
"""


def one_thing_served(work: Work) -> None:
    """Beside a key result its objective says nothing more; another objective is an error."""
    kind = kind_named("goals")
    if work.has("goals", "key_result_code") and work.has("goals", "objective_code"):
        owner = "SELECT o.code FROM goals_keyresult k JOIN goals_objective o ON o.id = k.objective_id WHERE k.code = s.key_result_code"
        if work.has("key_results"):
            filed = "SELECT f.objective_code FROM stage_key_results f WHERE f.code = s.key_result_code LIMIT 1"
            owner = f"coalesce(({filed}), ({owner}))"
        both = "s.key_result_code <> '' AND s.objective_code <> ''"
        work.find(kind, "other_objective", f"{both} AND s.objective_code <> ({owner})", column="key_result_code")
        work.do("UPDATE stage_goals SET objective_code = '' WHERE key_result_code <> ''")
    if work.has("goals", "current"):
        work.do("UPDATE stage_goals SET current = '0' WHERE lower(measure) = 'milestones' AND current = ''")


def measures(work: Work) -> None:
    kind = kind_named("goals")
    number = "CASE WHEN s.{0} ~ '^[+-]?[0-9]{{1,12}}([.][0-9]{{1,9}})?$' THEN s.{0}::numeric END"
    start, end = (f"coalesce({number.format(name)}, {empty})" for name, empty in (("baseline", 0), ("target", 1)))
    linear = "coalesce(nullif(lower(s.measure), ''), 'number') IN ('number', 'percentage')"
    work.find(kind, "same_target", f"{linear} AND {start} = {end}", column="target")
    steps = f"{end} NOT BETWEEN 1 AND {MOST_STEPS} OR {end} <> round({end})"
    work.find(kind, "steps", f"lower(s.measure) = 'milestones' AND ({steps})", column="target")
    work.find(kind, "not_started", "s.due_date <> '' AND s.due_date = s.start_date", column="due_date")


def write_goals(work: Work, kind: FileKind) -> None:
    """Goals that have ended stay as they ended."""
    prepare_plans(work, [GOAL, ALIGNMENT, STEP])
    work.do(
        "DELETE FROM diff_goals d USING goals_learninggoal g "
        "WHERE g.id = d.id AND (g.closed_at IS NOT NULL OR g.cancelled_at IS NOT NULL)"
    )
    values = {name: f"d.{name}" for name in ("title", "measure", "visibility")} | {
        "owner_id": work.id_of("people", "d.employee_number"),
        "skill_id": work.id_of("skills", "d.skill_code"),
        "to_level": "nullif(d.target_level, '')::int",
        "baseline": "d.baseline::numeric",
        "target": "d.target::numeric",
        "current": "CASE WHEN d.measure <> 'milestones' THEN nullif(d.current, '')::numeric END",
        "start_date": "d.start_date::date",
        "due_date": "d.due_date::date",
        "for_myself": "d.objective_code = '' AND d.key_result_code = ''",
    }
    plan(work, GOAL, "CASE WHEN d.is_new THEN 'i' ELSE 'u' END", "diff_goals d", values, id="d.id")
    _plan_alignment(work)
    _plan_steps(work)


def _plan_alignment(work: Work) -> None:
    """What a goal served until yesterday is kept; from today it serves the other."""
    differs = "(d.objective_code IS DISTINCT FROM d.was_objective_code OR d.key_result_code IS DISTINCT FROM d.was_key_result_code)"
    held = f"diff_goals d JOIN goals_goalalignment a ON a.goal_id = d.id AND (a.valid_to IS NULL OR a.valid_to >= {work.today}) WHERE {differs}"
    same = {name: f"a.{name}" for name in ALIGNMENT.columns}
    plan(work, ALIGNMENT, "'d'", f"{held} AND a.valid_from >= {work.today}", same, id="a.id")
    ended = {**same, "valid_to": f"{work.today} - 1"}
    plan(work, ALIGNMENT, "'u'", f"{held} AND a.valid_from < {work.today}", ended, id="a.id")
    result = work.id_of("key_results", "d.key_result_code")
    objective = work.id_of("objectives", "d.objective_code")
    values = {
        "goal_id": "d.id",
        "key_result_id": result,
        "objective_id": f"coalesce({objective}, {_objective_of_result(work)})",
        "valid_from": f"CASE WHEN d.is_new THEN d.start_date::date ELSE {work.today} END",
        "valid_to": "NULL",
    }
    plan(
        work,
        ALIGNMENT,
        "'i'",
        f"diff_goals d WHERE {differs} AND (d.objective_code <> '' OR d.key_result_code <> '')",
        values,
    )


def _objective_of_result(work: Work) -> str:
    stored = "(SELECT k.objective_id FROM goals_keyresult k WHERE k.code = d.key_result_code)"
    if not work.has("key_results"):
        return stored
    return f"coalesce((SELECT k.objective_id FROM plan_goals_keyresult k WHERE k.code = d.key_result_code), {stored})"


def _plan_steps(work: Work) -> None:
    """A goal that counts milestones gets as many steps as its target; the first ones, up to the current value, are done."""
    done = f"CASE WHEN n <= nullif(d.current, '')::numeric THEN coalesce(m.done_on, {work.today}) END"
    steps = "diff_goals d CROSS JOIN LATERAL generate_series(1, d.target::numeric::int) n"
    stored = "LEFT JOIN LATERAL (SELECT * FROM goals_goalmilestone m WHERE m.goal_id = d.id ORDER BY position, id OFFSET n - 1 LIMIT 1) m ON true"
    values = {
        "goal_id": "d.id",
        "title": f"coalesce(m.title, {quoted([str(_('Step'))])} || ' ' || n)",
        "done_on": done,
        "position": "coalesce(m.position, n - 1)",
    }
    source = f"{steps} {stored} WHERE d.measure = 'milestones' AND m.id IS"
    plan(work, STEP, "'u'", f"{source} NOT NULL", values, id="m.id")
    plan(work, STEP, "'i'", f"{source} NULL", values)


register(
    FileKind(
        name="goals",
        place=13,
        title=_("Learning goals"),
        one=_("learning goal"),
        model="goals_learninggoal",
        key=("employee_number", "title"),
        label="employee_number",
        now=NOW,
        prepare=one_thing_served,
        write=write_goals,
        checks=(measures, in_order("goals", ("start_date", "due_date"))),
        private=True,
        columns=(
            person_column(),
            Column("title", Cell(160), required=True, needs=_("a title"), example="Accessible forms"),
            Column("skill_code", Code(), refers="skills", example="A11Y"),
            Column("target_level", Whole(low="1", high="4"), example="2"),
            Column("objective_code", Code(), refers="objectives", hint=_("Leave both empty for a goal of one's own.")),
            Column("key_result_code", Code(), refers="key_results", example="O5.1"),
            Column("measure", choice(LearningGoal.Measure.values), default="number", example="number"),
            Column("baseline", Number(), default="0", example="0"),
            Column("target", Number(), default="1", example="6", hint=_("For milestones: how many steps.")),
            Column("current", Number(), example="1"),
            Column("start_date", Day(), default="{today}", keeps=True, example="2026-11-01"),
            Column("due_date", Day(), default="{cycle_end}", keeps=True, example="2027-01-31"),
            Column("visibility", choice(GoalVisibility.values), default="{visibility}", keeps=True, example="everyone"),
        ),
    )
)
