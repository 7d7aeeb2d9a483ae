-- Each unit's own people, as sums.
SELECT stored.unit_id, stored.skill_id, {added}
FROM {people} stored WHERE stored.counted GROUP BY stored.unit_id, stored.skill_id
