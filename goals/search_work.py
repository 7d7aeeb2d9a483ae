"""What search knows of work that is offered as learning: as long as it is open, up to the day it is needed by."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Q
from django.urls import reverse

from ecosystem.core import search
from ecosystem.core.clock import today
from goals.models import Opportunity

WORK = "work"


def entry_of_work(work: Opportunity) -> dict[str, Any]:
    """The arguments of the search index for one piece of work; the day it is needed by ends it."""
    return {
        "object_id": work.pk,
        "title": work.title,
        "subtitle": f"{work.skill} {work.level}",
        "url": reverse("goals:opportunity_page", args=[work.pk]),
        "audience": "everyone",
        "skills": [work.skill_id],
        "holds_until": work.needed_by,
        "popularity": 1450,
    }


def index_work(work: Opportunity) -> None:
    """Add, replace or forget its entry: only what is open is found."""
    if work.status == Opportunity.Status.OPEN:
        search.index(WORK, **entry_of_work(work))
    else:
        search.remove(WORK, work.pk)


def work_to_find(person: Any) -> Q:
    """Everybody may read of it; what is past its day is offered no more."""
    return Q(holds_until__gte=today())


def all_work() -> Iterator[dict[str, Any]]:
    for work in Opportunity.objects.open_on(today()).select_related("skill").iterator(chunk_size=2000):
        yield entry_of_work(work)
