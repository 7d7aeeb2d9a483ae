-- A day's first cells, in the order of their index.
WITH {cells}
INSERT INTO accounts_skillcell (unit_id, scope, skill_id, day, {columns})
SELECT unit_id, scope, skill_id, %(day)s, {columns} FROM cells ORDER BY scope, unit_id, skill_id
