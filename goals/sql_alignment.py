"""The alignment figures in set-based SQL: one statement for all objectives, one for the company."""

# Counted goals: active, and never those that only their owner sees. A goal serves what it serves, and through that every
# live objective above it. `parts`: the objectives that these goals serve directly; `people`: whose goals serve this very
# one. Params: day.
PER_OBJECTIVE = """
    WITH RECURSIVE live AS (
        SELECT objective.id FROM goals_objective objective
        JOIN goals_cycle cycle ON cycle.id = objective.cycle_id
        WHERE objective.status = 'active' AND objective.level <> 'person' AND cycle.end >= %(day)s::date - 14
    ), directly AS MATERIALIZED (
        SELECT served.objective_id, goal.id AS goal_id, goal.owner_id
        FROM goals_goalalignment served JOIN goals_learninggoal goal ON goal.id = served.goal_id
        WHERE served.valid_from <= %(day)s AND (served.valid_to IS NULL OR served.valid_to >= %(day)s)
            AND goal.closed_at IS NULL AND goal.cancelled_at IS NULL AND goal.visibility <> 'me'
            AND served.objective_id IN (SELECT id FROM live)
    ), part AS MATERIALIZED (
        SELECT objective_id, count(DISTINCT goal_id)::int AS goals, array_agg(DISTINCT owner_id) AS people
        FROM directly GROUP BY objective_id
    ), above (objective_id, part_id) AS (
        SELECT objective_id, objective_id FROM part
        UNION
        SELECT link.parent_id, above.part_id
        FROM above JOIN goals_objectivelink link ON link.child_id = above.objective_id
        WHERE link.parent_id IN (SELECT id FROM live)
    ), sums AS (
        SELECT objective_id, array_agg(part_id ORDER BY part_id) AS parts FROM above GROUP BY objective_id
    ), further AS (
        SELECT above.objective_id, count(DISTINCT directly.goal_id)::int AS goals
        FROM above JOIN directly ON directly.objective_id = above.part_id
        WHERE above.objective_id IN (SELECT objective_id FROM sums WHERE parts <> ARRAY[objective_id])
        GROUP BY above.objective_id
    )
    SELECT objective_id, coalesce(further.goals, part.goals) AS goals, sums.parts, part.people
    FROM sums LEFT JOIN part USING (objective_id) LEFT JOIN further USING (objective_id)
"""

# Params: day, top_skills (the fifth of the skills with the highest severity).
COMPANY = """
    SELECT count(*)::int AS goals,
        count(DISTINCT goal.owner_id)::int AS people,
        count(*) FILTER (WHERE aligned.goal_id IS NOT NULL)::int AS aligned,
        count(DISTINCT goal.owner_id) FILTER (WHERE aligned.goal_id IS NOT NULL)::int AS aligned_people,
        count(*) FILTER (WHERE goal.for_myself)::int AS for_themselves,
        count(*) FILTER (WHERE goal.skill_id IS NOT NULL)::int AS with_skill,
        count(*) FILTER (WHERE goal.skill_id = ANY(%(top_skills)s::bigint[]))::int AS on_top_skills
    FROM goals_learninggoal goal
    LEFT JOIN (
        SELECT DISTINCT served.goal_id FROM goals_goalalignment served
        JOIN goals_objective objective ON objective.id = served.objective_id AND objective.status = 'active'
        JOIN goals_cycle cycle ON cycle.id = objective.cycle_id AND cycle.end >= %(day)s::date - 14
        WHERE served.valid_from <= %(day)s AND (served.valid_to IS NULL OR served.valid_to >= %(day)s)
    ) aligned ON aligned.goal_id = goal.id
    WHERE goal.closed_at IS NULL AND goal.cancelled_at IS NULL AND goal.visibility <> 'me'
"""

# Goals that served an objective which has ended since: how many, of how many people. Params: day.
LOST = """
    SELECT objective.id AS objective_id, count(DISTINCT goal.id)::int AS goals,
        count(DISTINCT goal.owner_id)::int AS people
    FROM goals_objective objective
    JOIN goals_goalalignment served ON served.objective_id = objective.id AND served.valid_from <= %(day)s
        AND (served.valid_to IS NULL OR served.valid_to >= %(day)s)
    JOIN goals_learninggoal goal ON goal.id = served.goal_id AND goal.closed_at IS NULL
        AND goal.cancelled_at IS NULL AND goal.visibility <> 'me'
    WHERE objective.status = 'cancelled' AND objective.ended_on >= %(day)s::date - 120
    GROUP BY objective.id
"""

_CHANGED_GOAL = "goal.start_date >= {since} OR goal.closed_at::date >= {since} OR goal.cancelled_at::date >= {since}"
_CHANGED_ALIGNMENT = "served.valid_from >= {since} OR served.valid_to >= {since}"

# People whose counted goals, or what they serve, changed on or after a day. Params: since.
CHANGED_PEOPLE = f"""
    SELECT count(DISTINCT goal.owner_id)::int AS people FROM goals_learninggoal goal
    WHERE {_CHANGED_GOAL.format(since="%(since)s")} OR goal.id IN (
        SELECT served.goal_id FROM goals_goalalignment served WHERE {_CHANGED_ALIGNMENT.format(since="%(since)s")})
"""

# The same of each objective with all below it, since a day of its own, and of its own key results: those with at least
# k such people. No key result: of the objective as a whole. Params: objectives, days (as many), k.
CHANGED_SERVING = f"""
    WITH RECURSIVE parts (objective_id, since, part_id) AS (
        SELECT asked.id, asked.since, asked.id FROM unnest(%(objectives)s::bigint[], %(days)s::date[]) AS asked (id, since)
        UNION
        SELECT parts.objective_id, parts.since, link.child_id
        FROM parts JOIN goals_objectivelink link ON link.parent_id = parts.part_id
    ), changed AS (
        SELECT parts.objective_id, goal.owner_id,
            CASE WHEN parts.part_id = parts.objective_id THEN served.key_result_id END AS key_result_id
        FROM parts
        JOIN goals_goalalignment served ON served.objective_id = parts.part_id
        JOIN goals_learninggoal goal ON goal.id = served.goal_id
        WHERE {_CHANGED_ALIGNMENT.format(since="parts.since")} OR {_CHANGED_GOAL.format(since="parts.since")}
    )
    SELECT objective_id, key_result_id FROM changed
    GROUP BY GROUPING SETS ((objective_id), (objective_id, key_result_id))
    HAVING count(DISTINCT owner_id) >= %(k)s AND (grouping(key_result_id) = 1 OR key_result_id IS NOT NULL)
"""

# Says of each objective what was published last: whether no goal serves it; nothing where it was not counted.
NOBODY_LEARNS = """
    UPDATE goals_objective objective SET nobody_learns = published.nobody
    FROM (
        SELECT counted.id, (figure.figures ->> 'goals') = '0' AS nobody FROM goals_objective counted
        LEFT JOIN goals_alignmentfigure figure ON figure.objective_id = counted.id
            AND figure.day = (SELECT max(day) FROM goals_alignmentfigure)
    ) published
    WHERE published.id = objective.id AND objective.nobody_learns IS DISTINCT FROM published.nobody
"""
