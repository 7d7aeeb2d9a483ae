-- Fold what changed into the cells of one day: the touched cells are counted afresh, and the differences go to them and to
-- every cell above, in one statement.
WITH claimed AS (
    UPDATE accounts_skillchange SET folded = true
    WHERE id IN (SELECT id FROM accounts_skillchange WHERE NOT folded ORDER BY id LIMIT %(most)s)
    RETURNING unit_id, unit_before_id, skill_id
),
touched AS (
    SELECT coalesce(unit_id, 0) AS unit, skill_id FROM claimed
    UNION
    SELECT coalesce(unit_before_id, 0), skill_id FROM claimed
),
fresh AS (
    SELECT touched.unit, touched.skill_id, counted.*
    FROM touched CROSS JOIN LATERAL (
        SELECT {counts} FROM accounts_personskill stored
        WHERE stored.counted AND stored.unit_id = touched.unit AND stored.skill_id = touched.skill_id
    ) counted
    WHERE touched.unit <> 0
),
fresh_without_unit AS (
    SELECT touched.unit, touched.skill_id, counted.*
    FROM touched CROSS JOIN LATERAL (
        SELECT {counts} FROM accounts_personskill stored
        WHERE stored.counted AND stored.unit_id IS NULL AND stored.skill_id = touched.skill_id
    ) counted
    WHERE touched.unit = 0
),
change AS (
    SELECT fresh.unit, fresh.skill_id, {differences}
    FROM fresh LEFT JOIN accounts_skillcell cell ON cell.unit_id = fresh.unit AND cell.scope = 'own'
        AND cell.day = %(day)s AND cell.skill_id = fresh.skill_id
    UNION ALL
    SELECT fresh.unit, fresh.skill_id, {differences}
    FROM fresh_without_unit fresh LEFT JOIN accounts_skillcell cell ON cell.unit_id IS NULL AND cell.scope = 'own'
        AND cell.day = %(day)s AND cell.skill_id = fresh.skill_id
),
added AS (
    SELECT nullif(unit, 0) AS unit_id, 'own' AS scope, skill_id, {columns} FROM change
    UNION ALL
    SELECT closure.ancestor_id, 'below', skill_id, {sums}
    FROM change own JOIN accounts_unitclosure closure ON closure.descendant_id = own.unit
    GROUP BY closure.ancestor_id, own.skill_id
    UNION ALL
    SELECT NULL, 'below', skill_id, {sums} FROM change own GROUP BY own.skill_id
),
moved AS (
    UPDATE accounts_skillcell cell SET ({columns}) = ROW({additions})
    FROM (SELECT * FROM added WHERE ({columns}) <> ({zeros}) ORDER BY scope, unit_id, skill_id) added
    WHERE cell.day = %(day)s AND cell.scope = added.scope AND cell.skill_id = added.skill_id
        AND cell.unit_id = added.unit_id
    RETURNING cell.unit_id, cell.scope, cell.skill_id
),
written AS (
    INSERT INTO accounts_skillcell AS cell (unit_id, scope, skill_id, day, {columns})
    SELECT unit_id, scope, skill_id, %(day)s, {columns} FROM added
    WHERE ({columns}) <> ({zeros})
        AND (coalesce(unit_id, 0), scope, skill_id) NOT IN (SELECT unit_id, scope, skill_id FROM moved)
    ON CONFLICT (day, scope, unit_id, skill_id) DO UPDATE SET ({columns}) = ROW({conflicts})
    RETURNING 1
)
SELECT (SELECT count(*) FROM claimed), (SELECT count(*) FROM moved) + (SELECT count(*) FROM written)
