"""What names somebody without a field that leads to them: sessions, imports, the entry in search; and what is counted anew."""

from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import connection
from django.db.models import Q

from accounts.models import ImportFile, ImportIssue, ImportPreview, ImportRun
from accounts.refresh import touch
from accounts.search_entries import PERSON
from ecosystem.core.erasing import whole_words
from ecosystem.core.models import SearchEntry
from ecosystem.core.personal_data import tables_of_people

SETTLED = (ImportRun.State.APPLIED, ImportRun.State.UNDONE, ImportRun.State.DISCARDED, ImportRun.State.BROKEN)
IMAGES = """
    UPDATE accounts_importchange c
    SET before = (
        SELECT coalesce(jsonb_agg(image), '[]') FROM jsonb_array_elements(c.before) image
        WHERE NOT (image::text ~* %(pattern)s OR {belongs})
    )
    WHERE id IN (
        SELECT id FROM accounts_importchange c
        WHERE EXISTS (
            SELECT FROM jsonb_array_elements(c.before) image WHERE image::text ~* %(pattern)s OR {belongs}
        )
        LIMIT %(limit)s
    )
"""


def forget_sessions(person: Any, limit: int) -> int:
    """Before the list of devices goes, which alone says whose a session is."""
    keys = list(UserSession.objects.filter(user=person).values_list("session_key", flat=True)[:limit])
    return Session.objects.filter(session_key__in=keys).delete()[0]


def forget_imports(person: Any, limit: int) -> int:
    """The files of settled imports go, they would within 30 days; of what they found and wrote, what is about the person.

    An import that wrote something of theirs can no longer be undone: undoing finds that it was changed since.
    """
    pattern = whole_words(person.email, person.full_name)
    files = _delete(ImportFile.objects.filter(run__state__in=SETTLED), limit)
    labels = Q(label__iregex=pattern)
    issues = labels | Q(value__iregex=pattern) | Q(reason__iregex=pattern) | Q(suggestion__iregex=pattern)
    previews = labels | Q(summary__iregex=pattern) | Q(changes__iregex=pattern)
    if person.employee_number:
        issues |= Q(value=person.employee_number)
    found = _delete(ImportIssue.objects.filter(issues), limit) + _delete(ImportPreview.objects.filter(previews), limit)
    return files + found + _forget_images(person, pattern, limit)


def _delete(rows: Any, limit: int) -> int:
    keys = list(rows.order_by("pk").values_list("pk", flat=True)[:limit])
    rows.model.objects.filter(pk__in=keys).delete()
    return len(keys)


def _forget_images(person: Any, pattern: str, limit: int) -> int:
    """The images of rows from before, of any table that leads to the person."""
    values: dict[str, Any] = {"pattern": pattern, "limit": limit, "pk": str(person.pk)}
    parts = ["""(c."table" = 'accounts_person' AND image->>'id' = %(pk)s)"""]
    for number, (table, columns) in enumerate(sorted(tables_of_people().items())):
        values[f"table{number}"] = table
        theirs = " OR ".join(f"image->>'{column}' = %(pk)s" for column in columns)
        parts.append(f'(c."table" = %(table{number})s AND ({theirs}))')
    with connection.cursor() as cursor:
        cursor.execute(IMAGES.format(belongs=f"({' OR '.join(parts)})"), values)
        return cursor.rowcount


def forget_factors(person: Any, limit: int) -> int:
    """Where the provider became the only way in, the table may be there though nothing reads it any more."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('mfa_authenticator') IS NOT NULL")
        if not cursor.fetchone()[0]:
            return 0
        cursor.execute("DELETE FROM mfa_authenticator WHERE user_id = %s", [person.pk])
        return cursor.rowcount


def forget_entry(person: Any, limit: int) -> int:
    """In search, with what only its owner finds."""
    mine = Q(kind=PERSON, object_id=person.pk) | Q(audience=f"owner:{person.pk}")
    return _delete(SearchEntry.objects.filter(mine), limit)


def recount_skills(person_id: int) -> None:
    """What they needed and had in skills: nothing is left."""
    touch([person_id])
