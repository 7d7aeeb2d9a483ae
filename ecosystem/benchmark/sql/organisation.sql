-- Policy, scale, sites, people and their dated rows, from the drawn seats.
INSERT INTO accounts_scale (id, code, name, max_value) VALUES (1, 'default', 'Five levels', 4);
INSERT INTO accounts_scalelevel (scale_id, value, name)
SELECT 1, value - 1, name
FROM unnest(ARRAY['None', 'Aware', 'Working', 'Practitioner', 'Expert']) WITH ORDINALITY AS level(name, value);

INSERT INTO accounts_organisation (id, name, time_zone, scale_id, set_up_at)
VALUES (1, 'Ashdown & Vale', 'Europe/Lisbon', 1, %(now)s);

INSERT INTO accounts_site (id, code, name, time_zone, country)
VALUES (1, 'LIS', 'Lisbon', 'Europe/Lisbon', 'PT'), (2, 'TOR', 'Toronto', 'America/Toronto', 'CA'),
    (3, 'PUN', 'Pune', 'Asia/Kolkata', 'IN'), (4, 'AKL', 'Auckland', 'Pacific/Auckland', 'NZ');

INSERT INTO accounts_person (id, password, full_name, email, employee_number, kind, site_id, is_active)
SELECT number, '!' || md5(number::text),
    pg_temp.first_name(number) || ' ' || pg_temp.last_name(number), 'person.' || number || '@ashdown.example', 'E-' || number,
    CASE WHEN vacant THEN 'placeholder' ELSE 'person' END,
    CASE WHEN pg_temp.chance(number, 1) < 0.5 THEN 1 ELSE 2 + mod(number, 3) END, NOT vacant
FROM seat ORDER BY number;

INSERT INTO accounts_unit (id, code, name, parent_id, lead_id)
SELECT number, 'U-' || number, pg_temp.noun(number) || ' ' || number, parent, lead FROM drawn_unit ORDER BY number;

INSERT INTO accounts_jobrole (id, code, name)
SELECT number, 'R-' || number, pg_temp.noun(number) || ' Specialist ' || number
FROM generate_series(1, %(roles)s) AS number;

INSERT INTO accounts_employment (person_id, fte, valid_from)
SELECT number, CASE WHEN pg_temp.chance(number, 2) < 0.9 THEN 1 ELSE 0.6 END,
    %(today)s - 30 - (2000 * pg_temp.chance(number, 3))::int
FROM seat WHERE NOT vacant ORDER BY number;

INSERT INTO accounts_unitmembership (person_id, unit_id, valid_from)
SELECT number, unit, employed.valid_from FROM seat JOIN accounts_employment employed ON employed.person_id = number
ORDER BY number;

INSERT INTO accounts_roleholding (person_id, job_role_id, valid_from)
SELECT number, role, employed.valid_from FROM seat JOIN accounts_employment employed ON employed.person_id = number
ORDER BY number;

INSERT INTO accounts_reportingline (person_id, manager_id, valid_from)
SELECT number, manager, %(today)s - 400 FROM seat WHERE manager IS NOT NULL ORDER BY number;

INSERT INTO accounts_leave (person_id, valid_from, valid_to, shown_to_colleagues)
SELECT number, %(today)s - 3, %(today)s + 10, true FROM seat WHERE pg_temp.chance(number, 4) < 0.03 AND manager > 1;

INSERT INTO accounts_rolegrant (person_id, role, valid_from, confirmed_at)
SELECT number, granted.role, %(today)s - 300, %(now)s
FROM unnest(ARRAY['learning', 'executive', 'people_admin', 'admin']) WITH ORDINALITY AS granted(role, place)
JOIN seat ON seat.number = granted.place + 1;

INSERT INTO accounts_project (id, code, name, delivery_lead_id, technical_lead_id, start_date)
SELECT number, 'P-' || number, pg_temp.noun(number) || ' project ' || number, 1 + mod(number * 7, %(people)s),
    1 + mod(number * 11, %(people)s), %(today)s - 200
FROM generate_series(1, greatest(3, %(people)s / 10)) AS number;

INSERT INTO accounts_assignment (project_id, person_id, share, valid_from)
SELECT 1 + mod(number * 13, greatest(3, %(people)s / 10)), number, 1, %(today)s - 100
FROM seat WHERE pg_temp.chance(number, 5) < 0.6 AND NOT vacant;
