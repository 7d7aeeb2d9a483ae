"""Looking at another person's non-public data leaves one row per viewer, subject, kind and day: for the subject to see."""

from collections.abc import Iterable
from typing import Any

from django.db import connection

from ecosystem.core.clock import today

LOOKED = """
    INSERT INTO core_look (viewer_id, subject_id, kind, day)
    SELECT %(viewer)s, subject, %(kind)s, %(day)s FROM unnest(%(subjects)s::bigint[]) subject
    WHERE NOT EXISTS (SELECT FROM core_look
        WHERE viewer_id = %(viewer)s AND subject_id = subject AND kind = %(kind)s AND day = %(day)s)
    ON CONFLICT DO NOTHING"""


def record_look(viewer: Any, subject_id: int, kind: str) -> None:
    """One statement, harmless when repeated, nothing for one's own data."""
    record_looks(viewer, [subject_id], kind)


def record_looks(viewer: Any, subject_ids: Iterable[int], kind: str) -> None:
    """The same for everybody on a page, in one statement."""
    others = [pk for pk in subject_ids if pk != viewer.pk]
    if others:
        with connection.cursor() as cursor:
            cursor.execute(LOOKED, {"viewer": viewer.pk, "subjects": others, "kind": kind, "day": today()})
