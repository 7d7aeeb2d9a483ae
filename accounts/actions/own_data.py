"""A copy of one's own data: asked for, built in the background, fetched by its owner only, gone after some days."""

import datetime as dt
import tempfile
from typing import Any

from django.core.files import File
from django.db import transaction

from accounts.models import DataExport, Person
from accounts.own_data_announcements import READY
from ecosystem.core.audit import SYSTEM, record
from ecosystem.core.clock import now
from ecosystem.core.outbox import enqueue
from ecosystem.core.own_data import write_copy
from ecosystem.notifications.actions import tell

KEPT = dt.timedelta(days=7)
IN_MEMORY = 8 * 1024 * 1024


@transaction.atomic
def ask_copy(*, actor: Person) -> DataExport:
    """One at a time: while one is being built, asking again is harmless. An earlier one is given up for the new one."""
    Person.objects.select_for_update().get(pk=actor.pk)
    waiting = DataExport.objects.waiting().filter(person=actor).first()
    if waiting is not None:
        return waiting
    forget_copies(DataExport.objects.filter(person=actor))
    export = DataExport.objects.create(person=actor, asked_at=now())
    record(actor, "data.copy_asked", export, subject=actor)
    enqueue("accounts.build_copy", key=f"copy-{export.pk}", export_id=str(export.pk))
    return export


@transaction.atomic
def build_copy(export: DataExport) -> None:
    """In a worker; a second time, after a fall, it is written anew."""
    if export.ready_at is not None or not export.person.is_active:
        return
    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as built:
        export.rows = write_copy(export.person, built)
        built.seek(0)
        _forget_file(export)
        export.file.save("copy.zip", File(built), save=False)
    export.size = export.file.size
    export.ready_at = now()
    export.expires_at = export.ready_at + KEPT
    export.save(update_fields=["rows", "file", "size", "ready_at", "expires_at"])
    record(SYSTEM, "data.copy_built", export, subject=export.person)
    tell(READY, person_id=export.person_id, subject_id=export.person_id, window=export.ready_at.date())


def note_fetched(export: DataExport, *, actor: Person) -> None:
    record(actor, "data.copy_fetched", export, subject=actor)


@transaction.atomic
def forget_copies(exports: Any) -> int:
    """With their files, once the transaction holds."""
    found = list(exports)
    for export in found:
        if export.file:
            transaction.on_commit(_gone(export))
    DataExport.objects.filter(pk__in=[export.pk for export in found]).delete()
    return len(found)


def _gone(export: DataExport) -> Any:
    storage, name = export.file.storage, str(export.file.name)
    return lambda: storage.delete(name)


def _forget_file(export: DataExport) -> None:
    """What an interrupted try may have left."""
    storage = export.file.storage
    storage.delete(export._meta.get_field("file").generate_filename(export, "copy.zip"))
