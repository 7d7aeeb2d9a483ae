SELECT closure.ancestor_id, own.skill_id, {sums}, 'below'
FROM fresh_cells own JOIN accounts_unitclosure closure ON closure.descendant_id = own.unit_id
GROUP BY closure.ancestor_id, own.skill_id
UNION ALL
SELECT NULL, own.skill_id, {sums}, 'below' FROM fresh_cells own GROUP BY own.skill_id
