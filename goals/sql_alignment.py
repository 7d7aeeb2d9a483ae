"""The alignment figures in set-based SQL: all goals are read in one pass, for all objectives and for the company."""

_COUNTED = "closed_at IS NULL AND cancelled_at IS NULL AND visibility <> 'me'"
_SINCE = "start_date >= %(since)s::date OR closed_at >= %(since)s::date OR cancelled_at >= %(since)s::date"
_ON_DAY = "served.valid_from <= %(day)s AND (served.valid_to IS NULL OR served.valid_to >= %(day)s)"
_LIVE = """
        SELECT objective.id, objective.level = 'person' AS personal FROM goals_objective objective
        JOIN goals_cycle cycle ON cycle.id = objective.cycle_id AND cycle.end >= %(day)s::date - 14
        WHERE objective.status = 'active'"""

# All goals are read once. Counted goals: active, and never those that only their owner sees. One row for each live
# objective and key result that they serve directly, and one of the company. A goal serves one objective at a time, so
# nothing is counted twice. `changed`: people whose goals, or what they serve, changed on or after a day (none: nobody).
# Params: day, since, top_skills (the fifth of the skills with the highest severity).
SERVING = f"""
    WITH goal AS MATERIALIZED (
        SELECT id, owner_id, skill_id, for_myself, {_COUNTED} AS counted, coalesce({_SINCE}, false) AS changed
        FROM goals_learninggoal WHERE {_COUNTED} OR {_SINCE}
    ), live AS ({_LIVE}
    ), serving AS MATERIALIZED (
        SELECT served.objective_id, served.key_result_id, count(*)::int AS goals, array_agg(goal.owner_id) AS people
        FROM goals_goalalignment served JOIN goal ON goal.id = served.goal_id AND goal.counted
        WHERE {_ON_DAY} GROUP BY served.objective_id, served.key_result_id
    ), realigned AS (
        SELECT goal.owner_id FROM goals_goalalignment served JOIN goals_learninggoal goal ON goal.id = served.goal_id
        WHERE served.valid_from >= %(since)s OR served.valid_to >= %(since)s
    ), company AS (
        SELECT count(*) FILTER (WHERE counted)::int AS goals,
            count(DISTINCT owner_id) FILTER (WHERE counted)::int AS people,
            count(*) FILTER (WHERE counted AND for_myself)::int AS for_themselves,
            count(skill_id) FILTER (WHERE counted)::int AS with_skill,
            count(*) FILTER (WHERE counted AND skill_id = ANY(%(top_skills)s::bigint[]))::int AS on_top_skills,
            (SELECT count(*)::int FROM (SELECT owner_id FROM goal WHERE changed UNION SELECT owner_id FROM realigned) who)
                AS changed
        FROM goal
    )
    SELECT objective_id, key_result_id, goals, people, personal, NULL::json AS company
    FROM serving JOIN live ON live.id = serving.objective_id
    UNION ALL SELECT NULL, NULL, NULL, NULL, NULL, to_json(company) FROM company
    ORDER BY objective_id, key_result_id
"""

# What goals serve directly, they serve in every live objective above it too. `parts`: what they serve directly.
# Params: day, served (objectives that goals serve directly).
ABOVE = f"""
    WITH RECURSIVE live AS MATERIALIZED ({_LIVE} AND objective.level <> 'person'
    ), above (objective_id, part_id) AS (
        SELECT id, id FROM unnest(%(served)s::bigint[]) AS directly (id)
        UNION
        SELECT link.parent_id, above.part_id
        FROM above JOIN goals_objectivelink link ON link.child_id = above.objective_id
        WHERE link.parent_id IN (SELECT id FROM live)
    )
    SELECT objective_id, array_agg(part_id) AS parts FROM above GROUP BY objective_id ORDER BY objective_id
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

# People whose goals, or what they serve, changed on or after a day: of each objective with all below it, since a day of
# its own, and of its own key results: those with at least k such people. No key result: of the objective as a whole.
# Params: objectives, days (as many), k.
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
