"""Who did what to which object, and when: rows that are only ever added, without any content."""

from collections.abc import Sequence
from typing import Any

from django.db import models

from ecosystem.core.clock import now
from ecosystem.core.models import AuditEntry
from ecosystem.core.planned import add


class _System:
    """The actor of work that no person started."""

    pk = None

    def __str__(self) -> str:
        return "Understory"

    def __repr__(self) -> str:
        return "SYSTEM"


SYSTEM = _System()


def record(
    actor: Any, verb: str, obj: models.Model, fields: Sequence[str] = (), subject: Any = None, reason: str = ""
) -> None:
    """Add one audit row in the action's transaction.

    `fields` are names of changed fields, never their values; `subject` is the person whom it is about, if another than
    the object; `reason` is given where the act demands one.
    """
    if actor is None:
        raise TypeError("Every act has an actor; work that no person started is by SYSTEM.")
    entry = AuditEntry(
        actor_id=actor.pk,
        verb=verb,
        kind=obj._meta.label_lower,
        object_id=str(obj.pk),
        subject_id=getattr(subject, "pk", subject),
        fields=sorted(fields),
        reason=reason,
        at=now(),
    )
    add(entry)
