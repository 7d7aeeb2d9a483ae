"""Adjectives that chain; each docstring is the rule. `visible_to` says which rows somebody may know of."""

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING, Self

from django.contrib.postgres.search import TrigramSimilarity, TrigramWordSimilarity
from django.db import models
from django.db.models import Case, Count, Exists, OuterRef, Prefetch, Q, Subquery, When
from django.db.models.functions import Coalesce, Greatest

from accounts.models import UnitClosure, UnitMembership
from ecosystem.core.clock import today

if TYPE_CHECKING:
    from accounts.models import Person, Skill, Unit

WAITING = ("open", "accepted")
UNSETTLED = (*WAITING, "claimed")
ALIKE_IN_SKILL = 0.15


class NeedQuerySet(models.QuerySet):
    def visible_to(self, person: "Person") -> Self:
        """Everybody: text, status and way of a need are open to all; who reported it is not."""
        return self

    def unsettled(self) -> Self:
        """Neither resolved nor declined nor merged."""
        return self.filter(status__in=UNSETTLED)

    def waiting(self) -> Self:
        """For somebody's answer."""
        return self.filter(status__in=WAITING)

    def in_hand_of(self, person: "Person") -> Self:
        """Whose answer is awaited; L&D answer for all that nobody in particular holds."""
        mine = Q(turn=person)
        if person.is_learning:
            mine |= Q(hop="learning", turn=None)
        return self.waiting().filter(mine)

    def to_ask_again(self, day: dt.date) -> Self:
        """Resolved, and the day has come to ask the reporters."""
        return self.filter(status="resolved", closed_at=None, ask_again_on__lte=day)

    def reported_by(self, person: "Person") -> Self:
        """Those that somebody reported or joined; `.my_word` is what they said of whether it helped."""
        from feedback.models import NeedReporter

        own = NeedReporter.objects.filter(need=OuterRef("pk"), person=person)
        return self.filter(Exists(own)).annotate(my_word=Subquery(own.values("helped")[:1]))

    def to_tell(self, person: "Person") -> Self:
        """Answered, the day to ask has come, and this reporter has not said yet whether it helped."""
        from feedback.models import NeedReporter

        unsaid = NeedReporter.objects.filter(person=person, helped=None)
        return self.filter(pk__in=unsaid.values("need"), status="resolved", closed_at=None, ask_again_on__lte=today())

    def from_unit(self, unit: "Unit") -> Self:
        """Reported by name by people who are today in the unit or below it; whoever keeps the name back counts nowhere."""
        from feedback.models import NeedReporter

        below = UnitClosure.objects.filter(ancestor=unit).values("descendant")
        people = UnitMembership.objects.on(today()).filter(unit__in=below).values("person")
        return self.filter(Exists(NeedReporter.objects.filter(need=OuterRef("pk"), anonymous=False, person__in=people)))

    def for_board(self, person: "Person") -> Self:
        """`.mine`: whether the viewer needs it too."""
        from feedback.models import NeedReporter

        own = NeedReporter.objects.filter(need=OuterRef("pk"), person=person)
        return self.for_list().annotate(mine=Exists(own))

    def in_stage(self, stage: str) -> Self:
        """One column of the board: a status, where what is resolved is answered or, once confirmed, closed."""
        if stage == "closed":
            return self.filter(status="resolved", closed_at__isnull=False)
        return self.filter(status=stage, closed_at=None)

    def first_of_each_stage(self, stages: Iterable[str], most: int) -> Self:
        """At most so many of each column, the most needed and oldest first."""
        first, *others = (self.in_stage(stage).most_needed().values("pk")[:most] for stage in stages)
        return self.filter(pk__in=first.union(*others, all=True)).most_needed()

    def alike(self, words: str, skill: "Skill | None" = None) -> Self:
        """Open needs whose words are near to these, the nearest first; those of the same skill count sooner."""
        near = Greatest(TrigramSimilarity("words", words), TrigramWordSimilarity(words, "words"))
        close = Q(words__trigram_similar=words) | Q(words__trigram_word_similar=words)
        if skill is not None:
            close |= Q(skill=skill, near__gte=ALIKE_IN_SKILL)
        return self.unsettled().annotate(near=near).filter(close).order_by("-near", "-pk")

    def for_list(self) -> Self:
        return self.select_related("skill", "turn", "claimed_by", "result")

    def for_page(self) -> Self:
        """With its way, the newest step first; who joined is told as a number."""
        from feedback.models import Funding, NeedMove

        moves = NeedMove.objects.exclude(kind="joined").select_related("actor").order_by("-at", "-pk")
        given = Prefetch(
            "fundings", Funding.objects.select_related("by", "owner").order_by("given_at"), to_attr="money"
        )
        return self.for_list().select_related("about", "merged_into").prefetch_related(Prefetch("moves", moves), given)

    def most_needed(self) -> Self:
        return self.order_by("-people", "reported_at", "pk")


class NeedReporterQuerySet(models.QuerySet):
    def visible_to(self, person: "Person") -> Self:
        """One's own and those who gave their name; L&D all."""
        if person.is_learning:
            return self
        return self.filter(Q(person=person) | Q(anonymous=False))

    def for_page(self, person: "Person") -> Self:
        """Those whom somebody may know of, with oneself first."""
        own = Case(When(person=person, then=0), default=1)
        return self.visible_to(person).select_related("person").order_by(own, "at", "pk")


class NeedsSnapshotQuerySet(models.QuerySet):
    def visible_to(self, person: "Person") -> Self:
        """L&D and executives, like the table that it is of."""
        return self if person.is_learning or person.is_executive else self.none()

    def for_list(self) -> Self:
        """With who kept it, the newest first."""
        return self.select_related("by").order_by("-at", "-pk")


def needs_to_answer() -> Coalesce:
    """For the sign-in query: how many needs wait for the answer of this very person."""
    from feedback.models import Need

    held = Need.objects.filter(status="open", turn=OuterRef("pk")).order_by().values("turn").values_list(Count("pk"))
    return Coalesce(Subquery(held), 0)
