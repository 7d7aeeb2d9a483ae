-- All cells: common table expressions that end in `cells`. Units that have others below are added up from the deepest:
-- a level's cells are its own and those of the level below, by the unit above. Where there is nothing below, the own
-- cells are those with all below, too, and go to the unit above at first. Levels go by one number, the unit's id above
-- 32 bits of the skill's: one number sorts much quicker than two. An id that does not fit is an error, by its ::int.
place AS MATERIALIZED (
    SELECT unit_id::int::bigint, above_id::int::bigint, is_lowest,
        (CASE WHEN is_lowest THEN above_id ELSE unit_id END)::int::bigint AS first_id,
        CASE WHEN is_lowest THEN level - 1 ELSE level END AS first_level
    FROM (
        SELECT up.descendant_id AS unit_id, max(up.depth) AS level,
            max(up.ancestor_id) FILTER (WHERE up.depth = 1) AS above_id,
            up.descendant_id NOT IN (SELECT ancestor_id FROM accounts_unitclosure WHERE depth = 1) AS is_lowest
        FROM accounts_unitclosure up GROUP BY up.descendant_id
    ) unit
),
own AS MATERIALIZED (
    SELECT place.first_level, (place.first_id << 32) | mine.skill_id::int AS place_and_skill, place.is_lowest, mine.*
    FROM ({own_cells}) mine LEFT JOIN place ON place.unit_id = mine.unit_id
),
{levels},
company AS (
    SELECT own.skill_id, {summed}
    FROM (
        SELECT place_and_skill & 4294967295 AS skill_id, {sums} FROM level_0
        UNION ALL
        SELECT skill_id, {sums} FROM own WHERE place_and_skill IS NULL
    ) own
    GROUP BY own.skill_id
),
cells AS (
    SELECT cell.unit_id, cell.scope, cell.skill_id, {apart}
    FROM (
        SELECT unit_id, 'own' AS scope, skill_id, {sums} FROM own
        UNION ALL
        SELECT unit_id, 'below', skill_id, {sums} FROM own WHERE is_lowest
        {below}
        UNION ALL
        SELECT NULL, 'below', skill_id, {sums} FROM company
    ) cell
)
