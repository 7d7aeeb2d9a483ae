"""Looking at another person's non-public data leaves one row per viewer, subject, kind and day: for the subject to see."""

from collections.abc import Iterable
from typing import Any

from ecosystem.core.clock import today
from ecosystem.core.models import Look


def record_look(viewer: Any, subject_id: int, kind: str) -> None:
    """One statement, harmless when repeated, nothing for one's own data."""
    record_looks(viewer, [subject_id], kind)


def record_looks(viewer: Any, subject_ids: Iterable[int], kind: str) -> None:
    """The same for everybody on a page, in one statement."""
    day, others = today(), [pk for pk in subject_ids if pk != viewer.pk]
    if others:
        looks = [Look(viewer_id=viewer.pk, subject_id=pk, kind=kind, day=day) for pk in others]
        Look.objects.bulk_create(looks, ignore_conflicts=True)
