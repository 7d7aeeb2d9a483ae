"""How often a resource is opened: a count per day and in all, of nobody in particular."""

from django.db import connection

from accounts.sql import write
from ecosystem.core.clock import today
from resources.models import Resource

COUNT = """
WITH counted AS (
    INSERT INTO resources_resourceday (resource_id, day, views) VALUES (%(resource)s, %(day)s, 1)
    ON CONFLICT (resource_id, day) DO UPDATE SET views = resources_resourceday.views + 1
)
UPDATE resources_resource SET views = views + 1 WHERE id = %(resource)s
"""

SEEN = "UPDATE resources_resource SET seen = views WHERE seen <> views"


def count_look(resource: Resource) -> None:
    """One more on this day. One statement.

    Opening a page may count it although nothing else is written behind GET: what is kept says how often, never who or
    when within the day, so nothing about the reader can be read from it, and a look too many does no harm. A resource is
    open to everybody, so no row for its owner (as for personal data) is due.
    """
    with connection.cursor() as cursor:
        cursor.execute(COUNT, {"resource": resource.pk, "day": today()})


def keep_seen() -> int:
    """At night: how often each was opened so far, for lists that begin with what is read most. One statement."""
    return write(SEEN)
