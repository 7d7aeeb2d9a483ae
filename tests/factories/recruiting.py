"""Requests to write, as tests need them."""

import datetime as dt

import factory

from ecosystem.core.clock import now, today
from resources.models import WritingRequest
from tests.factories.people import PersonFactory
from tests.factories.skills import SkillFactory


class WritingRequestFactory(factory.django.DjangoModelFactory):
    """Asked today for a how-to in four weeks."""

    class Meta:
        model = WritingRequest

    skill = factory.SubFactory(SkillFactory)
    person = factory.SubFactory(PersonFactory)
    level = 2
    outline = "## Step by step\n\n- Open the vault"
    minutes = 60
    due_on = factory.LazyFunction(lambda: today() + dt.timedelta(days=28))
    asked_at = factory.LazyFunction(now)
