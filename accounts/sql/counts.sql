count(*)::int AS people,
        (count(*) FILTER (WHERE {row}.gap_points > 0) + count(*) FILTER (WHERE {row}.state IN ('about_there', 'no_gap'))
            + count(*) FILTER (WHERE {row}.state = 'self_rated_only')
            + count(*) FILTER (WHERE {row}.state = 'unassessed'))::int AS required,
        (count(*) FILTER (WHERE {row}.gap_points > 0)
            + count(*) FILTER (WHERE {row}.state IN ('about_there', 'no_gap')))::int AS assessed,
        (count(*) FILTER (WHERE {row}.state = 'self_rated_only'))::int AS self_only,
        (count(*) FILTER (WHERE {row}.state = 'unassessed'))::int AS unassessed,
        (count(*) FILTER (WHERE {row}.state = 'not_applicable'))::int AS not_applicable,
        (count(*) FILTER (WHERE {row}.state IN ('about_there', 'no_gap')))::int AS met,
        (count(*) FILTER (WHERE {row}.required = 1 AND {row}.state <> 'not_applicable'))::int AS need_1,
        (count(*) FILTER (WHERE {row}.required = 2 AND {row}.state <> 'not_applicable'))::int AS need_2,
        (count(*) FILTER (WHERE {row}.required = 3 AND {row}.state <> 'not_applicable'))::int AS need_3,
        (count(*) FILTER (WHERE {row}.required = 4 AND {row}.state <> 'not_applicable'))::int AS need_4,
        (count(*) FILTER (WHERE {row}.holds >= 3))::int AS at_3,
        (count(*) FILTER (WHERE {row}.holds >= 4))::int AS at_4,
        coalesce(sum({row}.ratio_points), 0) AS ratio_points,
        coalesce(sum({row}.gap_points), 0) AS gap_points,
        coalesce(sum({row}.severity_points), 0) AS severity_points
