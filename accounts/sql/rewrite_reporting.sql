-- The lines of one day as pairs, for everybody or for everybody below some people; only what differs is written.
WITH RECURSIVE line AS (
    SELECT person_id, manager_id FROM accounts_reportingline
    WHERE valid_from <= %(day)s AND (valid_to IS NULL OR valid_to >= %(day)s)
),
moved(id) AS (
    {moved}
),
pair(ancestor_id, descendant_id, depth) AS (
    SELECT id, id, 0 FROM moved
    UNION ALL
    SELECT line.manager_id, pair.descendant_id, pair.depth + 1
    FROM pair JOIN line ON line.person_id = pair.ancestor_id
    WHERE pair.depth < %(deepest)s
),
gone AS (
    DELETE FROM accounts_reportingclosure closure USING moved
    WHERE closure.descendant_id = moved.id AND NOT EXISTS (
        SELECT FROM pair WHERE pair.descendant_id = closure.descendant_id AND pair.ancestor_id = closure.ancestor_id
    )
    RETURNING 1
),
written AS (
    INSERT INTO accounts_reportingclosure AS closure (ancestor_id, descendant_id, depth)
    SELECT ancestor_id, descendant_id, min(depth) FROM pair GROUP BY ancestor_id, descendant_id
    EXCEPT
    SELECT ancestor_id, descendant_id, depth FROM accounts_reportingclosure
    WHERE descendant_id IN (SELECT id FROM moved)
    ON CONFLICT (ancestor_id, descendant_id) DO UPDATE SET depth = excluded.depth
    RETURNING 1
)
SELECT (SELECT count(*) FROM gone) + (SELECT count(*) FROM written)
