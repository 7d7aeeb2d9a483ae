-- All cells of one scope on one day; only rows that differ are written.
WITH fresh AS MATERIALIZED (
    {fresh}
),
gone AS (
    DELETE FROM accounts_skillcell cell
    WHERE cell.day = %(day)s AND cell.scope = %(scope)s AND NOT EXISTS (
        SELECT FROM fresh
        WHERE coalesce(fresh.unit_id, 0) = coalesce(cell.unit_id, 0) AND fresh.skill_id = cell.skill_id)
    RETURNING 1
),
written AS (
    INSERT INTO accounts_skillcell AS cell (unit_id, scope, skill_id, day, {columns})
    SELECT unit_id, %(scope)s, skill_id, %(day)s, {columns} FROM fresh
    ON CONFLICT (unit_id, scope, day, skill_id) DO UPDATE SET ({columns}) = ROW({excluded})
    WHERE ({stored}) IS DISTINCT FROM ({excluded})
    RETURNING 1
)
SELECT (SELECT count(*) FROM gone) + (SELECT count(*) FROM written)
