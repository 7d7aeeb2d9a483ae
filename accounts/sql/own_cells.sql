-- Each unit's own people; with how deep the unit is, the one above, and whether there is none below.
SELECT own.unit_id, own.skill_id, {columns}, place.level, place.above_id, place.is_lowest
FROM (
    SELECT stored.unit_id, stored.skill_id, {counts}
    FROM {people} stored WHERE stored.counted GROUP BY stored.unit_id, stored.skill_id
) own
LEFT JOIN (
    SELECT up.descendant_id AS unit_id, max(up.depth) AS level, max(up.ancestor_id) FILTER (WHERE up.depth = 1) AS above_id,
        up.descendant_id NOT IN (SELECT ancestor_id FROM accounts_unitclosure WHERE depth = 1) AS is_lowest
    FROM accounts_unitclosure up GROUP BY up.descendant_id
) place ON place.unit_id = own.unit_id
