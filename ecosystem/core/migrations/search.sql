-- The words of a text as one line: letters without accents, punctuation as blanks ("Node.js" is node and js).
CREATE FUNCTION search_plain(words text) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT regexp_replace(unaccent(lower(words)), '[!-/:-@[-`{-~]+', ' ', 'g')
$$;

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

-- The words of an entry for typing: those of its title and other names, `#7` for each skill that it helps with, and `~kind`.
CREATE FUNCTION search_title_vector(title text, also text, skills bigint[], kind text) RETURNS tsvector LANGUAGE sql STABLE AS $$
    SELECT to_tsvector('simple', trim(search_plain(title || ' ' || also)))
           || array_to_tsvector(ARRAY(SELECT '#' || skill FROM unnest(skills) AS skill WHERE skill IS NOT NULL) || ('~' || kind))
$$;

-- Keeps the side tables of search up to date, once for all rows of a statement. The side table of titles also carries who may
-- know of an entry, so that typing reads nothing else. Joins no table: inside a long transaction nothing is known yet of how large
-- the side tables have become.
CREATE FUNCTION search_entries_written() RETURNS trigger LANGUAGE plpgsql AS $$
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

    BEGIN
        INSERT INTO core_searchlexeme (word)
        SELECT DISTINCT lexeme COLLATE "C"
        FROM written, unnest(tsvector_to_array(to_tsvector('simple', search_plain(title || ' ' || also)))) AS lexeme
        WHERE length(lexeme) BETWEEN 2 AND 40
        ORDER BY 1
        ON CONFLICT DO NOTHING;
    EXCEPTION WHEN deadlock_detected THEN
        NULL; -- others write the same new words in another order just now: theirs will do for putting slips of the pen right
    END;
    RETURN NULL;
END
$$;

CREATE TRIGGER search_entries_added AFTER INSERT ON core_searchentry
REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION search_entries_written();

CREATE TRIGGER search_entries_changed AFTER UPDATE ON core_searchentry
REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION search_entries_written();

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

-- How many slips of the pen lie between two words. Two letters the other way round are one.
CREATE FUNCTION search_slips(word text, typed text) RETURNS int LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN length(word) = length(typed) AND translate(word, typed, '') || translate(typed, word, '') = ''
                     AND levenshtein(word, typed) = 2 THEN 1 ELSE levenshtein(word, typed) END
$$;

-- What was typed, corrected: each word as a prefix where it begins a known word or is short, else as the closest known words
-- (three at most, none a letter further off than the closest one); and the same in words, with the closest of each. Close is one slip
-- of the pen, two from six letters and three from ten letters; and as many letters must agree from the beginning, so that "rust"
-- does not become "trust".
CREATE FUNCTION search_corrected(words text[]) RETURNS TABLE (query tsquery, closest text) LANGUAGE plpgsql STABLE
SET pg_trgm.similarity_threshold = 0.2 AS $$
DECLARE
    part tsquery;
    best text;
    plain text;
    typed text;
    most_slips int;
