"""The levels that objectives want: their critical skills, and what their key results count people at.

A critical skill of a file is wanted of those whose role asks for it (`people_wanted` 0: nobody beyond them); a key result
that counts people at a level wants it of so many people, in its unit or everywhere.
"""

from accounts.imports.planning import Target, after, plan, prepare_plans
from accounts.imports.work import Work

TARGET = Target(
    "accounts_skilltarget",
    ("source", "source_name", "skill_id", "level", "unit_id", "people_wanted", "valid_from", "valid_to"),
    {"importance": "3"},
)
CRITICAL = Target("goals_objectiveskill", ("objective_id", "target_id"))


def plan_targets(work: Work) -> None:
    """For every objective that changes, or one of whose key results does."""
    prepare_plans(work, [TARGET, CRITICAL])
    work.make_from("wanted_targets", _wanted(work))
    source = "'objective:' || d.objective_id"
    same = f"t.source = {source} AND t.skill_id = d.skill_id AND t.unit_id IS NOT DISTINCT FROM d.unit_id AND t.job_role_id IS NULL"
    values = {
        "source": source,
        "source_name": "left(d.title, 200)",
        "skill_id": "d.skill_id",
        "level": "d.level",
        "unit_id": "d.unit_id",
        "people_wanted": "d.people_wanted",
        "valid_from": "d.valid_from",
        "valid_to": "d.valid_to",
    }
    plan(work, TARGET, "'u'", f"wanted_targets d JOIN accounts_skilltarget t ON {same}", values, id="t.id")
    new = f"wanted_targets d WHERE NOT EXISTS (SELECT FROM accounts_skilltarget t WHERE {same})"
    plan(work, TARGET, "'i'", new, values)
    linked = f"{TARGET.plan} d WHERE d.op = 'i'"
    objective = "split_part(d.source, ':', 2)::bigint"
    plan(work, CRITICAL, "'i'", linked, {"objective_id": objective, "target_id": "d.id"})
    if work.has("objectives", "skill_codes"):
        _plan_dropped(work)


def _wanted(work: Work) -> str:
    """One row for each objective, skill and unit; a number of people counts before a mere mention."""
    parts = []
    touched = []
    if work.has("objectives"):
        skill = work.id_of("skills", "split_part(part, ':', 1)")
        parts.append(
            f"""SELECT d.id AS objective_id, {skill} AS skill_id, right(part, 1)::int AS level, NULL::bigint AS unit_id,
                0 AS people_wanted FROM diff_objectives d, unnest(string_to_array(d.skill_codes, '|')) part WHERE part <> ''"""
        )
        touched.append("SELECT id FROM diff_objectives")
    results = "goals_keyresult"
    if work.has("key_results"):
        from goals.imports.key_results import RESULT

        results = after(RESULT, "objective_id, kind, skill_id, skill_level, skill_unit_id, target")
        touched.append(f"SELECT objective_id FROM {RESULT.plan}")
    parts.append(
        f"""SELECT objective_id, skill_id, skill_level, skill_unit_id, greatest(target, 1)::int FROM {results} counted
            WHERE kind = 'people_at_level' AND skill_id IS NOT NULL AND objective_id IN ({" UNION ".join(touched)})"""
    )
    objectives = "goals_objective"
    if work.has("objectives"):
        from goals.imports.objectives import CYCLES, OBJECTIVE

        objectives = after(OBJECTIVE, "title, cycle_id, ended_on")
        cycles = after(CYCLES, 'start, "end"')
    else:
        cycles = "goals_cycle"
    return f"""SELECT 0 AS row_no, wanted.objective_id, wanted.skill_id, wanted.unit_id, coalesce(max(wanted.level) FILTER (WHERE people_wanted = 0), max(wanted.level)) AS level,
            max(wanted.people_wanted) AS people_wanted, o.title, least(c.start, o.ended_on) AS valid_from,
            least(c."end", o.ended_on) AS valid_to
        FROM ({" UNION ALL ".join(parts)}) wanted(objective_id, skill_id, level, unit_id, people_wanted)
        JOIN {objectives} o ON o.id = wanted.objective_id JOIN {cycles} c ON c.id = o.cycle_id
        WHERE wanted.skill_id IS NOT NULL
        GROUP BY wanted.objective_id, wanted.skill_id, wanted.unit_id, o.title, o.ended_on, c.start, c."end\""""


def _plan_dropped(work: Work) -> None:
    """Critical skills that the file no longer names; those given on the screen for a unit, role or number stay."""
    stale = """diff_objectives d JOIN goals_objectiveskill critical ON critical.objective_id = d.id
        JOIN accounts_skilltarget t ON t.id = critical.target_id AND t.people_wanted = 0 AND t.unit_id IS NULL
        WHERE NOT EXISTS (SELECT FROM wanted_targets w WHERE w.objective_id = d.id AND w.skill_id = t.skill_id
            AND w.unit_id IS NULL)"""
    links = {"objective_id": "critical.objective_id", "target_id": "critical.target_id"}
    plan(work, CRITICAL, "'d'", stale, links, id="critical.id")
    plan(work, TARGET, "'d'", stale, {name: f"t.{name}" for name in TARGET.columns}, id="t.id")
