-- Skills, what roles require, and what people state: fourteen skills a person in the median, most at level 2 or 3.
INSERT INTO accounts_skill (id, code, name, "group")
SELECT number, 'SK-' || number, pg_temp.adjective(number) || ' ' || lower(pg_temp.noun(number)) || ' ' || number, 'Group ' || mod(number, 8)
FROM generate_series(1, %(skills)s) AS number;

INSERT INTO accounts_skilllevel (skill_id, level, sentence)
SELECT skill, level, 'explain it, do it with somebody, do it alone and teach it, as far as level ' || level || ' goes'
FROM generate_series(1, %(skills)s) skill, generate_series(1, 4) level;

INSERT INTO accounts_rolerequirement (job_role_id, skill_id, level, importance, valid_from)
SELECT role, skill, level, importance, %(today)s - 500 FROM drawn_requirement;

CREATE TEMPORARY TABLE said ON COMMIT DROP AS
SELECT person, skill, number, required,
    %(today)s - (330 * pg_temp.chance(number, 12))::int AS stated_on,
    width_bucket(pg_temp.chance(number, 11), ARRAY[0.03, 0.20, 0.62, 0.93]) AS level
FROM (
    SELECT person, skill, person * 10000 + skill AS number, required
    FROM (
        SELECT seat.number AS person, requirement.skill, true AS required
        FROM seat JOIN drawn_requirement requirement ON requirement.role = seat.role WHERE NOT seat.vacant
        UNION
        SELECT seat.number, requirement.skill, true
        FROM seat JOIN drawn_requirement requirement ON requirement.role IS NULL WHERE NOT seat.vacant
        UNION
        SELECT seat.number, CASE WHEN mod(extra, 4) = 0
            THEN 1 + floor(%(skills)s * pg_temp.chance(seat.number * 100 + extra, 13))::int -- from anywhere
            ELSE 1 + %(shared)s + seat.division * %(own)s
                + floor(%(own)s * power(pg_temp.chance(seat.number * 100 + extra, 13), 2.5))::int END, false
        FROM seat, generate_series(1, 24) extra
        WHERE NOT seat.vacant AND extra <= exp(1.2 + 1.1 * pg_temp.normal(seat.number, 51))
    ) held
    WHERE NOT required OR pg_temp.chance(person * 10000 + skill, 14) < 0.85
) chosen;
ANALYZE said;

INSERT INTO accounts_assessment (person_id, skill_id, source, level, assessor_id, stated_on, released_at)
SELECT person, skill, 'self', level, person, stated_on, NULL
FROM (SELECT DISTINCT ON (person, skill) * FROM said ORDER BY person, skill, required DESC) own
ORDER BY person, skill;

INSERT INTO accounts_assessment (person_id, skill_id, source, level, assessor_id, stated_on, released_at)
SELECT person, skill, 'manager',
    CASE WHEN pg_temp.chance(said.number, 16) < 0.6 THEN level
         ELSE width_bucket(pg_temp.chance(said.number, 17), ARRAY[0.05, 0.28, 0.70, 0.95]) END,
    seat.manager, stated_on, %(now)s
FROM said JOIN seat ON seat.number = said.person
WHERE required AND seat.manager IS NOT NULL AND pg_temp.chance(said.number, 15) < 0.6
ORDER BY person, skill;

INSERT INTO accounts_interest (person_id, skill_id, answer, shared, open_to_offers, stated_on)
SELECT DISTINCT ON (person, skill) person, skill, 'yes', true, true, stated_on
FROM said WHERE level < 3 AND pg_temp.chance(number, 18) < 0.1;

INSERT INTO accounts_teachingoffer (person_id, skill_id, offered_on)
SELECT DISTINCT ON (person, skill) person, skill, stated_on
FROM said WHERE level >= 3 AND pg_temp.chance(number, 19) < 0.05;

INSERT INTO accounts_evidence (person_id, title, link, rung, occurred_on, asked_id)
SELECT number, 'What I made for the project of this quarter', 'https://example.com/' || number, 'artefact',
    %(today)s - 20, manager
FROM seat WHERE manager IS NOT NULL AND NOT vacant AND pg_temp.chance(number, 20) < 0.1;
