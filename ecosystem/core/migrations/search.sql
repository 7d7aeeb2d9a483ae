-- The words of a text as one line: letters without accents, punctuation as blanks ("Node.js" is node and js).
CREATE FUNCTION search_plain(words text) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT regexp_replace(unaccent(lower(words)), '[!-/:-@[-`{-~]+', ' ', 'g')
$$;

-- Keeps the side tables of search up to date, once for all rows of a statement. The side table of titles also carries who may
-- know of an entry, so that typing reads nothing else.
CREATE FUNCTION search_entries_written() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO core_searchtitle (entry_id, kind, object_id, audience, plain, vector, popularity)
    SELECT id, kind, object_id, audience, left(plain, 400), to_tsvector('simple', plain), popularity
    FROM written, LATERAL (SELECT trim(search_plain(title)) AS plain) AS words
    ON CONFLICT (entry_id) DO UPDATE SET (kind, object_id, audience, plain, vector, popularity)
        = (excluded.kind, excluded.object_id, excluded.audience, excluded.plain, excluded.vector, excluded.popularity);

    INSERT INTO core_searchtext (entry_id, vector)
    SELECT id,
           setweight(to_tsvector('simple', search_plain(title || ' ' || subtitle)), 'A')
           || to_tsvector(CASE language WHEN 'en' THEN 'english' ELSE 'simple' END::regconfig, search_plain(body))
    FROM written
    ON CONFLICT (entry_id) DO UPDATE SET vector = excluded.vector;

    INSERT INTO core_searchlexeme (word)
    SELECT DISTINCT lexeme.word
    FROM written JOIN core_searchtitle ON entry_id = written.id, unnest(tsvector_to_array(vector)) AS lexeme (word)
    WHERE length(lexeme.word) BETWEEN 2 AND 40
      AND NOT EXISTS (SELECT FROM core_searchlexeme AS known WHERE known.word = lexeme.word)
    ORDER BY word
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END
$$;

CREATE TRIGGER search_entries_added AFTER INSERT ON core_searchentry
REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION search_entries_written();

CREATE TRIGGER search_entries_changed AFTER UPDATE ON core_searchentry
REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION search_entries_written();

-- What was typed as a query on titles: each word as a prefix; a word of four letters or more that begins no known
-- word as any of the three closest ones.
CREATE FUNCTION search_title_query(words text[]) RETURNS tsquery LANGUAGE plpgsql STABLE
SET pg_trgm.similarity_threshold = 0.2 AS $$
DECLARE
    whole tsquery;
    part tsquery;
    plain text;
    typed text;
BEGIN
    FOREACH plain IN ARRAY words LOOP
        FOREACH typed IN ARRAY regexp_split_to_array(trim(search_plain(plain)), '\s+') LOOP
            part := NULL;
            IF length(typed) >= 4 AND NOT EXISTS (
                SELECT FROM core_searchlexeme AS known
                WHERE known.word >= typed AND known.word < typed || chr(1114111)
            ) THEN
                SELECT string_agg(quote_literal(word), ' | ')::tsquery INTO part FROM (
                    SELECT word FROM core_searchlexeme WHERE word % typed
                    ORDER BY least(levenshtein(word, typed), levenshtein(left(word, length(typed)), typed) + 1),
                             similarity(word, typed) DESC, word
                    LIMIT 3
                ) AS closest;
            END IF;
            part := coalesce(part, to_tsquery('simple', quote_literal(typed) || ':*'));
            whole := coalesce(whole && part, part);
        END LOOP;
    END LOOP;
    RETURN whole;
END
$$;

-- What was typed as a query on whole texts: all words, as they stand or by their English stems.
CREATE FUNCTION search_text_query(words text) RETURNS tsquery LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT plainto_tsquery('simple', search_plain(words)) || plainto_tsquery('english', search_plain(words))
$$;
