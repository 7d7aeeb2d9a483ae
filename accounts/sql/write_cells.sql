-- All cells of a day beside those that are stored, in one pass; only rows that differ are written.
WITH {cells},
compared AS MATERIALIZED (
    SELECT stored.id AS stored_id, fresh.*
    FROM cells fresh
    FULL JOIN (SELECT * FROM accounts_skillcell WHERE day = %(day)s) stored
        ON stored.scope = fresh.scope AND stored.skill_id = fresh.skill_id
        AND coalesce(stored.unit_id, 0) = coalesce(fresh.unit_id, 0)
    WHERE stored.id IS NULL OR fresh.skill_id IS NULL OR ({stored}) IS DISTINCT FROM ({fresh})
),
gone AS (
    DELETE FROM accounts_skillcell cell USING compared
    WHERE cell.id = compared.stored_id AND compared.skill_id IS NULL
    RETURNING 1
),
written AS (
    INSERT INTO accounts_skillcell AS cell (unit_id, scope, skill_id, day, {columns})
    SELECT unit_id, scope, skill_id, %(day)s, {columns} FROM compared WHERE skill_id IS NOT NULL
    ON CONFLICT (day, scope, unit_id, skill_id) DO UPDATE SET ({columns}) = ROW({excluded})
    RETURNING 1
)
SELECT (SELECT count(*) FROM gone) + (SELECT count(*) FROM written)
