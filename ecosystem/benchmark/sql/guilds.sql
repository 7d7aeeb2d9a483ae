-- Guilds and their sessions. The first has a fifth of the company and 2,000 sessions, the second a calendar of 500 to come; of the
-- others there is one for a hundred people, small and large.
CREATE TEMPORARY TABLE drawn_guild ON COMMIT DROP AS
SELECT number, CASE WHEN number = 1 THEN %(people)s / 5 ELSE least(%(people)s / 5, 3 + (150 * pg_temp.chance(number, 81) ^ 3)::int) END AS size,
    CASE number WHEN 1 THEN 2000 WHEN 2 THEN 500 ELSE 6 END AS meetings, CASE number WHEN 2 THEN 0 WHEN 1 THEN 1900 ELSE 4 END AS past
FROM generate_series(1, greatest(60, %(people)s / 100)) AS number;

INSERT INTO guilds_guild (id, name, purpose, audience, rhythm, charter, charter_changed_at, state_since, founded_by_id, founded_at, sponsor_id)
SELECT number, pg_temp.adjective(number) || ' ' || lower(pg_temp.noun(number)) || ' ' || number, 'We make it the usual way to work here.',
    'Everybody who does it', 14, 'We pair, we teach, we write down what we learnt.', %(now)s - interval '90 days', %(now)s - interval '400 days',
    1 + mod(number * 17, %(people)s), %(now)s - interval '400 days', CASE WHEN mod(number, 3) = 1 THEN 3 END
FROM drawn_guild;

INSERT INTO guilds_charterversion (guild_id, number, purpose, audience, rhythm, joining, charter, author_id, at)
SELECT id, 1, purpose, audience, rhythm, joining, charter, founded_by_id, founded_at FROM guilds_guild;

INSERT INTO guilds_guildskill (guild_id, skill_id)
SELECT DISTINCT number, 1 + mod(number * 3 + nth, %(skills)s) FROM drawn_guild, generate_series(0, 2) AS nth;

-- One in thirty is core, a fifth acts; who tends it comes first.
CREATE TEMPORARY TABLE drawn_member ON COMMIT DROP AS
SELECT DISTINCT ON (guild, person) guild, person, nth
FROM (
    SELECT number AS guild, 1 + mod(number * 7 + nth * 5, %(people)s) AS person, nth FROM drawn_guild, generate_series(1, size) AS nth
) AS chosen JOIN seat ON seat.number = person AND NOT seat.vacant
ORDER BY guild, person, nth;
ANALYZE drawn_member;

INSERT INTO guilds_membership (guild_id, person_id, state, changed_at, joined_on)
SELECT guild, person, 'member', %(now)s - interval '200 days', %(today)s - 200 FROM drawn_member;

INSERT INTO guilds_stewardship (guild_id, person_id, since, until)
SELECT guild, person, %(today)s - 60, %(today)s + 200
FROM (SELECT guild, person, row_number() OVER (PARTITION BY guild ORDER BY nth) AS place FROM drawn_member) AS ranked WHERE place <= 2;

CREATE TEMPORARY TABLE drawn_session ON COMMIT DROP AS
SELECT row_number() OVER (ORDER BY drawn_guild.number, nth)::int AS number, drawn_guild.number AS guild, nth,
    nth <= past AS over, date_trunc('hour', %(now)s::timestamptz)
        + make_interval(hours => CASE WHEN nth <= past THEN -4 * (past - nth) - 2 ELSE 3 * (nth - past) END) AS starts_at
FROM drawn_guild, generate_series(1, meetings) AS nth;
ANALYZE drawn_session;

INSERT INTO guilds_session (id, guild_id, host_id, title, kind, agenda, skill_id, level, starts_at, ends_at, zone, capacity, call_url, state, uid,
    created_at, changed_at, application_question)
SELECT number, guild, 1 + mod(number * 11, %(people)s),
    pg_temp.adjective(number) || ' ' || lower(pg_temp.noun(number * 3)) || ', part ' || number, 'lunch',
    'Why it matters here, then the thing itself, then questions.', 1 + mod(number * 7, %(skills)s), 2, starts_at, starts_at + interval '45 minutes',
    'Europe/Lisbon', 24, 'https://meet.ashdown.example/' || number, CASE WHEN over THEN 'held' ELSE 'planned' END, gen_random_uuid(),
    %(now)s - interval '30 days', %(now)s - interval '30 days', 'Have you used something of it since?'
