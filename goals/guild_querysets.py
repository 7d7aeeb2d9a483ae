"""What guilds serve and aim at: adjectives that chain; each docstring is the rule."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Prefetch

from guilds.models import Guild

if TYPE_CHECKING:
    from accounts.models import Person
    from goals.models import Objective

AT_WORK = ("active", "resting")


class GuildObjectiveQuerySet(models.QuerySet):
    def visible_to(self, person: "Person") -> Self:
        """As the guild."""
        return self.filter(guild__in=Guild.objects.visible_to(person))

    def current(self) -> Self:
        """Not taken back."""
        return self.filter(ended_on=None)

    def at_work(self) -> Self:
        """Not taken back, by guilds that are active or resting."""
        return self.current().filter(guild__state__in=AT_WORK)

    def for_page(self) -> Self:
        return self.select_related("guild", "objective", "theme")

    def for_objective(self, objective: "Objective", person: "Person") -> Self:
        """The guilds at work that serve it, as far as somebody may know of them, with their goals for it; the largest first."""
        from goals.models import GuildGoal

        own = GuildGoal.objects.active().order_by("due_date", "pk")
        rows = self.at_work().visible_to(person).filter(objective=objective).select_related("guild")
        return rows.prefetch_related(Prefetch("goals", own, to_attr="running")).order_by("-guild__members", "pk")


class GuildGoalQuerySet(models.QuerySet):
    def visible_to(self, person: "Person") -> Self:
        """As the guild."""
        return self.filter(guild__in=Guild.objects.visible_to(person))

    def active(self) -> Self:
        """Not closed; overdue ones included."""
        return self.filter(closed_at=None)

    def for_page(self) -> Self:
        return self.select_related("guild", "aim__objective", "aim__theme", "set_by")
