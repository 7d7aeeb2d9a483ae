"""Adjectives that chain; each docstring is the rule. `visible_to` says which rows somebody may know of."""

import datetime as dt
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Count, Exists, OuterRef, Prefetch, Q

if TYPE_CHECKING:
    from accounts.models import Person

DOUBTS = ("outdated", "not_useful")
STALE_AFTER = dt.timedelta(days=30)


class ResourceQuerySet(models.QuerySet):
    def visible_to(self, person: "Person") -> Self:
        """What was published is everybody's, archived ones by their link; a draft is its authors'."""
        from resources.models import CoAuthor

        with_me = CoAuthor.objects.filter(resource=OuterRef("pk"), person=person)
        return self.filter(~Q(state="draft") | Q(owner=person) | Exists(with_me))

    def published(self) -> Self:
        return self.filter(state="published")

    def due(self, day: dt.date) -> Self:
        """Verify-by passed by at most 30 days."""
        return self.published().filter(verify_by__lt=day, verify_by__gte=day - STALE_AFTER)

    def stale(self, day: dt.date) -> Self:
        return self.published().filter(verify_by__lt=day - STALE_AFTER)

    def of(self, person: "Person") -> Self:
        """Owned or co-authored."""
        return self.filter(Q(owner=person) | Q(co_authors__person=person)).distinct()

    def without_owner(self) -> Self:
        """Nobody, or somebody who is no longer here, owns it."""
        return self.filter(Q(owner=None) | Q(owner__is_active=False))

    def with_doubts(self) -> Self:
        """`.doubts`: how many say “outdated” or “not useful” and wait for an answer; `.outdated`: those of the first kind."""
        waiting = Q(reactions__answered_at=None)
        return self.annotate(
            doubts=Count("reactions", waiting & Q(reactions__kind__in=DOUBTS), distinct=True),
            outdated=Count("reactions", waiting & Q(reactions__kind="outdated"), distinct=True),
        )

    def for_list(self) -> Self:
        from resources.models import ResourceSkill

        skills = ResourceSkill.objects.select_related("skill").order_by("skill__name")
        return self.select_related("owner").prefetch_related(Prefetch("skills", skills))

    def for_page(self) -> Self:
        """With its people, skills, picks and the latest verification."""
        from resources.models import Verification

        vouched = Verification.objects.select_related("by").order_by("-on", "-pk")
        return (
            self.for_list()
            .select_related("superseded_by")
            .prefetch_related("co_authors__person", "picks__person", Prefetch("verifications", vouched))
        )


class _OfResource(models.QuerySet):
    """Rows that belong to a resource follow it."""

    def visible_to(self, person: "Person") -> Self:
        from resources.models import Resource

        return self.filter(resource__in=Resource.objects.visible_to(person).values("pk"))


class DraftQuerySet(models.QuerySet):
    def visible_to(self, person: "Person") -> Self:
        """One's own."""
        return self.filter(person=person)


class ResourceFileQuerySet(models.QuerySet):
    def visible_to(self, person: "Person") -> Self:
        """One's own, and those of resources that one may read."""
        from resources.models import Resource

        return self.filter(Q(owner=person) | Q(resource__in=Resource.objects.visible_to(person).values("pk")))


class ProposedEditQuerySet(models.QuerySet):
    def visible_to(self, person: "Person") -> Self:
        """One's own, those of resources that one writes; L&D all, as they may retire and re-own."""
        if person.is_learning:
            return self
        return self.filter(
            Q(author=person) | Q(resource__owner=person) | Q(resource__co_authors__person=person)
        ).distinct()

    def open(self) -> Self:
        return self.filter(state="open")


class QuestionQuerySet(_OfResource):
    def for_page(self) -> Self:
        from resources.models import Answer

        answers = Answer.objects.select_related("author").order_by("created_at", "pk")
        return self.select_related("author").prefetch_related(Prefetch("answers", answers)).order_by("-created_at")


class AnswerQuerySet(models.QuerySet):
    def visible_to(self, person: "Person") -> Self:
        from resources.models import Resource

        return self.filter(question__resource__in=Resource.objects.visible_to(person).values("pk"))


class ReviewQuerySet(models.QuerySet):
    def visible_to(self, person: "Person") -> Self:
        """The reviewer's and the authors'."""
        return self.filter(
            Q(reviewer=person) | Q(resource__owner=person) | Q(resource__co_authors__person=person)
        ).distinct()

    def open(self) -> Self:
        return self.filter(state="open")


class ReactionQuerySet(_OfResource):
    def waiting(self) -> Self:
        """Doubts without an answer."""
        return self.filter(kind__in=DOUBTS, answered_at=None)


class PickQuerySet(_OfResource):
    def on(self, day: dt.date) -> Self:
        return self.filter(until__gte=day)
