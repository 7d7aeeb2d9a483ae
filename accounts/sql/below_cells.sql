-- Units that have others below, from the deepest up: the cells of a level are its own and those of the level below, by the
-- unit above. The own cells of a unit without others below are its cells with all below.
WITH {levels}
{cells}
UNION ALL
SELECT NULL, own.skill_id, {sums}
FROM (
    SELECT skill_id, {columns} FROM level_0
    UNION ALL
    SELECT skill_id, {columns} FROM own_cells WHERE level IS NULL OR (level = 0 AND is_lowest)
) own
GROUP BY own.skill_id
