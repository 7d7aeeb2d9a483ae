-- The lines of one day as pairs, for everybody or for everybody below some people; only what differs is written.
-- Whoever writes here holds the lock of the closure, so that no pair comes in between.
WITH RECURSIVE line AS NOT MATERIALIZED (
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
once AS (
    SELECT DISTINCT ON (descendant_id, ancestor_id) ancestor_id, descendant_id, depth FROM pair
    ORDER BY descendant_id, ancestor_id, depth
),
stored AS NOT MATERIALIZED (
    SELECT id, ancestor_id, descendant_id, depth FROM accounts_reportingclosure
    WHERE descendant_id IN (SELECT id FROM moved)
),
different AS MATERIALIZED (
    SELECT once.*, stored.id FROM once LEFT JOIN stored USING (ancestor_id, descendant_id)
    WHERE stored.depth IS DISTINCT FROM once.depth
),
gone AS (
    DELETE FROM accounts_reportingclosure closure USING moved
    WHERE closure.descendant_id = moved.id AND NOT EXISTS (
        SELECT FROM pair WHERE pair.descendant_id = closure.descendant_id AND pair.ancestor_id = closure.ancestor_id
    )
    RETURNING 1
),
changed AS (
    UPDATE accounts_reportingclosure closure SET depth = different.depth FROM different WHERE closure.id = different.id
    RETURNING 1
),
written AS (
    INSERT INTO accounts_reportingclosure (ancestor_id, descendant_id, depth)
    SELECT ancestor_id, descendant_id, depth FROM different WHERE id IS NULL
    RETURNING 1
)
SELECT (SELECT count(*) FROM gone) + (SELECT count(*) FROM changed) + (SELECT count(*) FROM written)
