-- Who alone holds a skill, at the highest level needed there and at least at 3, in a unit with all below it (0: the
-- company). Only asked of places in which one person does.
WITH place AS (
    SELECT asked.skill_id, asked.unit_id, CASE WHEN cell.highest_need > 3 THEN 4 ELSE 3 END AS level
    FROM unnest(%(skills)s::bigint[], %(units)s::bigint[]) AS asked (skill_id, unit_id)
    JOIN accounts_skillcell cell ON cell.day = %(day)s AND cell.scope = 'below'
        AND cell.skill_id = asked.skill_id AND coalesce(cell.unit_id, 0) = asked.unit_id
)
SELECT place.skill_id, place.unit_id, holder.person_id
FROM place
JOIN accounts_unitclosure below ON below.ancestor_id = place.unit_id
JOIN accounts_personskill holder ON holder.unit_id = below.descendant_id AND holder.skill_id = place.skill_id
    AND holder.counted AND holder.holds >= place.level
UNION ALL
SELECT place.skill_id, 0, holder.person_id
FROM place
JOIN accounts_personskill holder ON holder.skill_id = place.skill_id AND holder.counted AND holder.holds >= place.level
WHERE place.unit_id = 0
