"""Days away and one's own settings."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.dating import DAY
from accounts.models import Leave, Person
from accounts.placing import plainly
from ecosystem.core.audit import record
from ecosystem.core.clock import today
from ecosystem.core.errors import Refused
from ecosystem.core.versions import change


@transaction.atomic
def enter_leave(
    person: Person, *, actor: Any, valid_from: dt.date, valid_to: dt.date, shown_to_colleagues: bool
) -> Leave:
    """Days away, without a reason. Nudges wait until the return."""
    with plainly(Leave, field="valid_from"):
        leave = Leave.objects.create(
            person=person, valid_from=valid_from, valid_to=valid_to, shown_to_colleagues=shown_to_colleagues
        )
    record(actor, "leave.entered", leave, fields=["valid_from", "valid_to"], subject=person)
    return leave


@transaction.atomic
def drop_leave(leave: Leave, *, actor: Any) -> None:
    """Not away after all: a leave that has begun ends yesterday, a later one goes."""
    if leave.valid_to and leave.valid_to < today():
        raise Refused(_("These days have passed."))
    record(actor, "leave.dropped", leave, subject=leave.person_id)
    if leave.valid_from < today():
        leave.valid_to = today() - DAY
        leave.save(update_fields=["valid_to"])
    else:
        leave.delete()


@transaction.atomic
def change_settings(person: Person, *, actor: Person, version: int | None, **fields: Any) -> None:
    """Time zone, language, working days, hours for learning: one's own."""
    change(person, version, **fields)
    record(actor, "settings.changed", person, fields=list(fields), subject=person)
