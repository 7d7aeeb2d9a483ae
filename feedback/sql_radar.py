"""The radar in set-based SQL: one statement that brings all signals together, and those that count them at night."""

# Signals are texts (n: an open need, d: a published resource in doubt, q: searches), each about a skill or about none, and
# numbers about a skill. A text without a skill follows the one it is most like, if that has a skill or is older. The skill
# of a search is a guess: unless its words are nearly a name of it, it follows the text of people that says nearly the same
# and has a skill. Whoever follows nobody is a root, and with a skill the root is the skill's. Only the loudest texts are compared with one another,
# so that growing data costs nothing. What somebody decided on rests until its day, or while its need is being made, unless
# what is new weighs more than half of what was heard then.
# Days are those of the organisation.
# Params: day, zone, near, compared, most, kept, key (a root, or null for all).
CLUSTERS = """
WITH RECURSIVE voice AS (
    SELECT ('n' || need.id) COLLATE "C" AS text, reporter.person_id
    FROM feedback_need need JOIN feedback_needreporter reporter ON reporter.need_id = need.id
    WHERE need.status = 'open'
    UNION ALL
    SELECT ('d' || doubt.resource_id) COLLATE "C", doubt.person_id
    FROM resources_reaction doubt
    WHERE doubt.kind IN ('outdated', 'not_useful') AND doubt.answered_at IS NULL
), loud AS (
    SELECT text, count(DISTINCT person_id)::int AS people FROM voice GROUP BY text
), said AS (
    SELECT ('n' || need.id) COLLATE "C" AS text, need.words::text, need.skill_id,
        (need.reported_at AT TIME ZONE %(zone)s::text)::date AS since, coalesce(loud.people, 0) AS people, 0 AS times
    FROM feedback_need need LEFT JOIN loud ON loud.text = 'n' || need.id
    WHERE need.status = 'open'
    UNION ALL
    SELECT loud.text, resource.title::text, about.skill_id, doubted.since, loud.people, 0
    FROM (
        SELECT resource_id, (min(at) AT TIME ZONE %(zone)s::text)::date AS since FROM resources_reaction
        WHERE kind IN ('outdated', 'not_useful') AND answered_at IS NULL GROUP BY resource_id
    ) doubted
    JOIN resources_resource resource ON resource.id = doubted.resource_id AND resource.state = 'published'
    JOIN loud ON loud.text = 'd' || resource.id
    LEFT JOIN LATERAL (
        SELECT skill_id FROM resources_resourceskill WHERE resource_id = resource.id ORDER BY id LIMIT 1
    ) about ON true
    UNION ALL
    SELECT ('q' || code) COLLATE "C", words::text, skill_id, since, 0, n FROM feedback_radarcount WHERE kind = 'search'
), compared AS MATERIALIZED (
    SELECT * FROM said ORDER BY people + (times + 1) / 2 DESC, since, text LIMIT %(compared)s
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
), member (text, root, skill_id) AS (
    SELECT said.text, coalesce(('s' || said.skill_id) COLLATE "C", said.text), said.skill_id
    FROM said LEFT JOIN link ON link.text = said.text
    WHERE link.text IS NULL
    UNION ALL
    SELECT link.text, member.root, member.skill_id FROM member JOIN link ON link.leader = member.text
), heard AS (
    SELECT member.root, count(DISTINCT voice.person_id)::int AS people,
        (count(DISTINCT voice.person_id) FILTER (WHERE voice.text LIKE 'd%%'))::int AS doubters,
        (count(DISTINCT voice.person_id) FILTER (WHERE voice.text LIKE 'n%%'))::int AS reporters
    FROM member JOIN voice ON voice.text = member.text
    GROUP BY member.root
), texts AS (
    SELECT member.root, member.skill_id,
        (array_agg(said.text ORDER BY said.people + (said.times + 1) / 2 DESC, said.since, said.text))[:%(kept)s] AS texts,
        (array_agg(said.words ORDER BY said.people + (said.times + 1) / 2 DESC, said.since, said.text))[:%(kept)s] AS words,
        (count(*) FILTER (WHERE said.text LIKE 'n%%'))::int AS needs, sum(said.times)::int AS searches,
        min(said.since) AS since
    FROM member JOIN said ON said.text = member.text
    GROUP BY member.root, member.skill_id
), numbers AS (
    SELECT ('s' || skill_id) COLLATE "C" AS root, skill_id, max(n) FILTER (WHERE kind = 'obstacle') AS stuck,
        max(n) FILTER (WHERE kind = 'check') AS failed, min(since) FILTER (WHERE n > 0) AS since
    FROM feedback_radarcount WHERE kind <> 'search' AND skill_id IS NOT NULL
    GROUP BY skill_id
), cluster AS (
    SELECT root, coalesce(texts.skill_id, numbers.skill_id) AS skill_id, coalesce(texts.texts, '{}') AS texts,
        coalesce(texts.words, '{}') AS words, coalesce(texts.needs, 0) AS needs, coalesce(heard.people, 0) AS people,
        coalesce(heard.reporters, 0) AS reporters, coalesce(heard.doubters, 0) AS doubters,
        coalesce(texts.searches, 0) AS searches, coalesce(numbers.stuck, 0) AS stuck, numbers.failed,
        least(texts.since, numbers.since) AS since
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
)
SELECT root, skill_id, texts, words, needs, people, reporters, doubters, searches, stuck, failed, since, on_objective, voices,
    (count(*) OVER ())::int AS clusters
FROM weighed
WHERE voices > 0 AND NOT EXISTS (
    SELECT FROM feedback_radarverdict verdict LEFT JOIN feedback_need need ON need.id = verdict.need_id
    WHERE verdict.undone_at IS NULL AND weighed.root = ANY (verdict.covers)
        AND (verdict.rests_until >= %(day)s OR need.status IN ('accepted', 'claimed'))
        AND 2 * (weighed.voices - verdict.remaining) <= verdict.weight
)
ORDER BY voices * (1 + on_objective::int) * age DESC, root
LIMIT %(most)s
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
