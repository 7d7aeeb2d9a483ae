"""Office hours, mentoring and coffee: adjectives that chain; each docstring is the rule."""

import datetime as dt
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import OuterRef, Q, Subquery

if TYPE_CHECKING:
    from accounts.models import Person, Skill


class OfficeHoursQuerySet(models.QuerySet):
    def visible_to(self, person: "Person") -> Self:
        """Everybody."""
        return self

    def running(self) -> Self:
        return self.filter(ended_at=None, person__is_active=True)

    def for_list(self) -> Self:
        return self.select_related("person", "skill", "guild").order_by("person__full_name", "pk")

    def with_next(self, moment: dt.datetime) -> Self:
        """`.next_free`: when its next quarter begins that nobody booked; None without one."""
        from guilds.models import Slot

        free = Slot.objects.free(moment).filter(hours=OuterRef("pk")).order_by("starts_at")
        return self.annotate(next_free=Subquery(free.values("starts_at")[:1]))

    def on(self, skill: "Skill | None") -> Self:
        """About this skill; None narrows nothing."""
        return self.filter(skill=skill) if skill else self


class SlotQuerySet(models.QuerySet):
    def visible_to(self, person: "Person") -> Self:
        """Free ones everybody; a booked one whose hours it is in and who booked it, nobody else."""
        return self.filter(Q(state="free") | Q(hours__person=person) | Q(booked_by=person))

    def free(self, moment: dt.datetime) -> Self:
        return self.filter(state="free", starts_at__gt=moment)

    def for_page(self) -> Self:
        return self.select_related("hours__person", "booked_by")


class MentoringQuerySet(models.QuerySet):
    def visible_to(self, person: "Person") -> Self:
        """The two, nobody else."""
        return self.filter(Q(mentor=person) | Q(learner=person))

    def under_way(self) -> Self:
        return self.filter(state="active")

    def for_page(self) -> Self:
        return self.select_related("mentor", "learner", "skill")


class CoffeePairQuerySet(models.QuerySet):
    def visible_to(self, person: "Person") -> Self:
        """Those who meet, nobody else."""
        return self.filter(Q(a=person) | Q(b=person) | Q(c=person))
