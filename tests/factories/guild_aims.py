"""What guilds serve, and their own goals."""

import datetime as dt

import factory

from ecosystem.core.clock import now, today
from goals.models import GuildGoal, GuildObjective
from tests.factories.goals import ObjectiveFactory
from tests.factories.guilds import GuildFactory


class GuildObjectiveFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = GuildObjective

    guild = factory.SubFactory(GuildFactory)
    objective = factory.SubFactory(ObjectiveFactory)
    why = "Forms get built right the first time."
    linked_at = factory.LazyFunction(now)


class GuildGoalFactory(factory.django.DjangoModelFactory):
    """Counts from 0 to 6, five weeks old, eight weeks to go."""

    class Meta:
        model = GuildGoal

    guild = factory.SubFactory(GuildFactory)
    title = factory.Sequence(lambda n: f"Audit the forms of product {n}")
    unit_of_measure = "forms"
    target = 6
    current = 0
    start_date = factory.LazyFunction(lambda: today() - dt.timedelta(days=37))
    due_date = factory.LazyFunction(lambda: today() + dt.timedelta(days=55))
