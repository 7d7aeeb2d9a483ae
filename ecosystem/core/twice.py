"""What arrives twice is done once: a double click, a form that a browser sends again, ten at the same moment."""

import datetime as dt
from typing import Any

from django.db import connection, models

from ecosystem.core.clock import now
from ecosystem.core.models import AuditEntry

SENT_TWICE = dt.timedelta(minutes=10)
DOUBLE_CLICK = dt.timedelta(seconds=10)  # where the same again, a little later, is meant
MOST = 50  # of rows that are alike, the newest


def in_turn(what: str, number: int | None = None) -> None:
    """Until the transaction ends, whoever does the same waits, with a number for the same number: who looks then finds what
    this one makes."""
    keys = "hashtext(%s)" if number is None else "hashtext(%s), %s"
    values: list[str | int] = [what] if number is None else [what, number % 2**31]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_advisory_xact_lock({keys})", values)


def twin(actor: Any, verb: str, rows: models.QuerySet, *, within: dt.timedelta = SENT_TWICE) -> Any | None:
    """Which of `rows`, those with all that was sent, this person made a moment ago by the same act; then nothing new need be made.

    Until the transaction ends, the same act of the same person waits, so that it finds what this one makes.
    """
    if actor.pk is None:
        return None
    in_turn(verb, actor.pk)
    alike = {str(row.pk): row for row in rows.order_by("-pk")[:MOST]}
    made = AuditEntry.objects.filter(
        kind=rows.model._meta.label_lower, object_id__in=alike, at__gte=now() - within, actor_id=actor.pk, verb=verb
    )
    return next((alike[key] for key in made.values_list("object_id", flat=True)), None)
