"""What the kernel's own tables hold of people."""

from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _

from ecosystem.core.models import OutgoingMail
from ecosystem.core.personal_data import KEEP, OF_OTHERS, bond, nobody, trace

NEVER_CHANGED = _(
    "Entries of the audit are never changed; they hold names of fields and a reason, and a number instead of a name."
)
SHORT_LIVED = _("Work that waits holds numbers, never names; it is forgotten after 30 days.")
UNUSED_WORDS = """
    DELETE FROM core_searchlexeme WHERE word IN (
        SELECT word FROM core_searchlexeme
        WHERE NOT EXISTS (SELECT FROM ts_stat('SELECT vector FROM core_searchtitle') used WHERE used.word = core_searchlexeme.word)
        LIMIT %s
    )
"""

nobody(_("When jobs ran."), "core.JobRun", "core.Heartbeat")
nobody(SHORT_LIVED, "core.OutboxMessage")
nobody(
    _("Made of what other tables hold, and made anew from them."),
    "core.SearchEntry",
    "core.SearchTitle",
    "core.SearchText",
    "core.SearchLexeme",
)
bond(
    "core.AuditEntry",
    "actor",
    _("Your acts"),
    KEEP,
    kept=("verb", "kind", "fields", "reason"),
    codes=("object_id",),
    why=NEVER_CHANGED,
)
bond("core.AuditEntry", "subject", _("Acts of others that were about you"), KEEP, why=NEVER_CHANGED, handed=None)
bond(
    "core.OutgoingMail",
    "person",
    _("Mails to you"),
    texts=("to", "subject", "text", "html", "calendar"),
    codes=("key", "unsubscribe_url", "check_name", "about", "last_error"),
)
bond("core.Look", "subject", _("Who looked at your data"), texts=("kind",), named=("viewer",))
bond("core.Look", "viewer", _("Whose data you looked at"), KEEP, kept=("kind",), why=OF_OTHERS)


def forget_mail(person: Any, limit: int) -> int:
    """Mails to their address that no field leads to."""
    keys = list(OutgoingMail.objects.filter(to__iexact=person.email).values_list("pk", flat=True)[:limit])
    OutgoingMail.objects.filter(pk__in=keys).delete()
    return len(keys)


def forget_words(person: Any, limit: int) -> int:
    """Words of search that stand in no title any more."""
    with connection.cursor() as cursor:
        cursor.execute(UNUSED_WORDS, [limit])
        return cursor.rowcount


trace("core.mail", _("Mails to the address"), forget_mail)
trace("core.words", _("Words that only search still knew"), forget_words)
