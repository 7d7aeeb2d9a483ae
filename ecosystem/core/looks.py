"""Looking at another person's non-public data leaves one row per viewer, subject, kind and day: for the subject to see."""

from typing import Any

from ecosystem.core.clock import today
from ecosystem.core.models import Look


def record_look(viewer: Any, subject_id: int, kind: str) -> None:
    """One statement, harmless when repeated, nothing for one's own data."""
    if viewer.pk == subject_id:
        return
    Look.objects.bulk_create(
        [Look(viewer_id=viewer.pk, subject_id=subject_id, kind=kind, day=today())], ignore_conflicts=True
    )
