"""The row of policy, as the kernel reads it."""

import datetime as dt
from typing import Any

from accounts.models import Organisation, Scale
from ecosystem.core.policy import Policy


def read_policy() -> Organisation | None:
    """The one row, or None before the organisation is set up."""
    return Organisation.objects.first()


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
