"""How many resources help with a skill at the levels that are asked for: what the priority of a gap is divided by."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any

from django.db import connection

from ecosystem.core.clock import today
from resources.freshness import DOUBTED_FROM, HALF_LIFE

NOW = """
SELECT asked.skill_id, asked.level, found.number
FROM (SELECT unnest(%(skills)s::bigint[]) AS skill_id, unnest(%(levels)s::int[]) AS level) asked
CROSS JOIN LATERAL (
    SELECT count(*) AS number FROM resources_resourceskill leads
    WHERE leads.skill_id = asked.skill_id AND leads.level = asked.level AND leads.fresh_until >= %(day)s
) found
WHERE found.number > 0
"""
THEN = """
SELECT asked.skill_id, asked.level, count(*)
FROM (SELECT unnest(%(skills)s::bigint[]) AS skill_id, unnest(%(levels)s::int[]) AS level) asked
JOIN resources_resourceskill leads ON leads.skill_id = asked.skill_id AND leads.level = asked.level
JOIN resources_resource resource ON resource.id = leads.resource_id
LEFT JOIN (SELECT unnest(%(kinds)s::text[]) AS kind, unnest(%(days)s::int[]) AS days) life ON life.kind = resource.kind
CROSS JOIN LATERAL (
    SELECT coalesce(max(vouched."on"), {shared}) AS day
    FROM resources_verification vouched
    WHERE vouched.resource_id = resource.id AND vouched."on" <= %(day)s
) verified
WHERE resource.published_at IS NOT NULL AND (resource.published_at AT TIME ZONE 'UTC')::date <= %(day)s
    AND (resource.state = 'published' OR (resource.archived_at AT TIME ZONE 'UTC')::date > %(day)s)
    AND (life.days IS NULL OR verified.day >= %(day)s - life.days)
    AND (life.days IS NULL OR verified.day >= %(day)s OR (
        SELECT count(*) FROM resources_reaction doubt
        WHERE doubt.resource_id = resource.id AND doubt.kind = 'outdated'
            AND (doubt.at AT TIME ZONE 'UTC')::date <= %(day)s
            AND (doubt.answered_at IS NULL OR (doubt.answered_at AT TIME ZONE 'UTC')::date > %(day)s)
    ) < %(doubted)s)
GROUP BY asked.skill_id, asked.level
""".replace(
    "{shared}",
    "CASE WHEN resource.verified_on <= %(day)s THEN resource.verified_on ELSE (resource.published_at AT TIME ZONE 'UTC')::date END",
)


def fresh_at_level(asked: Mapping[int, Collection[int]], day: dt.date) -> dict[int, int]:
    """By skill: how many resources lead to one of the levels asked for. One statement."""
    found: dict[int, int] = defaultdict(int)
    for (skill, _level), number in fresh_by_level(asked, day).items():
        found[skill] += number
    return dict(found)


def fresh_by_level(asked: Mapping[int, Collection[int]], day: dt.date) -> dict[tuple[int, int], int]:
    """By skill and level: published that day, fresh by `resources.freshness` (F ≥ .5), and leading to that level.

    Of today from what is stored (`resources.fresh_days`); of a day of the past from dated rows, so that it gives what it
    gave then. One statement.
    """
    pairs = [(skill, level) for skill, levels in asked.items() for level in levels]
    values: dict[str, Any] = {
        "skills": [skill for skill, _level in pairs],
        "levels": [level for _skill, level in pairs],
        "kinds": list(HALF_LIFE),
        "days": list(HALF_LIFE.values()),
        "day": day,
        "doubted": DOUBTED_FROM,
    }
    with connection.cursor() as cursor:
        cursor.execute(NOW if day >= today() else THEN, values)
        return {(skill, level): number for skill, level, number in cursor.fetchall()}
