-- What happens around goals: obstacles, words, suggestions, open work, what stands behind the bell.
INSERT INTO goals_obstacle (goal_id, text, opened_at, turn_id)
SELECT goal.id, 'No slot with the reviewers before the end of the month',
    %(now)s - make_interval(days => 1 + (12 * pg_temp.chance(goal.id, 42))::int),
    CASE WHEN mod(goal.id, 2) = 0 THEN seat.manager ELSE goal.owner_id END
FROM goals_learninggoal goal JOIN seat ON seat.number = goal.owner_id
WHERE goal.closed_at IS NULL AND pg_temp.chance(goal.id, 41) < 0.07 AND seat.manager IS NOT NULL;

INSERT INTO goals_comment (goal_id, author_id, text, public, created_at)
SELECT goal.id, seat.manager, 'Good. Who could review it with you?', true, %(now)s
FROM goals_learninggoal goal JOIN seat ON seat.number = goal.owner_id
WHERE seat.manager IS NOT NULL AND goal.closed_at IS NULL AND pg_temp.chance(goal.id, 43) < 0.4;

INSERT INTO goals_suggestion (person_id, suggested_by_id, kind, skill_id, to_level, why, created_at)
SELECT number, manager, 'goal', 1 + mod(number, %(skills)s), 2, 'The next project needs it.', %(now)s
FROM seat WHERE manager IS NOT NULL AND NOT vacant AND pg_temp.chance(number, 44) < 0.05;

INSERT INTO goals_opportunity (id, lead_id, title, skill_id, level, needed_by, effort_hours, places, posted_at)
SELECT number, 1 + mod(number * 17, %(people)s), 'Help with ' || lower(pg_temp.noun(number)) || ' on a client project',
    1 + mod(number * 5, %(skills)s), 2 + mod(number, 2), %(today)s + 20, 12, 2, %(now)s
FROM generate_series(1, greatest(4, %(people)s / 100)) AS number;

INSERT INTO notifications_notification (person_id, key, category, title, body, url, created_at)
SELECT seat.number, 'made-' || seat.number || '-' || nth, 'goal_reminders', 'A goal needs two minutes',
    'There is no check-in yet this fortnight.', '/goals/', %(now)s - make_interval(days => nth)
FROM seat, generate_series(1, 3) nth WHERE NOT vacant AND pg_temp.chance(seat.number * 10 + nth, 45) < 0.3;
