"""What follows when something is published that L&D asked for: the request is answered, and the credit is told."""

from accounts.models import Person
from accounts.querysets import line_managers
from ecosystem.core.audit import record
from ecosystem.core.clock import now
from ecosystem.core.versions import change
from ecosystem.notifications.actions import tell
from resources.models import Resource, WritingRequest


def note_written(resource: Resource, *, actor: Person) -> None:
    """Who asked is told, and the line manager of today of whoever was asked. Nothing where nobody asked for it."""
    rows = WritingRequest.objects.filter(resource=resource, state=WritingRequest.State.ACCEPTED)
    request = rows.select_related("person").first()
    if request is None:
        return
    written = {"state": WritingRequest.State.WRITTEN, "closed_at": now()}
    if not change(request, None, where={"state": WritingRequest.State.ACCEPTED}, **written):
        return
    record(actor, "writing.written", request, fields=["state"], subject=request.person_id)
    if request.asked_by_id:
        tell("resources.writing_answered", person_id=request.asked_by_id, subject_id=request.pk)
    above = Person.objects.filter(pk__in=line_managers(request.person), is_active=True)
    for manager_id in above.exclude(pk=request.asked_by_id).values_list("pk", flat=True):
        tell("resources.written_at_request", person_id=manager_id, subject_id=resource.pk)
