-- All cells of a day, from a table of fresh ones; only rows that differ are written.
WITH gone AS (
    DELETE FROM accounts_skillcell cell
    WHERE cell.day = %(day)s AND NOT EXISTS (
        SELECT FROM fresh_cells fresh
        WHERE coalesce(fresh.unit_id, 0) = coalesce(cell.unit_id, 0) AND fresh.scope = cell.scope
            AND fresh.skill_id = cell.skill_id)
    RETURNING 1
),
written AS (
    INSERT INTO accounts_skillcell AS cell (unit_id, scope, skill_id, day, {columns})
    SELECT unit_id, scope, skill_id, %(day)s, {columns} FROM fresh_cells
    ON CONFLICT (day, scope, unit_id, skill_id) DO UPDATE SET ({columns}) = ROW({excluded})
    WHERE ({stored}) IS DISTINCT FROM ({excluded})
    RETURNING 1
)
SELECT (SELECT count(*) FROM gone) + (SELECT count(*) FROM written)
