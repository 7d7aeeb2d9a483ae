"""What search knows of a need: its words, never who reported it."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Q

from ecosystem.core import search
from feedback.models import Need

KIND = "need"


def entry_of(need: Need) -> dict[str, Any]:
    """The arguments of the search index for one need."""
    return {
        "object_id": need.pk,
        "title": need.words,
        "subtitle": need.skill.name if need.skill else "",
        "url": need.get_absolute_url(),
        "skills": [need.skill_id] if need.skill_id else [],
        "popularity": 200,
    }


def index_need(need: Need) -> None:
    """Add or forget its entry; settled needs are not found."""
    if need.status in {"open", "accepted", "claimed"}:
        search.index(KIND, **entry_of(need))
    else:
        search.remove(KIND, need.pk)


def needs_to_find(person: Any) -> Q:
    """All: a need is everybody's."""
    return Q()


def all_needs() -> Iterator[dict[str, Any]]:
    for need in Need.objects.unsettled().select_related("skill").iterator(chunk_size=2000):
        yield entry_of(need)
