-- Learning goals of this cycle and of the two before, with their check-ins: nobody's, weekly, monthly or hardly any.
CREATE TEMPORARY TABLE drafted ON COMMIT DROP AS
SELECT row_number() OVER (ORDER BY owner, cycle, nth)::bigint AS number, *
FROM (
    SELECT seat.number AS owner, cycle, nth, seat.number * 100 + cycle * 10 + nth AS lot
    FROM seat, generate_series(0, 2) cycle, generate_series(1, 6) nth
    WHERE NOT seat.vacant
      AND nth <= width_bucket(pg_temp.chance(seat.number * 10 + cycle, 31), ARRAY[0.2, 0.5, 0.78, 0.93, 0.96, 0.985])
) chosen;
ANALYZE drafted;

CREATE TEMPORARY TABLE planned ON COMMIT DROP AS
SELECT *, least(now_at, start + every * (checks - 1) + 1) AS last_on, round(checks * step, 4) AS progress
FROM (
    SELECT *, greatest(0, least((now_at - start) / every + 1, most)) AS checks,
        least(0.2, 0.02 + 0.08 * every / 7 * pg_temp.chance(lot, 36))::numeric AS step
    FROM (
        SELECT *, CASE WHEN cycle = 0 THEN %(today)s ELSE start + 80 END AS now_at,
            CASE WHEN rhythm < 0.18 THEN 7 WHEN rhythm < 0.63 THEN 28 ELSE 60 END AS every,
            CASE WHEN rhythm < 0.18 THEN 5 WHEN rhythm < 0.63 THEN 3 ELSE (pg_temp.chance(lot, 35) < 0.5)::int END AS most
        FROM (
            SELECT *, %(today)s - 55 - 91 * cycle + (20 * pg_temp.chance(lot, 33))::int AS start,
                pg_temp.chance(lot, 34) AS rhythm, pg_temp.chance(lot, 32) AS sort
            FROM drafted
        ) dated
    ) paced
) counted;
ANALYZE planned;

INSERT INTO goals_learninggoal (id, owner_id, title, skill_id, from_level, to_level, measure,
    unit_of_measure, baseline, target, current, start_date, due_date, if_when, then_will, visibility, for_myself,
    created_at, closed_at, outcome, lesson, progress, status, confidence, last_check_in_on, check_ins_count)
SELECT number, owner,
    'Get ready to ' || (ARRAY['lead', 'do', 'review', 'teach'])[1 + mod(number, 4)] || ' ' || lower(pg_temp.noun(number)) || ' alone',
    1 + mod(owner * 7 + number, %(skills)s), 1, 1 + mod(number, 4), measure,
    CASE WHEN measure = 'number' THEN 'sessions' ELSE '' END, 0, whole, round(progress * whole), start,
    start + 75 + (30 * pg_temp.chance(lot, 37))::int, 'it is Tuesday after stand-up', 'I will work on it for an hour',
    CASE WHEN sort < 0.78 THEN 'everyone' WHEN sort < 0.94 THEN 'manager' ELSE 'me' END, mod(lot, 10) >= 6, start,
    CASE WHEN cycle > 0 THEN (start + 84)::timestamptz END, CASE WHEN cycle > 0 THEN 'reached' ELSE '' END,
    CASE WHEN cycle > 0 THEN 'It went better in pairs.' ELSE '' END, CASE WHEN checks > 0 THEN progress END,
    CASE WHEN checks > 0 THEN 'on_track' ELSE '' END, CASE WHEN checks > 0 THEN 7 END,
    CASE WHEN checks > 0 THEN last_on END, checks
FROM (
    SELECT *, CASE WHEN sort < 0.6 THEN 'number' WHEN sort < 0.8 THEN 'percentage' WHEN sort < 0.92 THEN 'milestones'
        ELSE 'yes_no' END AS measure, CASE WHEN sort >= 0.6 AND sort < 0.8 THEN 100 ELSE 10 END AS whole
    FROM planned
) measured;
ANALYZE goals_learninggoal;

INSERT INTO goals_goalmilestone (goal_id, title, due_on, done_on, position)
SELECT id, 'Step ' || nth, start_date + 15 * nth, CASE WHEN nth <= check_ins_count THEN start_date + 14 * nth END, nth
FROM goals_learninggoal, generate_series(1, 5) nth WHERE measure = 'milestones';

INSERT INTO goals_checkin (goal_id, author_id, checked_on, created_at, value, progress, proposed_status, status, confidence,
    text)
SELECT number, owner, least(now_at, start + every * (place - 1) + 1), %(now)s,
    goal.current * place / checks, round(step * place, 4), 'on_track', 'on_track', 4 + mod(number + place, 6),
    'Did two of the exercises, and asked for a review of the third.'
FROM planned JOIN goals_learninggoal goal ON goal.id = planned.number, generate_series(1, checks) AS stated(place)
ORDER BY number, place;

INSERT INTO goals_goalalignment (goal_id, objective_id, key_result_id, valid_from)
SELECT goal.id, objective.id, objective.id * 10 + 1 + mod(goal.id, 3), goal.start_date
FROM goals_learninggoal goal JOIN goals_objective objective ON objective.id = 1 + mod(goal.id * 31, %(objectives)s)
WHERE NOT goal.for_myself AND goal.closed_at IS NULL;
