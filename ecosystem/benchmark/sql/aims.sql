-- Objectives with their key results: twelve of the company, three of every larger unit; critical skills of the company's.
CREATE TEMPORARY TABLE aim ON COMMIT DROP AS
SELECT row_number() OVER (ORDER BY unit NULLS FIRST, nth)::int AS number, unit, nth
FROM (
    SELECT NULL::int AS unit, nth FROM generate_series(1, 12) nth
    UNION ALL
    SELECT unit, nth FROM (SELECT unit FROM seat GROUP BY unit HAVING count(*) >= 14) large, generate_series(1, 3) nth
) listed;

INSERT INTO goals_objective (id, code, title, why, cycle_id, level, unit_id, owner_id, progress, confidence, progress_at)
SELECT number, 'O-' || number, pg_temp.adjective(number) || ' ' || lower(pg_temp.noun(number)) || ' for every client ' || number,
    'Clients ask for it, and it makes us quicker.', %(cycle)s, CASE WHEN unit IS NULL THEN 'company' ELSE 'unit' END, unit,
    1 + mod(number, 8), round(pg_temp.chance(number, 21)::numeric, 4), 6.5, %(now)s
FROM aim;

INSERT INTO goals_objectivelink (child_id, parent_id) SELECT number, 1 + mod(number, 12) FROM aim WHERE unit IS NOT NULL;

INSERT INTO goals_keyresult (id, code, objective_id, title, unit_of_measure, baseline, target, owner_id, current,
    current_on, confidence, progress)
SELECT aim.number * 10 + place, 'KR-' || aim.number || '-' || place, aim.number, 'Share of projects that do it ' || place,
    'projects', 0, 20, 1 + mod(aim.number, 8), done, %(today)s - 10, 6, done / 20
FROM aim, generate_series(1, 3) AS key(place),
    LATERAL (SELECT floor(20 * pg_temp.chance(aim.number * 10 + place, 22))::numeric AS done) reading;

INSERT INTO goals_reading (key_result_id, value, confidence, read_on, author_id, created_at)
SELECT id, current * age / 3, 6, %(today)s - 10 - 14 * (3 - age), owner_id, %(now)s
FROM goals_keyresult, generate_series(1, 3) age;

INSERT INTO accounts_skilltarget (id, source, source_name, skill_id, level, importance, people_wanted, valid_from)
SELECT number, 'objective:' || number, title, 10 + number, 2, 4, 0, %(today)s - 40
FROM aim JOIN goals_objective ON goals_objective.id = number WHERE number <= 12;
INSERT INTO goals_objectiveskill (objective_id, target_id) SELECT number, number FROM aim WHERE number <= 12;