FROM drawn_session;

INSERT INTO guilds_seat (session_id, person_id, state, turn, changed_at, told_sequence, attended, useful, told_at)
SELECT session, person, 'seated', row_number() OVER (PARTITION BY session ORDER BY turn), %(now)s - interval '20 days', 0,
    CASE WHEN over THEN true END, CASE WHEN over AND mod(person, 3) > 0 THEN mod(person, 3) END, CASE WHEN over AND mod(person, 3) > 0 THEN %(now)s END
FROM (
    SELECT DISTINCT ON (drawn_session.number, person) drawn_session.number AS session, person, turn, over
    FROM drawn_session, generate_series(1, least(%(people)s / 4, 10)) AS turn,
        LATERAL (SELECT 1 + mod(drawn_session.guild * 7 + (drawn_session.number * 3 + turn * 13) * 5, %(people)s) AS person) AS chosen
    WHERE drawn_session.guild <> 2 ORDER BY drawn_session.number, person, turn
) AS taken JOIN seat ON seat.number = person AND NOT seat.vacant;

UPDATE guilds_session SET seated = taken.number, last_turn = taken.number
FROM (SELECT session_id, count(*) AS number FROM guilds_seat GROUP BY session_id) AS taken WHERE taken.session_id = guilds_session.id;

-- The board and the collection: 400 and 200 in the first, a few in the others.
INSERT INTO guilds_guildpost (id, guild_id, author_id, kind, title, body, created_at, answers_count, session_id)
SELECT row_number() OVER (ORDER BY number, nth), number, 1 + mod(number * 13 + nth * 5, %(people)s), CASE WHEN mod(nth, 7) = 0 THEN 'decision' ELSE 'question' END,
    'How do you ' || pg_temp.word(nth, 82, ARRAY['plan', 'review', 'measure', 'explain', 'estimate', 'present']) || ' '
        || lower(pg_temp.noun(nth + number)) || ', case ' || nth || '?', 'We tried twice.', %(now)s - make_interval(hours => nth * 5), mod(nth, 3),
    CASE WHEN number = 1 AND mod(nth, 4) = 0 THEN 1900 + mod(nth, 90) END
FROM drawn_guild, generate_series(1, CASE number WHEN 1 THEN 400 ELSE 5 END) AS nth;

INSERT INTO guilds_guildanswer (post_id, author_id, text, created_at)
SELECT post.id, 1 + mod(post.id * 19 + nth, %(people)s), 'The smallest part first; ask me for an hour.', post.created_at + interval '1 hour'
FROM guilds_guildpost post, generate_series(1, post.answers_count) AS nth;

INSERT INTO guilds_guildresource (guild_id, resource_id, note, added_by_id, added_at)
SELECT DISTINCT ON (number, resource) number, resource, 'Read this first.', 1 + mod(number * 23 + nth * 5, %(people)s), %(now)s - make_interval(hours => nth * 9)
FROM drawn_guild, generate_series(1, CASE number WHEN 1 THEN 200 ELSE 8 END) AS nth,
    LATERAL (SELECT 1 + mod(number * 31 + nth * 7, %(resources)s) AS resource) AS chosen
ORDER BY number, resource, nth;

-- What they serve and aim at.
INSERT INTO goals_guildobjective (guild_id, objective_id, why, linked_at)
SELECT number, 1 + mod(number, 12), 'It is what we are for.', %(now)s - interval '30 days' FROM drawn_guild;

INSERT INTO goals_guildgoal (guild_id, title, unit_of_measure, target, current, start_date, due_date, progress, status, confidence, last_check_in_on, check_ins_count)
SELECT number, 'Look at ten services together', 'services', 10, 4, %(today)s - 40, %(today)s + 50, 0.4, 'on_track', 7, %(today)s - 5, 3 FROM drawn_guild;

-- Money, and a calendar that reads the 500 sessions: its secret is `benchmark`.
INSERT INTO guilds_purse (guild_id, balance) SELECT number, 1000 FROM drawn_guild WHERE number <= 10;
INSERT INTO guilds_ledgerentry (guild_id, kind, amount, words, at) SELECT number, 'granted', 1000, 'For this half', %(now)s FROM drawn_guild WHERE number <= 10;

INSERT INTO guilds_calendarfeed (person_id, guild_id, secret_hash, created_at)
SELECT 1, 2, encode(sha256('benchmark'), 'hex'), %(now)s;
