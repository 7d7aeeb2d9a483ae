-- How many slips of the pen lie between two words. Two letters the other way round are one.
CREATE FUNCTION search_slips(word text, typed text) RETURNS int LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN length(word) = length(typed) AND translate(word, typed, '') || translate(typed, word, '') = ''
                     AND levenshtein(word, typed) = 2 THEN 1 ELSE levenshtein(word, typed) END
$$;

-- What was typed, corrected: each word as a prefix where it begins a known word or is short, else as the closest known words
-- (three at most, none a letter further off than the closest one); and the same in words, with the closest of each. Close is one slip
-- of the pen, two from six letters and three from ten letters.
CREATE OR REPLACE FUNCTION search_corrected(words text[]) RETURNS TABLE (query tsquery, closest text) LANGUAGE plpgsql STABLE
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
