"""What a resource has led to, counted from what is stored: how often it was opened, and how many needs it closed."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from feedback.models import Need


@dataclass(frozen=True)
class Effect:
    used: int
    closed: int

    @property
    def words(self) -> str:
        """`used 140 times, closed 2 gaps`; what did not happen is left out."""
        parts = []
        if self.used:
            parts.append(ngettext("used once", "used %(n)d times", self.used) % {"n": self.used})
        if self.closed:
            parts.append(ngettext("closed one gap", "closed %(n)d gaps", self.closed) % {"n": self.closed})
        return _(", ").join(parts)


def with_effect(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Resources with `.closed`: the needs they answered whose reporters confirmed it, or that closed unchallenged."""
    met = Need.objects.filter(result=OuterRef("pk"), status="resolved", closed_at__isnull=False)
    counted = met.order_by().values("result").annotate(n=Count("pk")).values("n")
    return rows.annotate(closed=Coalesce(Subquery(counted), 0, output_field=IntegerField()))


def effect_of(resource: Any) -> Effect:
    """Of one loaded resource; one statement, unless `with_effect` brought it along."""
    if "closed" not in vars(resource):
        resource.closed = resource.needs_met.filter(status="resolved", closed_at__isnull=False).count()
    return Effect(resource.views, resource.closed)
