-- The words of an entry for typing: those of its title and other names, `#7` for each skill that it helps with, and `~kind`.
CREATE FUNCTION search_title_vector(title text, also text, skills bigint[], kind text) RETURNS tsvector LANGUAGE sql STABLE AS $$
    SELECT to_tsvector('simple', trim(search_plain(title || ' ' || also)))
           || array_to_tsvector(ARRAY(SELECT '#' || skill FROM unnest(skills) AS skill WHERE skill IS NOT NULL) || ('~' || kind))
$$;

-- Joins no table: inside a long transaction nothing is known yet of how large the side tables have become.
CREATE OR REPLACE FUNCTION search_entries_written() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO core_searchtitle (entry_id, kind, object_id, audience, plain, vector, popularity, leads)
    SELECT id, kind, object_id, audience, left(trim(search_plain(title)), 400),
           search_title_vector(title, also, skills, kind), popularity, leads
    FROM written
    ON CONFLICT (entry_id) DO UPDATE SET (kind, object_id, audience, plain, vector, popularity, leads) = (excluded.kind,
        excluded.object_id, excluded.audience, excluded.plain, excluded.vector, excluded.popularity, excluded.leads)
    WHERE (core_searchtitle.kind, core_searchtitle.object_id, core_searchtitle.audience, core_searchtitle.plain,
           core_searchtitle.vector, core_searchtitle.popularity, core_searchtitle.leads)
        IS DISTINCT FROM (excluded.kind, excluded.object_id, excluded.audience, excluded.plain, excluded.vector,
           excluded.popularity, excluded.leads);

    INSERT INTO core_searchtext (entry_id, vector)
    SELECT id,
           setweight(to_tsvector('simple', named), 'A') || setweight(to_tsvector(config, titled), 'A')
           || CASE WHEN language LIKE 'en%' THEN '' ELSE to_tsvector('simple', said) END -- all ask in English
           || to_tsvector(config, said)
    FROM written, LATERAL (
        SELECT search_plain(title || ' ' || also || ' ' || subtitle) AS named, search_plain(title) AS titled,
               search_plain(body) AS said, search_config(language) AS config
    ) AS words
    ON CONFLICT (entry_id) DO UPDATE SET vector = excluded.vector
    WHERE core_searchtext.vector IS DISTINCT FROM excluded.vector;

    INSERT INTO core_searchlexeme (word)
    SELECT DISTINCT lexeme COLLATE "C"
    FROM written, unnest(tsvector_to_array(to_tsvector('simple', search_plain(title || ' ' || also)))) AS lexeme
    WHERE length(lexeme) BETWEEN 2 AND 40
    ORDER BY 1
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END
$$;

-- The most popular entries for every colleague that a query on titles finds. Looked for from the top down, in tiers that have
-- an index each, until there are enough (below 1000: of `needed`); within a tier at most 200 are compared. The shape
-- of the plan is always the same.
CREATE FUNCTION search_popular(words tsquery, most int, needed int) RETURNS bigint[] LANGUAGE plpgsql STABLE
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off AS $$
DECLARE
    found bigint[];
