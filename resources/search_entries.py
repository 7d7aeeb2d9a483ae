"""What search knows of a resource. Drafts and archived ones are not found."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Q
from django.urls import reverse

from ecosystem.core import search
from resources.models import Resource

KIND = "resource"


def entry_of(resource: Resource) -> dict[str, Any]:
    """The arguments of the search index for one resource."""
    return {
        "object_id": resource.pk,
        "title": resource.title,
        "subtitle": resource.summary or resource.get_kind_display(),
        "body": f"{resource.summary}\n{resource.body}".strip(),
        "url": reverse("resources:resource_page", args=[resource.pk]),
        "language": resource.language,
        "popularity": round(1000 * resource.usefulness) + min(resource.views, 999),
    }


def index_resource(resource: Resource) -> None:
    """Add, replace or forget its entry."""
    if resource.state == Resource.State.PUBLISHED:
        search.index(KIND, **entry_of(resource))
    else:
        search.remove(KIND, resource.pk)


def resources_to_find(person: Any) -> Q:
    """What was published is everybody's; nothing else has an entry."""
    return Q()


def all_resources() -> Iterator[dict[str, Any]]:
    for resource in Resource.objects.published().iterator(chunk_size=2000):
        yield entry_of(resource)
