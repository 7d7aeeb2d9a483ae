"""Campaigns of the skill round: who may know of them, which are running, and who has still to do their round."""

import datetime as dt
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import DateField, Exists, ExpressionWrapper, OuterRef, Q, Value
from django.db.models.functions import Cast

from ecosystem.core.clock import now

if TYPE_CHECKING:
    from accounts.models import Person


class SkillCampaignQuerySet(models.QuerySet):
    def visible_to(self, person: "Person") -> Self:
        """All for learning & development, none for anybody else: whoever is asked sees the request alone."""
        return self.all() if person.is_learning else self.none()

    def running(self, day: dt.date) -> Self:
        """Neither ended nor past their last day."""
        return self.filter(ended_at=None, last_day__gte=day)

    def to_look_after(self, day: dt.date) -> Self:
        """Running, or ended so lately that the last answers are not counted yet."""
        lately = day - dt.timedelta(days=7)
        return self.filter(Q(ended_at=None) | Q(ended_at__date__gte=lately), last_day__gte=lately)

    def for_list(self) -> Self:
        """With the units and who opened them, the latest first."""
        return self.select_related("opened_by").prefetch_related("units").order_by("-opened_at", "-pk")


class CampaignAskQuerySet(models.QuerySet):
    def open(self, day: dt.date) -> Self:
        """Not done, in a campaign that is running."""
        return self.filter(done_on=None, campaign__ended_at=None, campaign__last_day__gte=day)

    def at_work(self, day: dt.date) -> Self:
        """Of people who are still here and not on leave."""
        from accounts.models import Leave

        away = Leave.objects.on(day).values("person_id")
        return self.filter(person__is_active=True).exclude(person__in=away)


def is_asked() -> Exists:
    """Whether a campaign may still wait for the person of the outer query; a day too long, wherever the day ends."""
    from accounts.models import CampaignAsk

    yesterday = ExpressionWrapper(Cast(Value(now()), DateField()) - Value(1), output_field=DateField())
    running = {"campaign__ended_at": None, "campaign__last_day__gte": yesterday}
    return Exists(CampaignAsk.objects.filter(person=OuterRef("pk"), done_on=None, **running))