BEGIN
    found := ARRAY(
        SELECT entry_id FROM (
            SELECT entry_id, popularity FROM core_searchtitle
            WHERE vector @@ words AND popularity >= 1700 AND audience IN ('', 'everyone') LIMIT 200
        ) AS tier ORDER BY popularity DESC, entry_id LIMIT most
    );
    IF cardinality(found) < most THEN
        found := found || ARRAY(
            SELECT entry_id FROM (
                SELECT entry_id, popularity FROM core_searchtitle
                WHERE vector @@ words AND popularity >= 1400 AND popularity < 1700 AND audience IN ('', 'everyone') LIMIT 200
            ) AS tier ORDER BY popularity DESC, entry_id LIMIT most - cardinality(found)
        );
    END IF;
    IF cardinality(found) < most THEN
        found := found || ARRAY(
            SELECT entry_id FROM (
                SELECT entry_id, popularity FROM core_searchtitle
                WHERE vector @@ words AND popularity >= 1000 AND popularity < 1400 AND audience IN ('', 'everyone') LIMIT 200
            ) AS tier ORDER BY popularity DESC, entry_id LIMIT most - cardinality(found)
        );
    END IF;
    IF cardinality(found) < needed THEN
        found := found || ARRAY(
            SELECT entry_id FROM (
                SELECT entry_id, popularity FROM core_searchtitle
                WHERE vector @@ words AND popularity >= 500 AND popularity < 1000 AND audience IN ('', 'everyone') LIMIT 200
            ) AS tier ORDER BY popularity DESC, entry_id LIMIT most - cardinality(found)
        );
    END IF;
    IF cardinality(found) < needed THEN
        found := found || ARRAY(
            SELECT entry_id FROM (
                SELECT entry_id, popularity FROM core_searchtitle
                WHERE vector @@ words AND popularity >= 200 AND popularity < 500 AND audience IN ('', 'everyone') LIMIT 200
            ) AS tier ORDER BY popularity DESC, entry_id LIMIT most - cardinality(found)
        );
    END IF;
    IF cardinality(found) < needed THEN
        found := found || ARRAY(
            SELECT entry_id FROM (
                SELECT entry_id, popularity FROM core_searchtitle
                WHERE vector @@ words AND popularity < 200 AND audience IN ('', 'everyone') LIMIT 200
            ) AS tier ORDER BY popularity DESC, entry_id LIMIT most - cardinality(found)
        );
    END IF;
    RETURN found;
END
$$;

-- What may be meant by typed words, to be ranked: titles that begin with what was typed (in the order of the alphabet, so that
-- the very title is among them however many follow), the most popular ones, what is not for everybody, `near` being whose, and
-- what helps with the skills that are meant. Of all kinds where none are named. With no `beginning`: neither first nor last.
CREATE FUNCTION search_candidates(
    words tsquery, typed text, upto text, near bigint[], kinds text[], most int, beginning int
) RETURNS bigint[] LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan SET enable_seqscan = off AS $$
DECLARE
    of_kinds tsquery := (SELECT string_agg(quote_literal('~' || kind), ' | ')::tsquery FROM unnest(kinds) AS kind);
    wanted tsquery := coalesce(words && of_kinds, words);
    theirs text[] := ARRAY(SELECT 'owner:' || number FROM unnest(near) AS number);
    led tsquery;
    full_already boolean := false;
    found bigint[] := '{}';
BEGIN
    IF beginning > 0 THEN
        found := ARRAY(
            SELECT entry_id FROM core_searchtitle
            WHERE plain >= typed COLLATE "C" AND plain < upto COLLATE "C" AND (of_kinds IS NULL OR vector @@ of_kinds)
                AND (audience IN ('', 'everyone') OR audience = ANY (theirs))
            ORDER BY plain LIMIT beginning
        );
        full_already := cardinality(found) = beginning;
        led := search_led_by(words);
        led := coalesce(led && of_kinds, led);
    END IF;
    found := found || search_popular(wanted, most, CASE WHEN full_already THEN 0 ELSE most END) || ARRAY(
        SELECT entry_id FROM core_searchtitle WHERE audience = ANY (theirs) AND vector @@ coalesce(wanted || led, wanted)
        ORDER BY popularity DESC LIMIT most
    );
    IF led IS NOT NULL THEN
        found := found || search_popular(led, 20, 20);
    END IF;
    RETURN found;
END
$$;

-- The most popular ones that a query on whole texts finds, of at most 2000.
CREATE FUNCTION search_in_text(words tsquery, near bigint[], kinds text[], most int) RETURNS bigint[] LANGUAGE plpgsql STABLE
SET enable_seqscan = off AS $$
DECLARE
    theirs text[] := ARRAY(SELECT 'owner:' || number FROM unnest(near) AS number);
BEGIN
    RETURN ARRAY(
        SELECT entry_id FROM (SELECT entry_id FROM core_searchtext WHERE vector @@ words LIMIT 2000) AS found
        JOIN core_searchtitle USING (entry_id)
        WHERE (audience IN ('', 'everyone') OR audience = ANY (theirs)) AND (cardinality(kinds) = 0 OR kind = ANY (kinds))
        ORDER BY popularity DESC, entry_id LIMIT most
    );
END
$$;

UPDATE core_searchtitle SET vector = vector || array_to_tsvector(ARRAY['~' || kind]);
