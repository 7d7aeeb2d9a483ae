"""Lessons, and what people finished: adjectives that chain; each docstring is the rule."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Count, OuterRef, Subquery

if TYPE_CHECKING:
    from accounts.models import Person


class LessonQuerySet(models.QuerySet):
    def visible_to(self, person: "Person") -> Self:
        """Those of courses that one may read."""
        from resources.models import Resource

        return self.filter(resource__in=Resource.objects.visible_to(person).values("pk"))

    def for_page(self) -> Self:
        """With its course and its questions."""
        return self.select_related("resource__owner").prefetch_related("questions")

    def walked_by(self, person: "Person") -> Self:
        """Each with how many questions it has, and what the person did of it: when, how many right, how often tried."""
        from resources.models import CheckQuestion, LessonDone

        asked = CheckQuestion.objects.filter(lesson=OuterRef("pk")).order_by().values("lesson")
        mine = LessonDone.objects.filter(lesson=OuterRef("pk"), person=person)
        return self.annotate(
            asked=Subquery(asked.annotate(n=Count("pk")).values("n")),
            done_at=Subquery(mine.values("at")),
            done_right=Subquery(mine.values("right")),
        )


class CompletionQuerySet(models.QuerySet):
    def visible_to(self, person: "Person") -> Self:
        """One's own."""
        return self.filter(person=person)

    def for_page(self) -> Self:
        """With the resource and the evidence that was made of it."""
        return self.select_related("resource", "evidence")
