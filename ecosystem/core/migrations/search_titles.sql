-- The side table of titles also carries who may know of an entry, so that typing reads nothing else.
CREATE OR REPLACE FUNCTION search_entries_written() RETURNS trigger LANGUAGE plpgsql AS $$
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

UPDATE core_searchentry SET title = title;
