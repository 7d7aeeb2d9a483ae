{facts}
SELECT count(*) FROM {people}
WHERE stored.skill_id = %(skill)s AND stored.counted AND stored.level >= %(level)s
    AND stored.known AND NOT stored.self_only AND NOT stored.not_applicable
    AND (%(unit)s::bigint IS NULL OR stored.unit_id IN (
        SELECT descendant_id FROM accounts_unitclosure WHERE ancestor_id = %(unit)s))
