"""Acts on the files of a resource."""

from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from ecosystem.core.audit import record
from ecosystem.core.clock import now
from ecosystem.core.errors import Refused
from resources.files import MEGABYTE, check_file
from resources.models import Resource, ResourceFile

MOST_FILES = 40


@transaction.atomic
def add_file(resource: Resource, *, actor: Person, upload: Any) -> ResourceFile:
    """Keep one image or document with the resource, private. The same content under the same name is kept once."""
    Resource.objects.select_for_update().get(pk=resource.pk)
    most = settings.UPLOAD_LIMIT_MB * MEGABYTE
    checked = check_file(upload.name or "", upload.read(most + 1), most=most)
    there = list(resource.files.all())
    twin = {"name": checked.name, "size": len(checked.content)}
    if found := next((file for file in there if {"name": file.name, "size": file.size} == twin), None):
        return found
    if len(there) >= MOST_FILES:
        raise Refused(_("A resource holds %(n)d files at most.") % {"n": MOST_FILES})
    file = ResourceFile(resource=resource, owner=actor, media_type=checked.media_type, added_at=now(), **twin)
    file.file.save(f"{file.pk}{checked.name[checked.name.rindex('.') :]}", ContentFile(checked.content), save=False)
    file.save()
    record(actor, "resource.file_added", resource, fields=["files"])
    return file


@transaction.atomic
def remove_file(file: ResourceFile, *, actor: Person) -> None:
    """Gone once the transaction holds."""
    storage, name, of = file.file.storage, str(file.file.name), file.resource or file
    record(actor, "resource.file_removed", of, fields=["files"])
    file.delete()
    transaction.on_commit(lambda: storage.delete(name))
