-- Who is counted in which unit and site, per skill: the people of whom it is required, and their sums.
SELECT stored.skill_id, coalesce(stored.unit_id, 0), coalesce(stored.site_id, 0), count(*)::int,
    (count(*) FILTER (WHERE stored.state = 'gap'))::int,
    (count(*) FILTER (WHERE stored.state = 'self_rated_only'))::int,
    (count(*) FILTER (WHERE stored.state = 'unassessed'))::int,
    (count(*) FILTER (WHERE stored.state IN ('about_there', 'no_gap')))::int,
    sum(stored.ratio_points), sum(stored.severity_points)
FROM {people} stored
WHERE stored.counted AND stored.state NOT IN ('not_required', 'not_applicable') AND stored.skill_id = ANY(%(skills)s)
GROUP BY 1, 2, 3
