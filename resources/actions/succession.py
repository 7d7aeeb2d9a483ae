"""Nothing is lost when somebody leaves: what they shared passes to the next qualified person, with notice."""

from django.db import transaction

from accounts.models import Person
from ecosystem.core.audit import SYSTEM
from ecosystem.core.clock import today
from ecosystem.core.outbox import enqueue_many
from resources.actions.care import hand_on_resource
from resources.actions.recruiting import withdraw_request
from resources.models import WritingRequest
from resources.succession import heir_of, left_behind, owners_who_left


@transaction.atomic
def pass_on_resources(person: Person) -> int:
    """Each to its heir; what has none stays without an owner until somebody qualifies or is chosen. Returns how many moved."""
    moved = 0
    for resource in left_behind(person).order_by("pk"):
        heir = heir_of(resource)
        if heir:
            moved += hand_on_resource(resource, actor=SYSTEM, to=heir.person, because=heir.because)
    return moved


def look_after_resources_of_leavers() -> int:
    """Once a night: a task for everybody who is out and still owns something. Returns for how many."""
    people = list(owners_who_left(today()).values_list("pk", flat=True))
    work = [(f"resources-of-leaver-{pk}-{today()}", {"person_id": pk}) for pk in people]
    enqueue_many("resources.pass_on_resources", work)
    for request in WritingRequest.objects.open().filter(person__is_active=False):
        withdraw_request(request, actor=SYSTEM)
    return len(people)
