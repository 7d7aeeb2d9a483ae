"""Learning paths with their steps, and those who are on them."""

import datetime as dt

import factory

from ecosystem.core.clock import now, today
from goals.models import Enrolment, Path, PathStep
from tests.factories.skills import SkillFactory


class PathFactory(factory.django.DjangoModelFactory):
    """A published path; `tasks=3` gives it three steps in a row."""

    class Meta:
        model = Path
        skip_postgeneration_save = True

    title = factory.Sequence(lambda n: f"Path {n}")
    skill = factory.SubFactory(SkillFactory)
    to_level = 2
    weeks = 8
    state = "published"
    created_at = factory.LazyFunction(now)
    published_at = factory.LazyFunction(now)

    @factory.post_generation
    def tasks(self, create, extracted, **kwargs):
        for place in range(extracted or 0):
            StepFactory(path=self, position=place + 1, text=f"Task {place + 1}")


class StepFactory(factory.django.DjangoModelFactory):
    """A task."""

    class Meta:
        model = PathStep

    kind = "task"
    text = "Try it on a form of yours"
    position = factory.Sequence(lambda n: n + 1)


class EnrolmentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Enrolment

    number = factory.SelfAttribute("path.number")
    started_on = factory.LazyFunction(lambda: today() - dt.timedelta(days=28))
    due_on = factory.LazyFunction(lambda: today() + dt.timedelta(days=28))
