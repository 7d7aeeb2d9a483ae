level_{level} AS MATERIALIZED (
    SELECT own.unit_id, own.skill_id, {summed}
    FROM (
        SELECT first_id AS unit_id, skill_id, {sums} FROM own WHERE first_level = {level}
        UNION ALL
        SELECT up.above_id, skill_id, {sums}
        FROM level_{deeper} JOIN place up USING (unit_id)
    ) own
    GROUP BY own.unit_id, own.skill_id
)
