"""Dated rows change by ending one and beginning the next: what held before stays known, what is planned stays planned."""

import datetime as dt
from typing import Any

from django.db import models

DAY = dt.timedelta(days=1)


def let_hold(model: type[models.Model], owner: dict[str, Any], day: dt.date, value: dict[str, Any] | None) -> bool:
    """From `day` on, the one row of `owner` says `value` (None: there is none), until the next row that is planned.

    The row that holds on the day ends the day before; one that begins that very day is rewritten. A new row takes over
    the end of the one it follows. Returns whether anything changed.
    """
    rows = model._base_manager.filter(**owner)
    holding: Any = rows.filter(valid_from__lte=day).exclude(valid_to__lt=day).first()
    if holding is None and value is None:
        return False
    if holding and value and all(getattr(holding, name) == wanted for name, wanted in value.items()):
        return False
    until = holding.valid_to if holding else _until_next(rows, day)
    if holding:
        _end_before(holding, day)
    if value is not None:
        model._base_manager.create(**owner, **value, valid_from=day, valid_to=until)
    return True


def end_on(model: type[models.Model], owner: dict[str, Any], last_day: dt.date) -> int:
    """No row of `owner` holds after `last_day`. Returns how many ended or, planned for later, were dropped."""
    rows = model._base_manager.filter(**owner)
    dropped, _ = rows.filter(valid_from__gt=last_day).delete()
    return dropped + rows.exclude(valid_to__lte=last_day).update(valid_to=last_day)


def _until_next(rows: models.QuerySet, day: dt.date) -> dt.date | None:
    following = rows.filter(valid_from__gt=day).order_by("valid_from").values_list("valid_from", flat=True).first()
    return following - DAY if following else None


def _end_before(row: Any, day: dt.date) -> None:
    if row.valid_from == day:
        row.delete()
        return
    row.valid_to = day - DAY
    row.save(update_fields=["valid_to"])
