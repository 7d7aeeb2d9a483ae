"""What search knows of a resource. Drafts and archived ones are not found."""

import datetime as dt
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg, StringAgg
from django.db.models import OuterRef, Q, Subquery, TextField, Value
from django.db.models.functions import Concat, Left
from django.urls import reverse

from ecosystem.core import search
from ecosystem.core.clock import today
from resources.models import Lesson, Resource
from resources.trust import Trust, trust_of

KIND = "resource"
MOST_VIEWS = 999
MOST_OF_LESSONS = 300_000


def entry_of(resource: Any) -> dict[str, Any]:
    """The arguments of the search index for one resource, loaded `for_search`."""
    return {
        "object_id": resource.pk,
        "title": resource.title,
        "subtitle": resource.summary or resource.get_kind_display(),
        "body": "\n".join(filter(None, (resource.summary, resource.body, resource.lesson_words))),
        "url": reverse("resources:resource_page", args=[resource.pk]),
        "language": resource.language,
        "popularity": round(1000 * resource.usefulness) + min(resource.views, MOST_VIEWS),
        "skills": resource.skill_numbers or [],
        "quality": round(1000 * resource.usefulness),
        "holds_until": resource.verify_by,
        "facts": _facts(resource),
    }


def _facts(resource: Any) -> dict[str, Any]:
    """What the badge of a hit needs; what is empty is left out."""
    facts = {
        "kind": resource.kind,
        "verified": resource.verified_on and resource.verified_on.isoformat(),
        "against": resource.against,
        "outdated": resource.outdated,
        "minutes": resource.minutes,
    }
    return {name: value for name, value in facts.items() if value}


def _for_search() -> Any:
    """Published, with the numbers of their skills, what trust is made of, and of a course the words of its lessons."""
    words = Concat("title", Value("\n"), "body", output_field=TextField())
    said = StringAgg(words, "\n", order_by="position")
    lessons = Lesson.objects.filter(resource=OuterRef("pk")).order_by().values("resource").annotate(said=said)
    return (
        Resource.objects.published()
        .with_trust()
        .annotate(
            skill_numbers=ArrayAgg("skills__skill", default=None),
            lesson_words=Subquery(lessons.values(words=Left("said", MOST_OF_LESSONS))),
        )
    )


def index_resource(resource: Resource) -> None:
    """Add, replace or forget its entry."""
    found = _for_search().filter(pk=resource.pk).first() if resource.state == Resource.State.PUBLISHED else None
    if found is None:
        search.remove(KIND, resource.pk)
    else:
        search.index(KIND, **entry_of(found))


def resources_to_find(person: Any) -> Q:
    """What was published is everybody's; nothing else has an entry."""
    return Q()


def all_resources() -> Iterator[dict[str, Any]]:
    for resource in _for_search().iterator(chunk_size=2000):
        yield entry_of(resource)


def badge_of(hit: search.Hit) -> Trust:
    """How far a hit can be relied on today, as its own page says it."""
    verified = hit.facts.get("verified")
    known = SimpleNamespace(
        state=Resource.State.PUBLISHED,
        kind=hit.facts.get("kind", ""),
        verify_by=hit.holds_until,
        verified_on=verified and dt.date.fromisoformat(verified),
        against=hit.facts.get("against"),
        outdated=hit.facts.get("outdated", 0),
    )
    return trust_of(known, today())
