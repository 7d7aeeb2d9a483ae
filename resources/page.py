"""What the page of a resource shows, from rows that came with it."""

import datetime as dt
from typing import Any

from accounts.models import Person
from ecosystem.core.rules import allows
from resources.links import fails_since
from resources.models import Resource
from resources.reading import minutes_to_read
from resources.trust import trust_of


def page_context(resource: Resource, person: Person, day: dt.date) -> dict[str, Any]:
    """`resource` was loaded `for_page()`; no statement of its own."""
    return {
        "resource": resource,
        "trust": trust_of(resource, day),
        "link_fails_since": fails_since(getattr(resource, "link_check", None)),
        "minutes": resource.minutes or minutes_to_read(resource.body),
        "authors": [row.person for row in resource.co_authors.all()],
        "picks": [pick for pick in resource.picks.all() if pick.until >= day],
        "files": list(resource.files.all()),
        "writes": allows(person, "resources.edit_resource", resource),
    }
