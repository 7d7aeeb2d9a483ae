-- All cells of a day, from fresh ones; only rows that differ are written.
WITH gone AS (
    DELETE FROM accounts_skillcell cell
    WHERE cell.day = %(day)s AND NOT EXISTS (
        SELECT FROM {cells} fresh
        WHERE coalesce(fresh.unit_id, 0) = coalesce(cell.unit_id, 0) AND fresh.scope = cell.scope
            AND fresh.skill_id = cell.skill_id)
    RETURNING 1
),
different AS (
    SELECT fresh.* FROM {cells} fresh
    LEFT JOIN accounts_skillcell cell ON cell.day = %(day)s AND cell.scope = fresh.scope
        AND cell.skill_id = fresh.skill_id AND coalesce(cell.unit_id, 0) = coalesce(fresh.unit_id, 0)
    WHERE cell.id IS NULL OR ({stored}) IS DISTINCT FROM ({fresh})
),
written AS (
    INSERT INTO accounts_skillcell AS cell (unit_id, scope, skill_id, day, {columns})
    SELECT unit_id, scope, skill_id, %(day)s, {columns} FROM different
    ON CONFLICT (day, scope, unit_id, skill_id) DO UPDATE SET ({columns}) = ROW({excluded})
    RETURNING 1
)
SELECT (SELECT count(*) FROM gone) + (SELECT count(*) FROM written)
