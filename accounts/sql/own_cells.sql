SELECT stored.unit_id, stored.skill_id, {counts}, 'own' AS scope
FROM {people} stored WHERE stored.counted GROUP BY stored.unit_id, stored.skill_id
