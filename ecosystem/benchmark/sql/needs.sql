-- What people could not learn here: one need for twenty people, at every stage of its way. The last two skills have 50 and 500.
CREATE TEMPORARY TABLE drawn_need ON COMMIT DROP AS
SELECT row_number() OVER (ORDER BY skill, nth)::int AS number, skill, 1 + mod(row_number() OVER (ORDER BY skill, nth) * 37, %(people)s) AS reporter,
    (ARRAY['open', 'open', 'open', 'accepted', 'claimed', 'resolved', 'resolved', 'closed', 'closed', 'declined'])
        [1 + mod(nth, 10)] AS stage,
    1 + (90 * pg_temp.chance(nth + 7 * skill, 74))::int AS age
FROM (
    SELECT 1 + floor((%(skills)s - 2) * pg_temp.chance(nth, 71) ^ 2)::int AS skill, nth FROM generate_series(1, greatest(20, %(people)s / 20)) AS nth
    UNION ALL
    SELECT skill, nth FROM (VALUES (%(skills)s - 1, 50), (%(skills)s, 500)) AS list (skill, rows), generate_series(1, rows) AS nth
) AS asked;

INSERT INTO feedback_need (id, words, skill_id, source, status, hop, turn_id, turn_since, reported_at, claimed_by_id, claimed_at,
    answer, resolved_at, ask_again_on, closed_at)
SELECT drawn_need.number, 'Nothing here on how to ' || pg_temp.word(drawn_need.number, 72, ARRAY['plan', 'review', 'measure', 'explain', 'estimate',
        'present']) || ' ' || lower(pg_temp.adjective(drawn_need.number)) || ' ' || lower(pg_temp.noun(drawn_need.number)) || ', case ' || drawn_need.number,
    skill, 'page', CASE stage WHEN 'closed' THEN 'resolved' ELSE stage END,
    CASE WHEN stage = 'open' AND seat.manager IS NOT NULL THEN 'manager' ELSE 'learning' END, CASE stage WHEN 'open' THEN seat.manager END,
    %(today)s - age / 10, %(now)s - make_interval(days => age), CASE stage WHEN 'claimed' THEN 1 + mod(drawn_need.number * 41, %(people)s) END,
    CASE stage WHEN 'claimed' THEN %(now)s END, CASE WHEN stage IN ('resolved', 'closed') THEN 'There is a course now.' ELSE '' END,
    CASE WHEN stage IN ('resolved', 'closed') THEN %(now)s END, CASE WHEN stage IN ('resolved', 'closed') THEN %(today)s + 30 END,
    CASE stage WHEN 'closed' THEN %(now)s END
FROM drawn_need JOIN seat ON seat.number = reporter;

INSERT INTO feedback_needreporter (need_id, person_id, anonymous, at)
SELECT number, 1 + mod(reporter - 1 + nth * 977, %(people)s), mod(number, 7) = 0, %(now)s - make_interval(days => age)
FROM drawn_need, LATERAL generate_series(0, floor(20 * pg_temp.chance(number, 73) ^ 3)::int) AS nth;

INSERT INTO feedback_needmove (need_id, kind, actor_id, at)
SELECT number, 'reported', reporter, %(now)s - make_interval(days => age) FROM drawn_need
UNION ALL
SELECT number, stage, NULL, %(now)s FROM drawn_need WHERE stage <> 'open';
