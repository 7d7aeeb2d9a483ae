"""Until when each resource is fresh, stored with each of its skills: what is fresh on a skill is then one look at an index.

The day follows from facts that only acts change: the kind, the state, the last verification and how many doubt it
(`resources.freshness`). So each act that changes one of them brings its resource up to date in its own transaction, and
a day that goes by changes nothing. At night all are looked at once more, for what came by another way than an act.
"""

from accounts.sql import write
from resources.freshness import DOUBTED_FROM, FOR_GOOD, HALF_LIFE

KEEP = """
UPDATE resources_resourceskill about SET fresh_until = known.until
FROM (
    SELECT resource.id, CASE
        WHEN resource.state <> 'published' THEN NULL
        WHEN life.days IS NULL THEN %(for_good)s::date
        WHEN coalesce(doubt.people, 0) >= %(doubted)s THEN resource.verified_on
        ELSE resource.verified_on + life.days
    END AS until
    FROM resources_resource resource
    LEFT JOIN (SELECT unnest(%(kinds)s::text[]) AS kind, unnest(%(days)s::int[]) AS days) life ON life.kind = resource.kind
    LEFT JOIN LATERAL (
        SELECT count(*) AS people FROM resources_reaction
        WHERE resource_id = resource.id AND kind = 'outdated' AND answered_at IS NULL
    ) doubt ON true
    {whom}
) known
WHERE known.id = about.resource_id AND about.fresh_until IS DISTINCT FROM known.until
"""
KEEP_ONE = KEEP.format(whom="WHERE resource.id = %(resource)s")
KEEP_ALL = KEEP.format(whom="")
FORMULA = {
    "kinds": list(HALF_LIFE),
    "days": list(HALF_LIFE.values()),
    "doubted": DOUBTED_FROM,
    "for_good": FOR_GOOD,
}


def keep_fresh_until(resource_id: int) -> None:
    """After an act on it, in the same transaction. One statement."""
    write(KEEP_ONE, {**FORMULA, "resource": resource_id})


def keep_all_fresh_until() -> int:
    """Every resource anew. Returns how many rows were not as they should be. One statement."""
    return write(KEEP_ALL, FORMULA)
