"""Keeping the training-needs analysis as it stands, and letting it go again."""

import dataclasses
from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import Person
from accounts.sql import copy
from ecosystem.core.audit import record
from ecosystem.core.clock import now
from ecosystem.core.errors import Refused
from feedback.models import NeedsSnapshot, NeedsSnapshotRow


@dataclasses.dataclass(frozen=True)
class Kept:
    """One row to keep: the codes that it is compared by, and what the page shows of it."""

    skill_code: str
    unit_code: str
    figures: dict[str, Any]


@transaction.atomic
def take_snapshot(
    rows: Sequence[Kept], *, actor: Person, name: str, note: str = "", place: str, query: str, fewest: int
) -> NeedsSnapshot:
    """Keep these rows. The same table under the same name on the same day is the same snapshot; names are given once."""
    if not rows:
        raise Refused(_("There is nothing to keep: the table is empty."))
    values = {"name": name, "note": note, "place": place, "query": query, "fewest": fewest, "rows_kept": len(rows)}
    try:
        with transaction.atomic():
            snapshot = NeedsSnapshot.objects.create(**values, by=actor, at=now())
    except IntegrityError:
        return _kept_before(name, query, actor)
    numbered = enumerate(rows, start=1)
    copy([NeedsSnapshotRow(snapshot=snapshot, place=number, **vars(row)) for number, row in numbered])
    record(actor, "snapshot.taken", snapshot, fields=["name", "note"])
    return snapshot


def _kept_before(name: str, query: str, actor: Person) -> NeedsSnapshot:
    """The form sent twice, or another that has the name."""
    twin = NeedsSnapshot.objects.get(name__iexact=name)
    if (twin.query, twin.by_id, twin.at.date()) == (query, actor.pk, now().date()):
        return twin
    raise Refused(_("There is a snapshot of this name already. Give it another."), field="name")


@transaction.atomic
def remove_snapshot(snapshot: NeedsSnapshot, *, actor: Person) -> None:
    """It goes with its rows. Twice is harmless."""
    if NeedsSnapshot.objects.select_for_update().filter(pk=snapshot.pk).exists():
        record(actor, "snapshot.removed", snapshot)
        NeedsSnapshot.objects.filter(pk=snapshot.pk).delete()
