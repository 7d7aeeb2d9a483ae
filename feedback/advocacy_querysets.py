"""Money given and thanks: adjectives that chain; each docstring is the rule."""

import datetime as dt
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Case, Q, When

from guilds.models import Guild

if TYPE_CHECKING:
    from accounts.models import Person


class FundingQuerySet(models.QuerySet):
    def visible_to(self, person: "Person") -> Self:
        """Of needs everybody; of guilds and their sessions those who read the budget. Who gave it and who sees to it always."""
        reads = Q(guild__in=Guild.objects.of(person)) | Q(guild__sponsor=person)
        if person.is_learning:
            reads |= Q(guild__in=Guild.objects.visible_to(person))
        return self.filter(Q(need__isnull=False) | Q(by=person) | Q(owner=person) | reads)

    def to_review(self, day: dt.date) -> Self:
        """The day to look at it again has come, and nobody has said yet what came of it."""
        return self.filter(review_on__lte=day, reviewed_at=None)

    def asking(self) -> Self:
        """`.asked`: who says what came of it, which is who gave it, or whoever sees to it where they have left."""
        here = When(by__is_active=True, then="by")
        return self.annotate(asked=Case(here, When(owner__is_active=True, then="owner"))).filter(asked__isnull=False)

    def for_page(self) -> Self:
        return self.select_related("by", "owner", "need", "guild", "session")


class ThanksQuerySet(models.QuerySet):
    def visible_to(self, person: "Person") -> Self:
        """Both sides; everybody what the one thanked made public, of what everybody may read."""
        shown = Q(public=True) & ~Q(resource__state="draft")
        return self.filter(Q(by=person) | Q(person=person) | shown)

    def for_page(self) -> Self:
        return self.select_related("by", "person", "resource")
