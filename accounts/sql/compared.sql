SELECT skill_id, since, unit_was, site_was, unit_is, site_is, same, count(*)
FROM (
    SELECT was.skill_id, was.since,
        CASE WHEN was.figure IS NOT NULL THEN was.unit END AS unit_was,
        CASE WHEN was.figure IS NOT NULL THEN was.site END AS site_was,
        CASE WHEN {figure} IS NOT NULL THEN coalesce(stored.unit_id, 0) END AS unit_is,
        CASE WHEN {figure} IS NOT NULL THEN coalesce(stored.site_id, 0) END AS site_is,
        was.figure IS NOT DISTINCT FROM {figure} AS same
    FROM was LEFT JOIN {people} stored ON stored.person_id = was.person_id AND stored.skill_id = was.skill_id
) compared
WHERE NOT same OR (unit_was, site_was) IS DISTINCT FROM (unit_is, site_is)
GROUP BY 1, 2, 3, 4, 5, 6, 7
