"""Paths and enrolments: adjectives that chain; each docstring is the rule."""

import datetime as dt
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

if TYPE_CHECKING:
    from accounts.models import Person
    from resources.models import Resource


class PathQuerySet(models.QuerySet):
    def visible_to(self, person: "Person") -> Self:
        """What was published is everybody's; a draft its owner's."""
        return self.filter(~Q(state="draft") | Q(owner=person))

    def published(self) -> Self:
        return self.filter(state="published")

    def not_too_easy_for(self, person: "Person") -> Self:
        """But for those to a level that the person called too easy in the skill."""
        from goals.models import OfferAnswer

        said = OfferAnswer.objects.filter(person=person, kind="too_easy", skill=OuterRef("skill_id"))
        return self.filter(~Exists(said.filter(level__gte=OuterRef("to_level"))))

    def that_use(self, resource: "Resource") -> Self:
        """Published ones with a step that is this resource today."""
        from goals.models import PathStep

        steps = PathStep.objects.current().filter(resource=resource)
        return self.published().filter(pk__in=steps.values("path"))

    def for_page(self) -> Self:
        """With its owner, skill and role."""
        return self.select_related("owner", "skill", "job_role")

    def for_list(self) -> Self:
        """The same, with how many steps it asks for, how many minutes they take, and how many more one may take."""
        return self.for_page().annotate(
            steps_count=Coalesce(_of_steps(Count("pk")), 0),
            optional_count=Coalesce(_of_steps(Count("pk"), optional=True), 0),
            minutes=Coalesce(_of_steps(Sum(Coalesce("minutes", "resource__minutes", 0))), 0),
        )


def _of_steps(figure: models.Aggregate, *, optional: bool = False) -> Subquery:
    """A figure over the steps that a path asks for today, or over the optional ones."""
    from goals.models import PathStep

    steps = PathStep.objects.current().filter(path=OuterRef("pk"), optional=optional).order_by().values("path")
    return Subquery(steps.annotate(figure=figure).values("figure"), output_field=IntegerField())


class PathStepQuerySet(models.QuerySet):
    def current(self) -> Self:
        """Part of the path today."""
        return self.filter(until_number=None)

    def of_number(self, number: int | F) -> Self:
        """Part of the path as it stood under this number."""
        return self.filter(Q(until_number=None) | Q(until_number__gte=number), since_number__lte=number)

    def for_page(self) -> Self:
        """With what it is; `.outdated` and `.against` say of its resource what `with_trust` says of one."""
        from resources.models import Reaction, Verification

        doubts = Reaction.objects.filter(resource=OuterRef("resource"), kind="outdated", answered_at=None).order_by()
        last = Verification.objects.filter(resource=OuterRef("resource")).order_by("-on", "-pk")
        return self.select_related("resource", "person").annotate(
            outdated=Coalesce(Subquery(doubts.values("resource").annotate(n=Count("pk")).values("n")), 0),
            against=Subquery(last.values("against")[:1]),
        )


class EnrolmentQuerySet(models.QuerySet):
    def visible_to(self, person: "Person") -> Self:
        """One's own."""
        return self.filter(person=person)

    def running(self) -> Self:
        """Neither finished nor left."""
        return self.filter(finished_at=None, left_at=None)

    def shown(self, since: dt.datetime) -> Self:
        """Running ones, and those finished since then that wait for a word on whether it was worth it."""
        return self.filter(Q(finished_at=None) | Q(finished_at__gte=since, worth_it=None), left_at=None)

    def for_page(self) -> Self:
        """With the path and the goal that it serves."""
        return self.select_related("path__skill", "goal")


def latest_of(enrolments: QuerySet) -> QuerySet:
    """The running one first, else the one that ended last."""
    return enrolments.order_by(F("finished_at").desc(nulls_first=True), "-pk")
