"""What people say, put together by what it is about: the statements that work it out, for some roots or for all.

A text is an open need (n) or a published resource in doubt (d). Its root is its skill; without one, the text itself. A row
says of a root how many people speak, each counted once, and which of its texts are the loudest. Days are those of the
organisation.
"""

KEPT_TEXTS = 100  # no fewer than are compared with one another (`feedback.radar.COMPARED`)
WAITING = "kind IN ('outdated', 'not_useful') AND answered_at IS NULL"
COLUMNS = "root, skill_id, needs, people, reporters, doubters, since, texts, loud, days"

# Of the roots in {asked} only; their needs and resources are looked up, not all that is open.
SKILLS_OF = "SELECT substr(root, 2)::bigint FROM {asked} WHERE root LIKE 's%%'"
OF_NEEDS = f"""
    AND (need.skill_id = ANY (ARRAY({SKILLS_OF}))
        OR need.id = ANY (ARRAY(SELECT substr(root, 2)::bigint FROM {{asked}} WHERE root LIKE 'n%%')))
"""
OF_DOUBTS = f"""
    AND resource_id = ANY (ARRAY(
        SELECT resource_id FROM resources_resourceskill WHERE skill_id = ANY (ARRAY({SKILLS_OF}))
        UNION ALL SELECT substr(root, 2)::bigint FROM {{asked}} WHERE root LIKE 'd%%'
    ))
"""
SAID = f"""
    SELECT 'n' AS kind, need.id, ('n' || need.id) COLLATE "C" AS text,
        coalesce('s' || need.skill_id, 'n' || need.id) COLLATE "C" AS root, need.skill_id,
        (need.reported_at AT TIME ZONE %(zone)s::text)::date AS since
    FROM feedback_need need
    WHERE need.status = 'open' {{of_needs}}
    UNION ALL
    SELECT 'd', resource.id, ('d' || resource.id) COLLATE "C",
        coalesce('s' || about.skill_id, 'd' || resource.id) COLLATE "C", about.skill_id, doubted.since
    FROM (
        SELECT resource_id, (min(at) AT TIME ZONE %(zone)s::text)::date AS since FROM resources_reaction
        WHERE {WAITING} {{of_doubts}} GROUP BY resource_id
    ) doubted
    JOIN resources_resource resource ON resource.id = doubted.resource_id AND resource.state = 'published'
    LEFT JOIN LATERAL (
        SELECT skill_id FROM resources_resourceskill WHERE resource_id = resource.id ORDER BY id LIMIT 1
    ) about ON true
"""
VOICES = f"""
    SELECT said.kind, said.text, said.root, reporter.person_id
    FROM said JOIN feedback_needreporter reporter ON reporter.need_id = said.id
    WHERE said.kind = 'n'
    UNION ALL
    SELECT said.kind, said.text, said.root, doubt.person_id
    FROM said JOIN resources_reaction doubt ON doubt.resource_id = said.id
    WHERE said.kind = 'd' AND {WAITING.replace("kind", "doubt.kind", 1)}
"""
SUMS = f"""
    WITH said AS MATERIALIZED ({{said}}), voice AS MATERIALIZED ({VOICES}),
    heard AS (
        SELECT root, count(DISTINCT person_id)::int AS people,
            (count(DISTINCT person_id) FILTER (WHERE kind = 'n'))::int AS reporters,
            (count(DISTINCT person_id) FILTER (WHERE kind = 'd'))::int AS doubters
        FROM voice GROUP BY root
    ), told AS (
        SELECT said.*, coalesce(alone.people, 0) AS people
        FROM said LEFT JOIN (
            SELECT text, count(DISTINCT person_id)::int AS people FROM voice GROUP BY text
        ) alone USING (text)
    )
    SELECT told.root, min(told.skill_id) AS skill_id, (count(*) FILTER (WHERE told.kind = 'n'))::int AS needs,
        coalesce(min(heard.people), 0) AS people, coalesce(min(heard.reporters), 0) AS reporters,
        coalesce(min(heard.doubters), 0) AS doubters, min(told.since) AS since,
        (array_agg(told.text::text ORDER BY told.people DESC, told.since, told.text))[:{KEPT_TEXTS}] AS texts,
        (array_agg(told.people ORDER BY told.people DESC, told.since, told.text))[:{KEPT_TEXTS}] AS loud,
        (array_agg(told.since ORDER BY told.people DESC, told.since, told.text))[:{KEPT_TEXTS}] AS days
    FROM told LEFT JOIN heard USING (root)
    GROUP BY told.root
"""


def said_on(asked: str = "") -> str:
    """The texts of the roots in that relation, or all of them."""
    if not asked:
        return SAID.format(of_needs="", of_doubts="")
    found = SAID.format(of_needs=OF_NEEDS.format(asked=asked), of_doubts=OF_DOUBTS.format(asked=asked))
    return f"SELECT * FROM ({found}) found WHERE root IN (SELECT root FROM {asked})"


def sums_on(asked: str = "") -> str:
    """A row for each of these roots on which anybody says anything."""
    return SUMS.format(said=said_on(asked))


def voices_on(asked: str) -> str:
    """Who speaks on these roots, and in which text."""
    return f"WITH said AS MATERIALIZED ({said_on(asked)}) {VOICES}"


_NEW = ", ".join(f"EXCLUDED.{name}" for name in COLUMNS.split(", "))
_OLD = ", ".join(f"kept.{name}" for name in COLUMNS.split(", "))
_KEEP = f"""
    INSERT INTO feedback_radarsum AS kept ({COLUMNS}) SELECT {COLUMNS} FROM anew
    ON CONFLICT (root) DO UPDATE SET ({COLUMNS}) = ({_NEW}) WHERE ({_OLD}) IS DISTINCT FROM ({_NEW})
    RETURNING 1
"""
TAKE = "DELETE FROM feedback_radarchange RETURNING root"
RENEW = f"""
WITH asked AS MATERIALIZED (SELECT unnest(%(roots)s::text[]) COLLATE "C" AS root),
anew AS MATERIALIZED ({sums_on("asked")}),
gone AS (
    DELETE FROM feedback_radarsum WHERE root IN (SELECT root FROM asked) AND root NOT IN (SELECT root FROM anew) RETURNING 1
), kept AS ({_KEEP})
SELECT (SELECT count(*) FROM gone) + (SELECT count(*) FROM kept)
"""
RENEW_ALL = f"""
WITH anew AS MATERIALIZED ({sums_on()}),
gone AS (DELETE FROM feedback_radarsum WHERE root NOT IN (SELECT root FROM anew) RETURNING 1), kept AS ({_KEEP})
SELECT (SELECT count(*) FROM gone) + (SELECT count(*) FROM kept)
"""
