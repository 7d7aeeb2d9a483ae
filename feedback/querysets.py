"""Adjectives that chain; each docstring is the rule. `visible_to` says which rows somebody may know of."""

import datetime as dt
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Count, F, Prefetch, Q

if TYPE_CHECKING:
    from accounts.models import Person

WAITING = ("open", "accepted")
UNSETTLED = (*WAITING, "claimed")


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

    def with_numbers(self) -> Self:
        """`.people`: how many need it."""
        return self.annotate(people=Count("reporters"))

    def for_list(self) -> Self:
        return self.with_numbers().select_related("skill", "turn", "claimed_by", "result")

    def for_page(self) -> Self:
        from feedback.models import NeedMove

        moves = NeedMove.objects.select_related("actor").order_by("at", "pk")
        return self.for_list().select_related("about", "merged_into").prefetch_related(Prefetch("moves", moves))

    def most_needed(self) -> Self:
        return self.order_by("-people", F("reported_at").asc())


class NeedReporterQuerySet(models.QuerySet):
    def visible_to(self, person: "Person") -> Self:
        """One's own and those who gave their name; L&D all."""
        if person.is_learning:
            return self
        return self.filter(Q(person=person) | Q(anonymous=False))
