"""The radar in set-based SQL: one statement that brings all signals together, and those that count them at night."""

from feedback.sql_radar_sums import COLUMNS, sums_on, voices_on

# Signals are texts (n: an open need, d: a published resource in doubt, q: searches), each about a skill or about none, and
# numbers about a skill. A text without a skill follows the one it is most like, if that has a skill or is older. The skill
# of a search is a guess: unless its words are nearly a name of it, it follows the text of people that says nearly the same
# and has a skill. Whoever follows nobody is a root, and with a skill the root is the skill's. What people say on a root is
# stored (`feedback.radar_sums`) and worked out anew only where it changed since, and where others follow it. Only the
# loudest texts are compared with one another, so that growing data costs nothing. What somebody decided on rests until its day, or while its need is being made, unless
# what is new weighs more than half of what was heard then.
# Days are those of the organisation.
# Only the first few texts of a kind come with their words; those of needs are read with the needs.
# Params: day, zone, near, compared, most, kept, named, key (a root, or null for all).
WORDS_OF = """
    CASE left({text}, 1)
        WHEN 'n' THEN (SELECT words FROM feedback_need WHERE id = substr({text}, 2)::bigint)
        WHEN 'd' THEN (SELECT title FROM resources_resource WHERE id = substr({text}, 2)::bigint)
        ELSE (SELECT words FROM feedback_radarcount WHERE kind = 'search' AND code = substr({text}, 2))
    END
"""
CLUSTERS = f"""
WITH RECURSIVE changed AS MATERIALIZED (
    SELECT DISTINCT root FROM feedback_radarchange
), anew AS MATERIALIZED (
    {sums_on("changed")}
), heap AS NOT MATERIALIZED (
    SELECT {COLUMNS} FROM feedback_radarsum WHERE root NOT IN (SELECT root FROM changed)
    UNION ALL SELECT {COLUMNS} FROM anew
), search AS MATERIALIZED (
    SELECT ('q' || code) COLLATE "C" AS text, coalesce('s' || skill_id, 'q' || code) COLLATE "C" AS root, skill_id, since,
        0 AS people, n AS times
    FROM feedback_radarcount WHERE kind = 'search'
), loudest AS (
    SELECT * FROM heap ORDER BY loud[1] DESC, days[1], texts[1] COLLATE "C" LIMIT %(compared)s
), compared AS MATERIALIZED (
    SELECT one.*, {WORDS_OF.format(text="one.text")} AS words FROM (
        SELECT said.text COLLATE "C" AS text, root, skill_id, said.since, said.people, 0 AS times
        FROM loudest, unnest(texts, loud, days) AS said (text, people, since)
        UNION ALL SELECT text, root, skill_id, since, people, times FROM search
    ) one
    ORDER BY people + (times + 1) / 2 DESC, since, text LIMIT %(compared)s
), link AS MATERIALIZED (
    SELECT loose.text, leader.text AS leader
    FROM compared loose
    CROSS JOIN LATERAL (
        SELECT other.text
        FROM compared other
        CROSS JOIN LATERAL (
            SELECT CASE WHEN length(loose.words) <= length(other.words) THEN word_similarity(loose.words, other.words)
                ELSE word_similarity(other.words, loose.words) END AS near
        ) alike
        WHERE other.text <> loose.text AND alike.near >= %(near)s
            AND CASE WHEN loose.skill_id IS NOT NULL THEN other.skill_id IS NOT NULL AND other.text NOT LIKE 'q%%'
                ELSE other.skill_id IS NOT NULL OR (other.since, other.text) < (loose.since, loose.text) END
        ORDER BY alike.near DESC, other.skill_id IS NULL, other.skill_id IS DISTINCT FROM loose.skill_id, other.since,
            other.text
        LIMIT 1
    ) leader
    WHERE loose.skill_id IS NULL OR loose.text LIKE 'q%%' AND NOT EXISTS (
        SELECT FROM accounts_skill skill, unnest(array_prepend(skill.name, skill.alternative_labels)) label
        WHERE skill.id = loose.skill_id AND similarity(label, loose.words) >= %(near)s
    )
), follower (text, root, skill_id) AS (
    SELECT link.text, leader.root, leader.skill_id
    FROM link JOIN compared leader ON leader.text = link.leader
    WHERE leader.text NOT IN (SELECT text FROM link)
    UNION ALL
    SELECT link.text, follower.root, follower.skill_id FROM follower JOIN link ON link.leader = follower.text
), part AS (
    SELECT root, skill_id, needs, people, reporters, doubters, 0 AS searches, since
    FROM heap WHERE root NOT IN (SELECT text FROM link)
    UNION ALL
    SELECT root, skill_id, 0, 0, 0, 0, times, since FROM search WHERE text NOT IN (SELECT text FROM link)
    UNION ALL
    SELECT follower.root, follower.skill_id, (text LIKE 'n%%')::int, 0, 0, 0, times, since
    FROM follower JOIN compared USING (text)
), texts AS (
    SELECT root, skill_id, sum(needs)::int AS needs, sum(people)::int AS people, sum(reporters)::int AS reporters,
        sum(doubters)::int AS doubters, sum(searches)::int AS searches, min(since) AS since
    FROM part GROUP BY root, skill_id
), crowd AS MATERIALIZED (
    SELECT root FROM follower WHERE text NOT LIKE 'q%%' UNION SELECT text FROM follower WHERE text NOT LIKE 'q%%'
), heard AS (
    SELECT coalesce(follower.root, voice.root) AS root, count(DISTINCT voice.person_id)::int AS people,
        (count(DISTINCT voice.person_id) FILTER (WHERE voice.kind = 'd'))::int AS doubters,
        (count(DISTINCT voice.person_id) FILTER (WHERE voice.kind = 'n'))::int AS reporters
    FROM ({voices_on("crowd")}) voice LEFT JOIN follower ON follower.text = voice.root
    GROUP BY 1
), numbers AS (
    SELECT ('s' || skill_id) COLLATE "C" AS root, skill_id, max(n) FILTER (WHERE kind = 'obstacle') AS stuck,
        max(n) FILTER (WHERE kind = 'check') AS failed, min(since) FILTER (WHERE n > 0) AS since
    FROM feedback_radarcount WHERE kind <> 'search' AND skill_id IS NOT NULL
    GROUP BY skill_id
), cluster AS (
    SELECT root, coalesce(texts.skill_id, numbers.skill_id) AS skill_id, coalesce(texts.needs, 0) AS needs,
        coalesce(heard.people, texts.people, 0) AS people, coalesce(heard.reporters, texts.reporters, 0) AS reporters,
        coalesce(heard.doubters, texts.doubters, 0) AS doubters, coalesce(texts.searches, 0) AS searches,
        coalesce(numbers.stuck, 0) AS stuck, numbers.failed, least(texts.since, numbers.since) AS since
    FROM texts FULL JOIN numbers USING (root) LEFT JOIN heard USING (root)
), weighed AS (
    SELECT cluster.*, people + stuck + coalesce(failed, 0) + (searches + 1) / 2 AS voices,
        EXISTS (
            SELECT FROM accounts_skilltarget target
            WHERE target.skill_id = cluster.skill_id AND target.source LIKE 'objective:%%'
                AND target.valid_from <= %(day)s AND (target.valid_to IS NULL OR target.valid_to >= %(day)s)
        ) AS on_objective,
        1 + round(greatest(0, least(90, %(day)s::date - since)) / 30.0, 1) AS age
    FROM cluster
    WHERE %(key)s::text IS NULL OR root = %(key)s::text
), ranked AS MATERIALIZED (
    SELECT weighed.*, (count(*) OVER ())::int AS clusters, voices * (1 + on_objective::int) * age AS weight
    FROM weighed
    WHERE voices > 0 AND NOT EXISTS (
        SELECT FROM feedback_radarverdict verdict LEFT JOIN feedback_need need ON need.id = verdict.need_id
        WHERE verdict.undone_at IS NULL AND weighed.root = ANY (verdict.covers)
            AND (verdict.rests_until >= %(day)s OR need.status IN ('accepted', 'claimed'))
            AND 2 * (weighed.voices - verdict.remaining) <= verdict.weight
    )
    ORDER BY weight DESC, root
    LIMIT %(most)s
)
SELECT root, skill_id, coalesce(named.texts, '{{}}'), coalesce(named.words, '{{}}'), needs, people, reporters, doubters,
    searches, stuck, failed, since, on_objective, voices, clusters
FROM ranked LEFT JOIN LATERAL (
    SELECT array_agg(text ORDER BY said DESC, since, text) AS texts,
        array_agg(
            CASE WHEN place <= %(named)s AND text NOT LIKE 'n%%' OR text = ranked.root THEN {WORDS_OF.format(text="best.text")}
                ELSE '' END
            ORDER BY said DESC, since, text
        ) AS words
    FROM (
        SELECT every.*, row_number() OVER (PARTITION BY left(text, 1) ORDER BY said DESC, since, text) AS place FROM (
            SELECT one.text COLLATE "C" AS text, one.since, one.people AS said
            FROM (
                SELECT texts, loud, days FROM feedback_radarsum
                WHERE root = ranked.root AND root NOT IN (SELECT root FROM changed)
                UNION ALL SELECT texts, loud, days FROM anew WHERE root = ranked.root
            ) kept, unnest(kept.texts, kept.loud, kept.days) AS one (text, people, since)
            UNION ALL
            SELECT text, since, (times + 1) / 2 FROM search
            WHERE search.root = ranked.root AND text NOT IN (SELECT text FROM link)
            UNION ALL
            SELECT text, compared.since, compared.people + (times + 1) / 2 FROM follower JOIN compared USING (text)
            WHERE follower.root = ranked.root
            ORDER BY said DESC, since, text
            LIMIT %(kept)s
        ) every
    ) best
) named ON true
ORDER BY weight DESC, root
"""

