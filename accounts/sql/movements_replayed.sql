-- The same between two days that are both computed from dated rows, or from the stored rows of today.
WITH {facts},
was AS (
    SELECT skill_id, %(day)s::date AS since, person_id, {figure} AS figure, coalesce(unit_id, 0) AS unit,
        coalesce(site_id, 0) AS site
    FROM facts WHERE {figure} IS NOT NULL
    UNION ALL
    SELECT skill_id, %(day)s, person_id, NULL, 0, 0 FROM {people} stored
    WHERE skill_id = ANY(%(skills)s::bigint[]) AND NOT EXISTS (
        SELECT FROM facts WHERE facts.person_id = stored.person_id AND facts.skill_id = stored.skill_id
            AND {figure} IS NOT NULL)
)
{compared}
