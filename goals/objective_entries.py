"""What search knows of objectives: those of company and units for everybody, personal ones for whom they are shared with."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Q
from django.urls import reverse

from accounts.querysets import direct_reports
from ecosystem.core import search
from goals.models import Objective

KIND = "objective"
EVERYONE = "everyone"


def entry_of(objective: Objective) -> dict[str, Any]:
    """The arguments of the search index for one objective; its reasons stay out, so that only the title is matched."""
    theirs = objective.level == Objective.Level.PERSON and objective.visibility != EVERYONE
    return {
        "object_id": objective.pk,
        "title": objective.title,
        "subtitle": ", ".join(filter(None, [objective.code, str(objective.unit or "")])),
        "url": reverse("goals:objective_page", args=[objective.pk]),
        "audience": f"owner:{objective.owner_id}" if theirs else EVERYONE,
        "skills": [critical.target.skill_id for critical in objective.critical_skills.all()],
        "popularity": 900,
    }


def index_objective(objective: Objective) -> None:
    """Add, replace or forget its entry: drafts and ended ones are not found."""
    found = _to_find().filter(pk=objective.pk).first()
    if found is None:
        search.remove(KIND, objective.pk)
    else:
        search.index(KIND, **entry_of(found))


def objectives_to_find(person: Any) -> Q:
    """What everybody may read, one's own, and what direct reports share with their manager."""
    shared = Objective.objects.active().filter(level="person", visibility="manager", owner__in=direct_reports(person))
    return Q(audience=EVERYONE) | Q(audience=search.whose("owner", person)) | Q(object_id__in=shared.values("pk"))


def all_objectives() -> Iterator[dict[str, Any]]:
    for objective in _to_find().iterator(chunk_size=2000):
        yield entry_of(objective)


def _to_find() -> Any:
    return Objective.objects.active().select_related("unit").prefetch_related("critical_skills__target")
