"""What people ask of one another about skills: who may know of it, and what still waits."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from accounts.querysets import direct_reports

if TYPE_CHECKING:
    from accounts.models import Person

OPEN, ACCEPTED = "open", "accepted"


class HelpRequestQuerySet(models.QuerySet):
    def open(self) -> Self:
        """Not answered and not taken back."""
        return self.filter(state=OPEN)

    def standing(self) -> Self:
        """Open or accepted: what takes a place, or may."""
        return self.filter(state__in=[OPEN, ACCEPTED])

    def visible_to(self, person: "Person") -> Self:
        """Who asks and who is asked; nobody else."""
        return self.filter(Q(person=person) | Q(teacher=person))

    def for_page(self) -> Self:
        """With both people and the skill."""
        return self.select_related("person", "teacher", "skill")


class PeerRequestQuerySet(models.QuerySet):
    def open(self) -> Self:
        """Neither answered nor declined nor taken back."""
        return self.filter(state=OPEN)

    def visible_to(self, person: "Person") -> Self:
        """Who asks and who is asked; nobody else."""
        return self.filter(Q(person=person) | Q(peer=person))

    def for_page(self) -> Self:
        """With both people and the skill."""
        return self.select_related("person", "peer", "skill")


class AssessmentDisputeQuerySet(models.QuerySet):
    def open(self) -> Self:
        """Neither answered nor taken back."""
        return self.filter(answered_at=None, withdrawn_at=None)

    def visible_to(self, person: "Person") -> Self:
        """Whose level it is, and their line manager of today, who has to answer."""
        return self.filter(Q(person=person) | Q(person__in=direct_reports(person)))

    def for_page(self) -> Self:
        """With the person, the skill and who answered."""
        return self.select_related("person", "skill", "answered_by")
