"""Paths and enrolments: adjectives that chain; each docstring is the rule."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from accounts.models import Person


class PathQuerySet(models.QuerySet):
    def visible_to(self, person: "Person") -> Self:
        """What was published is everybody's; a draft its owner's."""
        return self.filter(~Q(state="draft") | Q(owner=person))

    def published(self) -> Self:
        return self.filter(state="published")


class EnrolmentQuerySet(models.QuerySet):
    def visible_to(self, person: "Person") -> Self:
        """One's own."""
        return self.filter(person=person)

    def running(self) -> Self:
        """Neither finished nor left."""
        return self.filter(finished_at=None, left_at=None)