# People whose running goals in a skill are stuck. Goals that only their owner sees are in no sum.
OBSTACLES = """
SELECT goal.skill_id, count(DISTINCT goal.owner_id)::int
FROM goals_obstacle obstacle
JOIN goals_learninggoal goal ON goal.id = obstacle.goal_id
JOIN accounts_person owner ON owner.id = goal.owner_id AND owner.is_active
WHERE obstacle.resolved_at IS NULL AND goal.skill_id IS NOT NULL AND goal.visibility <> 'me'
    AND goal.closed_at IS NULL AND goal.cancelled_at IS NULL
GROUP BY goal.skill_id
"""

# People who tried a check of a course lately, and those whose best try has less than four of five right. By the course's
# first skill. Params: since.
CHECKS = """
SELECT about.skill_id, count(DISTINCT done.person_id)::int,
    (count(DISTINCT done.person_id) FILTER (WHERE done.right * 5 < asked.questions * 4))::int
FROM resources_lessondone done
JOIN resources_lesson lesson ON lesson.id = done.lesson_id
JOIN resources_resource course ON course.id = lesson.resource_id AND course.state = 'published'
JOIN accounts_person person ON person.id = done.person_id AND person.is_active
JOIN (SELECT lesson_id, count(*) AS questions FROM resources_checkquestion GROUP BY lesson_id) asked
    ON asked.lesson_id = lesson.id
JOIN LATERAL (
    SELECT skill_id FROM resources_resourceskill WHERE resource_id = course.id ORDER BY id LIMIT 1
) about ON true
WHERE done.at >= %(since)s
GROUP BY about.skill_id
"""

# Words that were searched on behalf of more than `few` people and days, on one of them by more than one. Params: since, few, most.
SEARCHES = """
SELECT words, sum(count)::int, min(day)
FROM feedback_zerohit
WHERE day > %(since)s
GROUP BY words
HAVING sum(count) > %(few)s AND max(count) > 1
ORDER BY sum(count) DESC, words
LIMIT %(most)s
"""
