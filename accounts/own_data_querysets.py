"""Copies of one's own data, and erasures: adjectives that chain; each docstring is the rule."""

import datetime as dt
from typing import TYPE_CHECKING, Self

from django.db import models

if TYPE_CHECKING:
    from accounts.models import Person


class DataExportQuerySet(models.QuerySet):
    def visible_to(self, person: "Person") -> Self:
        """One's own."""
        return self.filter(person=person)

    def waiting(self) -> Self:
        """Asked for, not built yet."""
        return self.filter(ready_at=None)

    def at_hand(self, moment: dt.datetime) -> Self:
        """Waiting, or ready and not expired."""
        return self.filter(models.Q(ready_at=None) | models.Q(expires_at__gt=moment))

    def expired(self, moment: dt.datetime) -> Self:
        return self.filter(expires_at__lte=moment)


class ErasureQuerySet(models.QuerySet):
    def visible_to(self, person: "Person") -> Self:
        """Administrators."""
        return self if person.is_administrator else self.none()

    def for_page(self) -> Self:
        return self.select_related("person", "asked_by", "confirmed_by", "withdrawn_by")

    def standing(self) -> Self:
        """Not taken back."""
        return self.exclude(state="withdrawn")
