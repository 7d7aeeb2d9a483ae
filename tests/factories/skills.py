"""Skills, requirements and statements about people's levels."""

import datetime as dt

import factory

from accounts.models import Assessment, RoleRequirement, Skill
from ecosystem.core.clock import now, today


class SkillFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Skill

    code = factory.Sequence(lambda n: f"SK-{n}")
    name = factory.Sequence(lambda n: f"Skill {n}")


class RequirementFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = RoleRequirement

    skill = factory.SubFactory(SkillFactory)
    level = 2
    importance = 3
    valid_from = factory.LazyFunction(lambda: today() - dt.timedelta(days=400))


class AssessmentFactory(factory.django.DjangoModelFactory):
    """A self-rating of today; other sources are released at once."""

    class Meta:
        model = Assessment

    skill = factory.SubFactory(SkillFactory)
    source = "self"
    level = 2
    assessor = factory.SelfAttribute("person")
    stated_on = factory.LazyFunction(today)
    released_at = factory.LazyFunction(now)
