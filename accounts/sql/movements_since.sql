-- What changed after publications, from the log: the state before each person's first change against the state now.
WITH asked AS (
    SELECT asked.skill_id, asked.since, day.published_at
    FROM unnest(%(skills)s::bigint[], %(days)s::date[]) AS asked(skill_id, since)
    JOIN accounts_rollupday day ON day.day = asked.since
),
was AS (
    SELECT DISTINCT ON (asked.skill_id, asked.since, change.person_id) asked.skill_id, asked.since, change.person_id,
        change.figure_before AS figure, coalesce(change.unit_before_id, 0) AS unit, coalesce(change.site_before_id, 0) AS site
    FROM asked JOIN accounts_skillchange change ON change.skill_id = asked.skill_id AND change.at > asked.published_at
    ORDER BY asked.skill_id, asked.since, change.person_id, change.at, change.id
)
{compared}
