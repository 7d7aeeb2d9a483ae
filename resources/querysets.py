"""Adjectives that chain; each docstring is the rule. `visible_to` says which rows somebody may know of."""

import datetime as dt
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Case, Count, Exists, OuterRef, Prefetch, Q, Subquery, When
from django.db.models.functions import Coalesce

from resources.freshness import DOUBTED_FROM, HALF_LIFE

if TYPE_CHECKING:
    from accounts.models import Person

DOUBTS = ("outdated", "not_useful")
PICKS_ON_HOME = 2
STALE_AFTER = dt.timedelta(days=30)
FRESH_AGES, STANDING_AGES = (1, 0), (2, 1)  # in half-lives, undoubted and doubted: F ≥ .5 and F ≥ .25


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

    def not_stale(self, day: dt.date) -> Self:
        return self.filter(Q(verify_by=None) | Q(verify_by__gte=day - STALE_AFTER))

    def of(self, person: "Person") -> Self:
        """Owned or co-authored."""
        from resources.models import CoAuthor

        with_others = CoAuthor.objects.filter(person=person).order_by().values("resource")
        return self.filter(pk__in=self.model._base_manager.filter(owner=person).values("pk").union(with_others))

    def without_owner(self) -> Self:
        """Nobody, or somebody who is no longer here, owns it: both looked up apart, so that not all are read for it."""
        rows = self.model._base_manager.order_by()
        left = rows.filter(owner__is_active=False).values("pk")
        return self.filter(pk__in=rows.filter(owner=None).values("pk").union(left, all=True))

    def with_doubts(self) -> Self:
        """`.doubts`: how many say “outdated” or “not useful” and wait for an answer; `.outdated`: those of the first kind."""
        waiting = Q(reactions__answered_at=None)
        return self.annotate(
            doubts=Count("reactions", waiting & Q(reactions__kind__in=DOUBTS), distinct=True),
            outdated=Count("reactions", waiting & Q(reactions__kind="outdated"), distinct=True),
        )

    def with_trust(self) -> Self:
        """`.outdated`: how many say so and wait for an answer. `.against`: what it was verified against last, if ever."""
        from resources.models import Reaction, Verification

        doubts = Reaction.objects.filter(resource=OuterRef("pk"), kind="outdated", answered_at=None).order_by()
        last = Verification.objects.filter(resource=OuterRef("pk")).order_by("-on", "-pk")
        return self.annotate(
            outdated=Coalesce(Subquery(doubts.values("resource").annotate(n=Count("pk")).values("n")), 0),
            against=Subquery(last.values("against")[:1]),
        )

    def as_fresh_as(self, word: str, day: dt.date) -> Self:
        """`fresh`, `ageing` or `old` on that day, as `resources.freshness` has it: one condition per half-life."""
        fresh = self._at_least(FRESH_AGES, day)
        if word == "fresh":
            return self.filter(fresh)
        standing = self._at_least(STANDING_AGES, day)
        return self.filter(standing & ~fresh) if word == "ageing" else self.filter(~standing)

    def with_badge(self, word: str, day: dt.date) -> Self:
        """As the badges say it: `due` and `stale` come before how fresh it is; `ageing` is what of the rest is not fresh."""
        if word in ("due", "stale"):
            return self.stale(day) if word == "stale" else self.due(day)
        held = self.filter(Q(verify_by=None) | Q(verify_by__gte=day))
        fresh = self._at_least(FRESH_AGES, day)
        return held.filter(fresh if word == "fresh" else ~fresh)

    @staticmethod
    def _at_least(ages: tuple[int, int], day: dt.date) -> Q:
        """Verified at most so many half-lives ago: one number where nobody doubts it, one where two or more do."""
        from resources.models import Reaction

        waiting = Reaction.objects.filter(kind="outdated", answered_at=None).order_by().values("resource")
        doubted = Q(pk__in=waiting.annotate(n=Count("pk")).filter(n__gte=DOUBTED_FROM).values("resource"))
        condition = ~Q(kind__in=HALF_LIFE)
        for kind, days in HALF_LIFE.items():
            calm, doubtful = (day - dt.timedelta(days=days * age) for age in ages)
            recent = Q(verified_on__gte=doubtful) | (Q(verified_on__gte=calm) & ~doubted)
            condition |= Q(kind=kind) & Q(verified_on__isnull=False) & recent
        return condition

    def best_first(self) -> Self:
        return self.order_by("-usefulness", "-pk")

    def for_list(self) -> Self:
        from resources.models import ResourceSkill

        skills = ResourceSkill.objects.select_related("skill").order_by("skill__name")
        return self.select_related("owner").prefetch_related(Prefetch("skills", skills))

    def for_page(self) -> Self:
        """With its people, skills, picks, files and the message that it is; `.vouched_on` and `.vouched_by` of the latest
        verification, `.asked`: how many questions there are, and `.asked_for`: whether L&D asked somebody to write it."""
        from resources.models import CoAuthor, Pick, Question, Verification, WritingRequest

        last = Verification.objects.filter(resource=OuterRef("pk")).order_by("-on", "-pk")
        asked = Question.objects.filter(resource=OuterRef("pk")).order_by().values("resource")
        return (
            self.for_list()
            .with_trust()
            .select_related("superseded_by", "link_check", "message__author", "message__unit")
            .annotate(
                vouched_on=Subquery(last.values("on")[:1]),
                vouched_by=Subquery(last.values("by__full_name")[:1]),
                asked=Coalesce(Subquery(asked.annotate(n=Count("pk")).values("n")), 0),
                asked_for=Exists(WritingRequest.objects.filter(resource=OuterRef("pk"), state="written")),
            )
            .prefetch_related(
                Prefetch("co_authors", CoAuthor.objects.select_related("person")),
                Prefetch("picks", Pick.objects.select_related("person")),
                "files",
            )
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

    def for_page(self) -> Self:
        """With its resource, who proposed it and who decided."""
        return self.select_related("resource", "author", "decided_by")


class QuestionQuerySet(_OfResource):
    def for_list(self) -> Self:
        """With who asked, the accepted answer and `.replies`; the latest first."""
        rows = self.select_related("author", "accepted__author").annotate(replies=Count("answers"))
        return rows.order_by("-created_at", "-pk")

    def for_page(self) -> Self:
        """With its resource, the answers and who was invited."""
        from resources.models import Answer

        answers = Answer.objects.select_related("author").order_by("created_at", "pk")
        rows = self.select_related("author", "resource")
        return rows.prefetch_related(Prefetch("answers", answers), "invitations__person", "resource__co_authors")


class AnswerQuerySet(models.QuerySet):
    def visible_to(self, person: "Person") -> Self:
        from resources.models import Resource

        return self.filter(question__resource__in=Resource.objects.visible_to(person).values("pk"))

    def for_page(self) -> Self:
        """With the question and its resource."""
        return self.select_related("question__resource", "author")


class ReviewQuerySet(models.QuerySet):
    def visible_to(self, person: "Person") -> Self:
        """The reviewer's and the authors'."""
        return self.filter(
            Q(reviewer=person) | Q(resource__owner=person) | Q(resource__co_authors__person=person)
        ).distinct()

    def open(self) -> Self:
        return self.filter(state="open")

    def for_page(self) -> Self:
        """With its resource, the reviewer and who asked."""
        return self.select_related("resource", "reviewer", "asked_by")


class ReactionQuerySet(models.QuerySet):
    def visible_to(self, person: "Person") -> Self:
        """One's own, and those to resources that one writes; L&D all. Who it was is shown to nobody else."""
        from resources.models import Resource

        if person.is_learning:
            return self
        return self.filter(Q(person=person) | Q(resource__in=Resource.objects.of(person).values("pk")))

    def waiting(self) -> Self:
        """Doubts without an answer."""
        return self.filter(kind__in=DOUBTS, answered_at=None)


class PickQuerySet(_OfResource):
    def on(self, day: dt.date) -> Self:
        return self.filter(until__gte=day)

    def put_forward(self, day: dt.date) -> Self:
        """What is put forward to everybody that day; home shows the first `PICKS_ON_HOME`.

        What executives picked comes first, then what others picked in their own words, then what was put forward at the
        bench; the latest of each first.
        """
        from accounts.models import AccessRole, RoleGrant

        leads = RoleGrant.objects.active().filter(person=OuterRef("person"), role=AccessRole.EXECUTIVE)
        turn = Case(When(reason="", then=2), When(Exists(leads), then=0), default=1)
        return self.on(day).filter(resource__state="published").order_by(turn, "-at", "-pk")


class GardenActQuerySet(models.QuerySet):
    def visible_to(self, person: "Person") -> Self:
        """One's own acts."""
        return self.filter(by=person)

    def standing(self) -> Self:
        """Not undone."""
        return self.filter(undone_at=None)

    def latest_of(self, person: "Person") -> Self:
        """The last ten of somebody that can be undone."""
        return self.standing().filter(by=person).select_related("resource", "skill").order_by("-at", "-pk")[:10]


class WritingRequestQuerySet(models.QuerySet):
    def visible_to(self, person: "Person") -> Self:
        """Those to oneself; L&D all."""
        return self if person.is_learning else self.filter(person=person)

    def open(self) -> Self:
        """Waits for an answer, or is being written."""
        return self.filter(state__in=("asked", "accepted"))

    def for_page(self) -> Self:
        """With the skill, both people and what was written."""
        return self.select_related("skill", "person", "asked_by", "instead", "resource")
