"""Sponsors, money and thanks."""

import datetime as dt
import uuid

import factory

from ecosystem.core.clock import now, today
from feedback.models import Funding, Thanks
from goals.models import Sponsorship
from tests.factories.people import PersonFactory
from tests.factories.resources import ResourceFactory


class SponsorshipFactory(factory.django.DjangoModelFactory):
    """Offered; of a guild or an objective."""

    class Meta:
        model = Sponsorship

    person = factory.SubFactory(PersonFactory)
    offered_at = factory.LazyFunction(now)


class FundingFactory(factory.django.DjangoModelFactory):
    """Of a need or a guild, to be looked at again in a quarter."""

    class Meta:
        model = Funding

    amount = 2000
    effect = "Rotating a secret takes ten minutes, not a day."
    review_on = factory.LazyFunction(lambda: today() + dt.timedelta(days=91))
    key = factory.LazyFunction(lambda: str(uuid.uuid4()))
    given_at = factory.LazyFunction(now)


class ThanksFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Thanks

    resource = factory.SubFactory(ResourceFactory)
    person = factory.SelfAttribute("resource.owner")
    words = "This is what I mean by sharing."
    used = 140
    closed = 2
    month = factory.LazyFunction(lambda: today().replace(day=1))
    at = factory.LazyFunction(now)
