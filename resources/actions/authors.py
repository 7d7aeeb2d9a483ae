"""Acts on who writes a resource."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from ecosystem.core.audit import record
from ecosystem.core.clock import now
from ecosystem.core.errors import Refused
from ecosystem.notifications.actions import tell
from resources.models import CoAuthor, Resource


@transaction.atomic
def add_co_author(resource: Resource, *, actor: Person, person: Person) -> None:
    """From now on they edit it too, and they hear of it. Twice is harmless."""
    if person.pk == resource.owner_id:
        raise Refused(_("They own it already."), field="person")
    _row, is_new = CoAuthor.objects.get_or_create(resource=resource, person=person, defaults={"added_at": now()})
    if not is_new:
        return
    record(actor, "resource.author_added", resource, fields=["co_authors"], subject=person)
    if person.pk != actor.pk:
        tell("resources.made_author", person_id=person.pk, subject_id=resource.pk)


@transaction.atomic
def remove_co_author(resource: Resource, *, actor: Person, person: Person) -> None:
    """They read it like everybody else. Twice is harmless."""
    if CoAuthor.objects.filter(resource=resource, person=person).delete()[0]:
        record(actor, "resource.author_removed", resource, fields=["co_authors"], subject=person)
