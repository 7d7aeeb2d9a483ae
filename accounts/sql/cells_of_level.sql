level_{level} AS MATERIALIZED (
    SELECT own.place_and_skill, {summed}
    FROM (
        SELECT place_and_skill, {sums} FROM own WHERE first_level = {level}
        UNION ALL
        SELECT (up.above_id << 32) | (place_and_skill & 4294967295), {sums}
        FROM level_{deeper} JOIN place up ON up.unit_id = place_and_skill >> 32
    ) own
    GROUP BY own.place_and_skill
)
