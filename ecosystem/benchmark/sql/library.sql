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

-- The last two skills are for lists of a known length: 50 and 500 rows.
INSERT INTO resources_resourceskill (resource_id, skill_id, level)
SELECT DISTINCT ON (resource, skill) resource, skill, 1 + mod(resource, 4)
FROM generate_series(1, %(resources)s) AS resource, generate_series(0, 1) AS nth,
    LATERAL (SELECT 1 + floor((%(skills)s - 2) * pg_temp.chance(resource * 2 + nth, 57) ^ 2)::int AS skill) AS chosen
WHERE nth = 0 OR mod(resource, 2) = 0;

INSERT INTO resources_resourceskill (resource_id, skill_id, level)
SELECT resource, skill, 2
FROM (VALUES (%(skills)s - 1, 50), (%(skills)s, 500)) AS list (skill, rows), generate_series(1, rows) AS resource;

INSERT INTO resources_verification (resource_id, by_id, "on", against, number)
SELECT id, owner_id, verified_on, 'the handbook of this year', 1 FROM resources_resource WHERE mod(id, 2) = 0;

-- What people say: a few words on most, many on some; two in nine are doubts.
INSERT INTO resources_reaction (resource_id, person_id, kind, at)
SELECT resource, 1 + mod(resource * 31 + nth * 977, %(people)s), kind, %(now)s - make_interval(days => nth)
FROM generate_series(1, %(resources)s) AS resource,
    LATERAL generate_series(1, floor(12 * pg_temp.chance(resource, 58) ^ 3)::int) AS nth,
    LATERAL (SELECT pg_temp.word(resource * 100 + nth, 59, ARRAY['useful', 'useful', 'useful', 'learned', 'like', 'like',
        'question', 'not_useful', 'outdated']) AS kind) AS said;

INSERT INTO resources_question (resource_id, author_id, text, created_at)
SELECT id, 1 + mod(id * 13, %(people)s), 'Does this hold for the smaller sites too?', %(now)s - make_interval(days => 9)
FROM resources_resource WHERE mod(id, 8) = 0;

INSERT INTO resources_answer (question_id, author_id, text, created_at)
SELECT question.id, owner_id, 'Yes, with one signature less.', %(now)s - make_interval(days => 8)
FROM resources_question question JOIN resources_resource resource ON resource.id = resource_id WHERE mod(question.id, 2) = 0;

-- Paths of six steps, and who is on them.
INSERT INTO goals_path (id, title, summary, owner_id, skill_id, to_level, weeks, state, created_at, published_at)
SELECT number, 'From the first steps to ' || lower(pg_temp.noun(number * 7)) || ' alone, path ' || number,
    'Read, try it with somebody, then do it alone.', 1 + mod(number * 11, %(people)s), 1 + mod(number * 3, %(skills)s),
    1 + mod(number, 4), 8, 'published', %(now)s, %(now)s
FROM generate_series(1, greatest(8, %(people)s / 500)) AS number;

INSERT INTO goals_pathstep (path_id, position, kind, resource_id, text, minutes)
SELECT id, nth, CASE WHEN nth = 5 THEN 'task' ELSE 'resource' END,
    CASE WHEN nth <> 5 THEN 1 + mod(id * 101 + nth * 7, %(resources)s) END,
    CASE WHEN nth = 5 THEN 'Do it with somebody who does it often' ELSE '' END, CASE WHEN nth = 5 THEN 60 END
FROM goals_path, generate_series(1, 6) AS nth;

INSERT INTO goals_enrolment (path_id, person_id, number, started_on, due_on)
SELECT 1 + mod(number, greatest(8, %(people)s / 500)), number, 1, %(today)s - 14, %(today)s + 42
FROM seat WHERE NOT vacant AND mod(number, 20) = 0;

INSERT INTO goals_stepdone (enrolment_id, step_id, at)
SELECT enrolment.id, step.id, %(now)s
FROM goals_enrolment enrolment JOIN goals_pathstep step USING (path_id) WHERE step.position <= mod(enrolment.id, 3);
