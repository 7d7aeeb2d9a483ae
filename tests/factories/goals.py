"""Cycles, objectives, key results and learning goals."""

import datetime as dt

import factory

from ecosystem.core.clock import now, today
from goals.models import (
    CheckIn,
    Comment,
    Cycle,
    GoalAlignment,
    GoalMilestone,
    KeyResult,
    LearningGoal,
    Objective,
    Obstacle,
    Theme,
)


class CycleFactory(factory.django.DjangoModelFactory):
    """A quarter around today."""

    class Meta:
        model = Cycle
        django_get_or_create = ("code",)

    code = "2026-Q4"
    fiscal_year = 2026
    quarter = 4
    start = factory.LazyFunction(lambda: today() - dt.timedelta(days=37))
    end = factory.LazyFunction(lambda: today() + dt.timedelta(days=55))


class ThemeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Theme

    name = factory.Sequence(lambda n: f"Theme {n}")


class ObjectiveFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Objective

    code = factory.Sequence(lambda n: f"OB{n}")
    title = factory.Sequence(lambda n: f"Objective {n}")
    cycle = factory.SubFactory(CycleFactory)


class KeyResultFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = KeyResult

    objective = factory.SubFactory(ObjectiveFactory)
    code = factory.Sequence(lambda n: f"KR{n}")
    title = factory.Sequence(lambda n: f"Key result {n}")
    baseline = 0
    target = 10


class GoalFactory(factory.django.DjangoModelFactory):
    """An active goal that counts from 0 to 6, five weeks old, shared with everyone; `serves` aligns it."""

    class Meta:
        model = LearningGoal
        skip_postgeneration_save = True

    title = factory.Sequence(lambda n: f"Goal {n}")
    baseline = 0
    target = 6
    start_date = factory.LazyFunction(lambda: today() - dt.timedelta(days=37))
    due_date = factory.LazyFunction(lambda: today() + dt.timedelta(days=55))

    @factory.post_generation
    def serves(self, create, extracted, **kwargs):
        if extracted:
            GoalAlignment.objects.create(goal=self, objective=extracted, valid_from=self.start_date)


class CheckInFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CheckIn

    author = factory.SelfAttribute("goal.owner")
    checked_on = factory.LazyFunction(today)
    created_at = factory.LazyFunction(now)
    value = 1
    confidence = 6


class ObstacleFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Obstacle

    text = "No audit slot until the 18th"
    opened_at = factory.LazyFunction(now)


class CommentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Comment

    text = "Well fought."
    created_at = factory.LazyFunction(now)


class MilestoneFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = GoalMilestone

    title = factory.Sequence(lambda n: f"Step {n}")
    position = factory.Sequence(int)
