"""Looking whether addresses still answer, and remembering since when they do not."""

import datetime as dt

from django.db import transaction
from django.db.models import Q

from ecosystem.core.clock import now, today
from ecosystem.core.outbox import enqueue_many
from resources.links import is_failing, may_be_asked, status_of
from resources.models import LinkCheck, Resource

PAUSE = dt.timedelta(hours=20)


def look_at_links() -> int:
    """Once a night: a task for each published address on an allowed host that was not looked at since yesterday."""
    rested = Q(link_check=None) | Q(link_check__checked_at__lt=now() - PAUSE)
    addresses = Resource.objects.published().exclude(url="").filter(rested).values_list("pk", "url")
    due = [pk for pk, url in addresses.iterator() if may_be_asked(url)]
    enqueue_many("resources.check_link", [(f"link-{pk}-{today()}", {"resource_id": pk}) for pk in due])
    return len(due)


@transaction.atomic
def check_link(resource: Resource) -> LinkCheck | None:
    """One look; the first failure is remembered until it answers again or the resource is edited. None where the operator allows no look."""
    if not may_be_asked(resource.url):
        return None
    status, moment = status_of(resource.url), now()
    before = LinkCheck.objects.filter(resource=resource, checked_at__gte=resource.changed_at).first()
    since = (before and before.failing_since) or moment
    seen = {"checked_at": moment, "status": status, "failing_since": since if is_failing(status) else None}
    return LinkCheck.objects.update_or_create(resource=resource, defaults=seen)[0]
