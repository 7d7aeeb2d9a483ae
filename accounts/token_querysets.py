"""Personal tokens: adjectives that chain; each docstring is the rule."""

import datetime as dt
from typing import TYPE_CHECKING, Self

from django.db import models

if TYPE_CHECKING:
    from accounts.models import Person


class AccessTokenQuerySet(models.QuerySet):
    def visible_to(self, person: "Person") -> Self:
        """One's own."""
        return self.filter(person=person)

    def live(self, day: dt.date) -> Self:
        """Neither revoked nor past its last day."""
        return self.filter(revoked_at=None, expires_on__gte=day)
