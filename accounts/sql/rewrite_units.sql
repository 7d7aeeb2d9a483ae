-- The tree of units as pairs; only what differs is written.
WITH RECURSIVE pair(ancestor_id, descendant_id, depth) AS (
    SELECT id, id, 0 FROM accounts_unit
    UNION ALL
    SELECT unit.parent_id, pair.descendant_id, pair.depth + 1
    FROM pair JOIN accounts_unit unit ON unit.id = pair.ancestor_id
    WHERE unit.parent_id IS NOT NULL AND pair.depth < %(deepest)s
),
gone AS (
    DELETE FROM accounts_unitclosure closure WHERE NOT EXISTS (
        SELECT FROM pair WHERE pair.descendant_id = closure.descendant_id AND pair.ancestor_id = closure.ancestor_id
    )
    RETURNING 1
),
written AS (
    INSERT INTO accounts_unitclosure AS closure (ancestor_id, descendant_id, depth)
    SELECT ancestor_id, descendant_id, min(depth) FROM pair GROUP BY ancestor_id, descendant_id
    EXCEPT
    SELECT ancestor_id, descendant_id, depth FROM accounts_unitclosure
    ON CONFLICT (ancestor_id, descendant_id) DO UPDATE SET depth = excluded.depth
    RETURNING 1
)
SELECT (SELECT count(*) FROM gone) + (SELECT count(*) FROM written)
