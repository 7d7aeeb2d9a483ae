"""The row of policy, as the kernel reads it."""

import datetime as dt
from typing import Any

from django.db.models import QuerySet

from accounts.models import Organisation, Scale
from ecosystem.core.compiled import compiled
from ecosystem.core.policy import Policy


@compiled
def the_one() -> QuerySet[Organisation]:
    return Organisation.objects.order_by("pk")[:1]


def read_policy() -> Organisation | None:
    """The one row, or None before the organisation is set up. Whoever works outside a scope asks all the time."""
    return next(iter(the_one()), None)


def policy_of(row: dict[str, Any]) -> Policy:
    """The same from the JSON that the sign-in query brought along."""
    times = {name: dt.time.fromisoformat(row[name]) for name in ("quiet_until", "quiet_from")}
    days = [dt.date.fromisoformat(day) for day in row["extra_holidays"] or ()]
    known = {name: row[name] for name in Policy.__dataclass_fields__ if name in row}
    return Policy(**{**known, **times, "extra_holidays": days})


def scale_in_use() -> Scale | None:
    """The scale of the organisation; requirements and statements are read on it."""
    organisation = Organisation.objects.select_related("scale").first()
    return organisation.scale if organisation else None
