-- The text search configuration of a language: its own where PostgreSQL has one, else `simple`.
CREATE FUNCTION search_config(language text) RETURNS regconfig LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE split_part(split_part(lower(language), '-', 1), '_', 1)
        WHEN 'ar' THEN 'arabic' WHEN 'da' THEN 'danish' WHEN 'de' THEN 'german' WHEN 'el' THEN 'greek'
        WHEN 'en' THEN 'english' WHEN 'es' THEN 'spanish' WHEN 'fi' THEN 'finnish' WHEN 'fr' THEN 'french'
        WHEN 'hu' THEN 'hungarian' WHEN 'id' THEN 'indonesian' WHEN 'it' THEN 'italian' WHEN 'lt' THEN 'lithuanian'
        WHEN 'nb' THEN 'norwegian' WHEN 'nl' THEN 'dutch' WHEN 'nn' THEN 'norwegian' WHEN 'no' THEN 'norwegian'
        WHEN 'pt' THEN 'portuguese' WHEN 'ro' THEN 'romanian' WHEN 'ru' THEN 'russian' WHEN 'sv' THEN 'swedish'
        WHEN 'tr' THEN 'turkish' ELSE 'simple'
    END::regconfig
$$;

-- The words of an entry for typing: those of its title and other names, and `#7` for each skill that it helps with.
CREATE FUNCTION search_title_vector(title text, also text, skills bigint[]) RETURNS tsvector LANGUAGE sql STABLE AS $$
    SELECT to_tsvector('simple', trim(search_plain(title || ' ' || also)))
           || array_to_tsvector(ARRAY(SELECT '#' || skill FROM unnest(skills) AS skill WHERE skill IS NOT NULL))
$$;

CREATE OR REPLACE FUNCTION search_entries_written() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO core_searchtitle (entry_id, kind, object_id, audience, plain, vector, popularity, leads)
    SELECT id, kind, object_id, audience, left(trim(search_plain(title)), 400),
           search_title_vector(title, also, skills), popularity, leads
    FROM written
    ON CONFLICT (entry_id) DO UPDATE SET (kind, object_id, audience, plain, vector, popularity, leads) = (excluded.kind,
        excluded.object_id, excluded.audience, excluded.plain, excluded.vector, excluded.popularity, excluded.leads)
    WHERE (core_searchtitle.kind, core_searchtitle.object_id, core_searchtitle.audience, core_searchtitle.plain,
           core_searchtitle.vector, core_searchtitle.popularity, core_searchtitle.leads)
        IS DISTINCT FROM (excluded.kind, excluded.object_id, excluded.audience, excluded.plain, excluded.vector,
           excluded.popularity, excluded.leads);

    INSERT INTO core_searchtext (entry_id, vector)
    SELECT id,
           setweight(to_tsvector('simple', search_plain(title || ' ' || also || ' ' || subtitle)), 'A')
           || setweight(to_tsvector(search_config(language), search_plain(title)), 'A')
           || CASE WHEN language LIKE 'en%' THEN '' ELSE to_tsvector('simple', search_plain(body)) END -- all ask in English
           || to_tsvector(search_config(language), search_plain(body))
    FROM written
    ON CONFLICT (entry_id) DO UPDATE SET vector = excluded.vector
    WHERE core_searchtext.vector IS DISTINCT FROM excluded.vector;

    INSERT INTO core_searchlexeme (word)
    SELECT DISTINCT lexeme.word
    FROM written JOIN core_searchtitle ON entry_id = written.id, unnest(tsvector_to_array(vector)) AS lexeme (word)
    WHERE length(lexeme.word) BETWEEN 2 AND 40 AND lexeme.word !~ '^#'
      AND NOT EXISTS (SELECT FROM core_searchlexeme AS known WHERE known.word = lexeme.word)
    ORDER BY word
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END
$$;

-- Whatever helps with the skills (or whatever else leads to other entries) that a query on titles finds: `#7 | #12`, at most
-- three of them; nothing where there are none.
CREATE FUNCTION search_led_by(query tsquery) RETURNS tsquery LANGUAGE sql STABLE AS $$
    SELECT string_agg(quote_literal('#' || object_id), ' | ')::tsquery FROM (
        SELECT object_id FROM core_searchtitle WHERE leads AND vector @@ query ORDER BY popularity DESC, object_id LIMIT 3
    ) AS leaders
$$;

-- What was typed as a query on whole texts: all words, as they stand or by the stems of each language.
CREATE FUNCTION search_text_query(words text, languages text[]) RETURNS tsquery LANGUAGE plpgsql STABLE AS $$
DECLARE
    whole tsquery := plainto_tsquery('simple', search_plain(words));
    part tsquery;
    language text;
BEGIN
    FOREACH language IN ARRAY languages LOOP
        part := plainto_tsquery(search_config(language), search_plain(words));
        IF numnode(part) > 0 THEN
            whole := whole || part;
        END IF;
    END LOOP;
    RETURN whole;
END
$$;

-- What was typed, corrected: each word as a prefix where it begins a known word or is short, else as the closest known words
-- (three at most, none a letter further off than the closest one); and the same in words, with the closest of each.
CREATE FUNCTION search_corrected(words text[]) RETURNS TABLE (query tsquery, closest text) LANGUAGE plpgsql STABLE
SET pg_trgm.similarity_threshold = 0.2 AS $$
DECLARE
    part tsquery;
    best text;
    plain text;
    typed text;
BEGIN
    FOREACH plain IN ARRAY words LOOP
        FOREACH typed IN ARRAY regexp_split_to_array(trim(search_plain(plain)), '\s+') LOOP
            part := NULL;
            best := typed;
            IF length(typed) >= 4 AND NOT EXISTS (
                SELECT FROM core_searchlexeme AS known
                WHERE known.word >= typed AND known.word < typed || chr(1114111)
            ) THEN
                SELECT string_agg(quote_literal(word), ' | ')::tsquery, (array_agg(word ORDER BY distance, alike DESC, word))[1]
                INTO part, best FROM (
                    SELECT word, alike, distance, min(distance) OVER () AS least_distance FROM (
                        SELECT word, similarity(word, typed) AS alike,
                               least(levenshtein(word, typed), levenshtein(left(word, length(typed)), typed) + 1) AS distance
                        FROM core_searchlexeme WHERE word % typed
                        ORDER BY distance, alike DESC, word LIMIT 3
                    ) AS candidates
                ) AS near WHERE distance <= least_distance + 1;
            END IF;
            part := coalesce(part, to_tsquery('simple', quote_literal(typed) || ':*'));
            query := coalesce(query && part, part);
            closest := concat_ws(' ', closest, coalesce(best, typed));
        END LOOP;
    END LOOP;
    RETURN NEXT;
END
$$;