BEGIN
    FOREACH plain IN ARRAY words LOOP
        FOREACH typed IN ARRAY regexp_split_to_array(trim(search_plain(plain)), '\s+') LOOP
            part := NULL;
            best := typed;
            most_slips := CASE WHEN length(typed) < 6 THEN 1 WHEN length(typed) < 10 THEN 2 ELSE 3 END;
            IF length(typed) >= 4 AND NOT EXISTS (
                SELECT FROM core_searchlexeme AS known
                WHERE known.word >= typed AND known.word < typed || chr(1114111)
            ) THEN
                SELECT string_agg(quote_literal(word), ' | ')::tsquery, (array_agg(word ORDER BY distance, alike DESC, word))[1]
                INTO part, best FROM (
                    SELECT word, alike, distance, min(distance) OVER () AS least_distance FROM (
                        SELECT word, similarity(word, typed) AS alike, least(slips, slips_at_first + 1) AS distance
                        FROM core_searchlexeme, LATERAL (
                            SELECT search_slips(word, typed) AS slips, search_slips(left(word, length(typed)), typed) AS slips_at_first
                        ) AS apart
                        WHERE word % typed AND least(slips, slips_at_first) <= most_slips
                            AND left(word, least(slips, slips_at_first)) = left(typed, least(slips, slips_at_first))
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

-- The most popular entries for every colleague that a query on titles finds. Looked for from the top down, in tiers that have
-- an index each, until there are enough: of `needed` and half of `most`, below 1400 of `needed` alone. Within a tier at most 200
-- are compared. The shape of the plan is always the same.
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
    IF cardinality(found) < greatest(needed, most / 2) THEN
        found := found || ARRAY(
            SELECT entry_id FROM (
                SELECT entry_id, popularity FROM core_searchtitle
                WHERE vector @@ words AND popularity >= 1400 AND popularity < 1700 AND audience IN ('', 'everyone') LIMIT 200
            ) AS tier ORDER BY popularity DESC, entry_id LIMIT most - cardinality(found)
        );
    END IF;
    IF cardinality(found) < needed THEN
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
-- Where titles enough begin with it, popular ones are looked for in the upper tiers alone. Of one letter, which most titles have,
-- first what leads to others, which is popular and has an index of its own; where that is not enough, as with words. Where a second
-- word has one letter and titles enough begin so, the most popular of the first 100 of these are compared. Without sorting
-- where an index has the order: not knowing what is typed, the planner would read and sort all that begins with it.
CREATE FUNCTION search_candidates(
    words tsquery, typed text, upto text, near bigint[], kinds text[], most int, beginning int
) RETURNS bigint[] LANGUAGE plpgsql STABLE
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_sort = off AS $$
DECLARE
    of_kinds tsquery := (SELECT string_agg(quote_literal('~' || kind), ' | ')::tsquery FROM unnest(kinds) AS kind);
    wanted tsquery := coalesce(words && of_kinds, words);
    theirs text[] := ARRAY(SELECT 'owner:' || number FROM unnest(near) AS number);
    led tsquery;
    one_letter boolean := length(typed) = 1;
    full_already boolean := false;
    found bigint[] := '{}';
BEGIN
    IF one_letter THEN
        found := ARRAY(
            SELECT entry_id FROM (
                SELECT entry_id, popularity FROM core_searchtitle
                WHERE leads AND vector @@ wanted AND popularity >= 1700 AND audience IN ('', 'everyone') LIMIT 200
            ) AS tier ORDER BY popularity DESC, entry_id LIMIT most
        );
        beginning := CASE WHEN cardinality(found) < most THEN most ELSE 0 END;
    END IF;
    IF beginning > 0 THEN
        found := found || ARRAY(
            SELECT entry_id FROM core_searchtitle
            WHERE plain >= typed COLLATE "C" AND plain < upto COLLATE "C" AND (of_kinds IS NULL OR vector @@ of_kinds)
                AND (audience IN ('', 'everyone') OR audience = ANY (theirs))
            ORDER BY plain LIMIT beginning
        );
        full_already := cardinality(found) >= beginning;
    END IF;
    IF beginning > 0 AND NOT one_letter THEN
        led := search_led_by(words);
        led := coalesce(led && of_kinds, led);
    END IF;
    IF full_already AND typed LIKE '% _' THEN
        found := found || ARRAY(
            SELECT entry_id FROM (
                SELECT entry_id, popularity FROM core_searchtitle
                WHERE plain >= typed COLLATE "C" AND plain < upto COLLATE "C" AND (of_kinds IS NULL OR vector @@ of_kinds)
                    AND (audience IN ('', 'everyone') OR audience = ANY (theirs))
                ORDER BY plain LIMIT 100
            ) AS alike ORDER BY popularity DESC, entry_id LIMIT most
        );
    ELSIF beginning > 0 OR NOT one_letter THEN
        found := found || search_popular(wanted, most, CASE WHEN full_already THEN 0 ELSE most END);
    END IF;
    found := found || ARRAY(
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

-- The typed words one by one, six at most, without those that say nothing in the language of whoever asks: each as it stands, as
-- the word that may be meant, and by its stems; `wide`: or as what helps with a skill that it means.
CREATE FUNCTION search_parts(words text, languages text[], wide boolean) RETURNS tsquery[] LANGUAGE plpgsql STABLE AS $$
DECLARE
    typed text[] := regexp_split_to_array(trim(search_plain(words)), '\s+');
    meant text[] := (SELECT regexp_split_to_array(closest, '\s+') FROM search_corrected(typed));
    parts tsquery[] := '{}';
    part tsquery;
BEGIN
    FOR nth IN 1 .. cardinality(typed) LOOP
        CONTINUE WHEN EXISTS (
            SELECT FROM unnest(languages) AS language WHERE to_tsvector(search_config(language), typed[nth]) = ''::tsvector
        );
        SELECT string_agg(quote_literal(form) || CASE WHEN length(form) >= 4 THEN ':*' ELSE '' END, ' | ')::tsquery INTO part
        FROM (
            SELECT typed[nth] AS form UNION SELECT meant[nth] UNION
            SELECT unnest(tsvector_to_array(to_tsvector(search_config(language), meant[nth]))) FROM unnest(languages) AS language
        ) AS forms WHERE form <> '';
        CONTINUE WHEN part IS NULL;
        IF wide THEN
            part := coalesce(part || search_led_by(part), part);
        END IF;
        parts := array_append(parts, part);
        EXIT WHEN cardinality(parts) = 6;
    END LOOP;
    RETURN parts;
END
$$;

-- What has most of the words: first whatever has all but for their forms, then all but one of them, and so on until there are a few.
CREATE FUNCTION search_in_part(words text, languages text[], near bigint[], kinds text[], most int) RETURNS bigint[]
LANGUAGE plpgsql STABLE AS $$
DECLARE
    parts tsquery[] := search_parts(words, languages, true);
    found bigint[] := '{}';
    whole tsquery;
    chosen tsquery;
BEGIN
    FOR many IN REVERSE cardinality(parts) .. 1 LOOP
        whole := NULL;
        FOR choice IN 1 .. (1 << cardinality(parts)) - 1 LOOP
            CONTINUE WHEN bit_count(choice::bit(8)) <> many;
            chosen := NULL;
            FOR nth IN 1 .. cardinality(parts) LOOP
                IF (choice >> (nth - 1)) & 1 = 1 THEN
                    chosen := coalesce(chosen && parts[nth], parts[nth]);
                END IF;
            END LOOP;
            whole := coalesce(whole || chosen, chosen);
        END LOOP;
        found := ARRAY(
            SELECT unnest(found) UNION SELECT unnest(search_candidates(whole, '', '', near, kinds, most, 0))
            UNION SELECT unnest(search_in_text(whole, near, kinds, most))
        );
        EXIT WHEN cardinality(found) >= 5;
    END LOOP;
    RETURN found;
END
$$;

-- How many of the words an entry has, for ranking: in its names full, in its text a little more than half, by a skill half.
CREATE FUNCTION search_words_met(titled tsvector, said tsvector, parts tsquery[], wide tsquery[]) RETURNS float8 LANGUAGE sql STABLE AS $$
    SELECT coalesce(sum(
        CASE WHEN titled @@ parts[nth] THEN 1.0 WHEN said @@ parts[nth] THEN 0.6 WHEN titled @@ wide[nth] THEN 0.5 ELSE 0 END
    ), 0)::float8 FROM generate_subscripts(parts, 1) AS nth
$$;
