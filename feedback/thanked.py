"""The thanks that somebody lets everybody read, for their page."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef
from django.db.models.functions import JSONObject

from feedback.models import Thanks

SHOWN = 5


def public_thanks() -> ArraySubquery:
    """For the row of a person: the latest five, with who thanked and for what."""
    rows = Thanks.objects.filter(person=OuterRef("pk"), public=True, by__isnull=False).exclude(resource__state="draft")
    told = JSONObject(pk=F("pk"), title=F("resource__title"), name=F("by__full_name"))
    return ArraySubquery(rows.order_by("-at", "-pk").values_list(told)[:SHOWN])
