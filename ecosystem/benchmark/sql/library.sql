-- The library: what people learn from, with the skills that it helps with. Half the titles name a skill's noun, all are different.
INSERT INTO resources_resource (id, kind, title, summary, body, owner_id, state, language, minutes, created_at, published_at,
    changed_at, verified_on, verify_by, usefulness, views, score)
SELECT number, kind,
    CASE mod(number, 3) WHEN 0 THEN 'How to ' || verb || ' ' || lower(noun) WHEN 1 THEN initcap(verb) || ' ' || lower(adjective) || ' ' || lower(noun)
        ELSE adjective || ' ' || lower(noun) || ' for beginners' END || ', part ' || number,
    'What to know before you ' || verb || ' it.',
    'First ' || verb || ' the ' || lower(noun) || '. Then read ' || lower(other) || ' and ask somebody who did it before.',
    1 + mod(number * 7919, %(people)s), 'published', CASE WHEN mod(number, 12) = 0 THEN 'de' ELSE 'en' END, 3 + mod(number, 40),
    %(now)s - make_interval(days => age), %(now)s - make_interval(days => age), %(now)s - make_interval(days => age),
    %(today)s - age, %(today)s - age + 365, round((pg_temp.chance(number, 53) * 0.9)::numeric, 4), (pg_temp.chance(number, 54) ^ 4 * 2000)::int,
    (100 * pg_temp.chance(number, 55))::int
FROM (
    SELECT number, pg_temp.noun(number * 3) AS noun, pg_temp.noun(number * 5 + 1) AS other, pg_temp.adjective(number) AS adjective,
        pg_temp.word(number, 51, ARRAY['plan', 'review', 'measure', 'explain', 'simplify', 'automate', 'prepare', 'compare',
            'document', 'practise', 'rotate', 'estimate', 'present', 'investigate', 'translate']) AS verb,
        pg_temp.word(number, 52, ARRAY['article', 'how_to', 'link', 'video', 'course', 'practice', 'book', 'template']) AS kind,
        (500 * pg_temp.chance(number, 56))::int AS age
    FROM generate_series(1, %(resources)s) AS number
) AS drawn;

INSERT INTO resources_resourceversion (resource_id, number, title, summary, body, author_id, at)
SELECT id, 1, title, summary, body, owner_id, created_at FROM resources_resource;

INSERT INTO resources_resourceskill (resource_id, skill_id, level)
SELECT DISTINCT ON (resource, skill) resource, skill, 1 + mod(resource, 4)
FROM generate_series(1, %(resources)s) AS resource, generate_series(0, 1) AS nth,
    LATERAL (SELECT 1 + floor(%(skills)s * pg_temp.chance(resource * 2 + nth, 57) ^ 2)::int AS skill) AS chosen
WHERE nth = 0 OR mod(resource, 2) = 0;
