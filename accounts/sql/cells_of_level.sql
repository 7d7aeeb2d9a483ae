level_{level} AS MATERIALIZED (
    SELECT own.unit_id, own.skill_id, {sums}
    FROM (
        SELECT CASE WHEN is_lowest THEN above_id ELSE unit_id END AS unit_id, skill_id, {columns} FROM own_cells
        WHERE level = CASE WHEN is_lowest THEN {deeper} ELSE {level} END
        UNION ALL
        SELECT up.ancestor_id, skill_id, {columns}
        FROM level_{deeper} JOIN accounts_unitclosure up ON up.descendant_id = unit_id AND up.depth = 1
    ) own
    GROUP BY own.unit_id, own.skill_id
)
