"""What operators do to waiting work."""

from typing import Any

from django.db import transaction

from ecosystem.core import mail, outbox
from ecosystem.core.audit import record
from ecosystem.core.models import OutboxMessage, OutgoingMail


@transaction.atomic
def retry_message(message: OutboxMessage, *, actor: Any) -> None:
    """Let a parked task try again, three times at most. Harmless when it is not parked any more."""
    if outbox.retry(message):
        record(actor, "outbox.retried", message)


@transaction.atomic
def retry_mail(row: OutgoingMail, *, actor: Any) -> None:
    """Try a parked mail for another day. Harmless when it is not parked any more."""
    if mail.retry_mail(row):
        record(actor, "mail.retried", row, subject=row.person_id)
