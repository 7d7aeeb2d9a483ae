-- The same numbers for the same keys, whatever the plan: a uniform one, a normal one, and words.
CREATE FUNCTION pg_temp.chance(number bigint, salt bigint) RETURNS float8 LANGUAGE sql IMMUTABLE
RETURN (hashint8extended(number, salt) & 4294967295) / 4294967296.0::float8;

CREATE FUNCTION pg_temp.normal(number bigint, salt bigint) RETURNS float8 LANGUAGE sql IMMUTABLE
RETURN sqrt(-2 * ln(1 - pg_temp.chance(number, salt))) * cos(2 * pi() * pg_temp.chance(number, salt + 1000));

CREATE FUNCTION pg_temp.word(number bigint, salt bigint, words text[]) RETURNS text LANGUAGE sql IMMUTABLE
RETURN words[1 + floor(cardinality(words) * pg_temp.chance(number, salt))::int];

CREATE FUNCTION pg_temp.first_name(number bigint) RETURNS text LANGUAGE sql IMMUTABLE
RETURN pg_temp.word(number, 61, ARRAY['Amara', 'Bao', 'Catarina', 'Devika', 'Emil', 'Farid', 'Guadalupe', 'Henrik',
    'Imani', 'Joaquim', 'Kofi', 'Leilani', 'Mateus', 'Nandini', 'Oona', 'Priyanka', 'Quirin', 'Renata', 'Sunniva',
    'Tomasz', 'Ulrike', 'Vikram', 'Wanjiku', 'Ximena', 'Yaw', 'Zdenka']);

CREATE FUNCTION pg_temp.last_name(number bigint) RETURNS text LANGUAGE sql IMMUTABLE
RETURN pg_temp.word(number, 62, ARRAY['Achterberg', 'Borges', 'Castellane', 'Desrosiers', 'Ekström', 'Fairweather',
    'Grigoryan', 'Hashimoto', 'Iwu', 'Jovanović', 'Korhonen', 'Lindqvist', 'Mutasa', 'Nakamura', 'Ogunleye', 'Petrosyan',
    'Quispe', 'Ramaswamy', 'Solheim', 'Thorvaldsen', 'Ueda', 'Vasquez', 'Walsh', 'Xu', 'Ylönen', 'Zhang'])
    || ' ' || number;

CREATE FUNCTION pg_temp.noun(number bigint) RETURNS text LANGUAGE sql IMMUTABLE
RETURN pg_temp.word(number, 63, ARRAY['Accounting', 'Analysis', 'Architecture', 'Coaching', 'Contracts', 'Delivery',
    'Design', 'Documentation', 'Engineering', 'Facilitation', 'Forecasting', 'Integration', 'Interviewing', 'Negotiation',
    'Operations', 'Planning', 'Privacy', 'Research', 'Security', 'Support', 'Testing', 'Writing']);

CREATE FUNCTION pg_temp.adjective(number bigint) RETURNS text LANGUAGE sql IMMUTABLE
RETURN pg_temp.word(number, 64, ARRAY['Accessible', 'Careful', 'Continuous', 'Digital', 'Early', 'Financial', 'Honest',
    'Internal', 'Joint', 'Legal', 'Mobile', 'Open', 'Practical', 'Quick', 'Reliable', 'Secure', 'Technical', 'Visual']);
