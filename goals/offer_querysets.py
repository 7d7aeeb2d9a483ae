"""What people said to offers: adjectives that chain; each docstring is the rule."""

import datetime as dt
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from goals.matching import REST_DAYS

if TYPE_CHECKING:
    from accounts.models import Person


class OfferAnswerQuerySet(models.QuerySet):
    def visible_to(self, person: "Person") -> Self:
        """One's own."""
        return self.filter(person=person)

    def counting_on(self, day: dt.date) -> Self:
        """“Too easy” until it is taken back, “not now” for 30 days."""
        return self.filter(Q(kind="too_easy") | Q(on__gt=day - dt.timedelta(days=REST_DAYS)))

    def for_list(self) -> Self:
        return self.select_related("skill").order_by("kind", "skill__name")
