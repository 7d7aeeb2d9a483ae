"""Messages: adjectives that chain; each docstring is the rule."""

import datetime as dt
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce

from ecosystem.core.clock import now, today
from resources.models import Resource

if TYPE_CHECKING:
    from accounts.models import Person
    from goals.models import Objective

NEW_FOR = dt.timedelta(days=30)


class MessageQuerySet(models.QuerySet):
    def visible_to(self, person: "Person") -> Self:
        """As the resource that carries it: what was published is everybody's."""
        return self.filter(resource__in=Resource.objects.visible_to(person).values("pk"))

    def published(self) -> Self:
        return self.filter(resource__state="published")

    def for_panel(self) -> Self:
        """With its words, its author, what it is about and for whom it is."""
        return self.select_related("resource", "author", "objective", "key_result", "theme", "unit")

    def for_list(self) -> Self:
        """The same, with `.waiting` questions; those with any first, then the newest."""
        open_ones = questions_waiting().filter(resource=OuterRef("pk")).order_by().values("resource")
        counted = Subquery(open_ones.annotate(n=Count("pk")).values("n"))
        rows = self.for_panel().annotate(waiting=Coalesce(counted, 0))
        return rows.order_by(Case(When(waiting__gt=0, then=0), default=1), "-resource__published_at", "-pk")

    def by(self, person: "Person") -> Self:
        """One's own; L&D all, as they help with the answers."""
        return self if person.is_learning else self.filter(author=person)

    def about(self, objective: "Objective") -> Self:
        """On an objective or one of its key results, the latest first."""
        on_it = Q(objective=objective) | Q(key_result__objective=objective)
        return self.published().filter(on_it).select_related("resource", "author").order_by("-resource__published_at")

    def meant_for(self, person: "Person") -> Self:
        """To the whole company, or to a unit that the person is in today, or one above it."""
        from accounts.models import UnitClosure, UnitMembership

        units = UnitMembership.objects.on(today()).filter(person=person).values("unit_id")
        above = UnitClosure.objects.filter(descendant__in=units).values("ancestor_id")
        return self.filter(Q(unit=None) | Q(unit__in=above))

    def new_for(self, person: "Person") -> Self:
        """Meant for them, at most 30 days old, neither read nor put aside, and not their own."""
        from goals.models import MessageReading

        answered = MessageReading.objects.filter(message=OuterRef("pk"), person=person)
        fresh = self.published().filter(resource__published_at__gte=now() - NEW_FOR)
        return fresh.meant_for(person).exclude(author=person).filter(~Exists(answered))


def questions_waiting() -> QuerySet[Any]:
    """Questions of others to which whoever owns the resource has not answered, and no answer was accepted."""
    from resources.models import Answer, Question

    own = Answer.objects.filter(question=OuterRef("pk"), author=OuterRef("resource__owner"))
    return Question.objects.filter(~Exists(own), accepted=None).exclude(author=F("resource__owner"))
