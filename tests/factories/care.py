"""What keeps resources alive, as tests need it."""

import factory

from ecosystem.core.clock import now, today
from resources.models import GardenAct, Pick, Reaction, ResourceDay, Verification
from tests.factories.people import PersonFactory
from tests.factories.resources import ResourceFactory


class ReactionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Reaction

    resource = factory.SubFactory(ResourceFactory)
    person = factory.SubFactory(PersonFactory)
    kind = "outdated"
    at = factory.LazyFunction(now)


class PickFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Pick

    resource = factory.SubFactory(ResourceFactory)
    person = factory.SubFactory(PersonFactory)
    reason = "It saved us a week"
    at = factory.LazyFunction(now)
    until = factory.LazyFunction(today)


class VerificationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Verification

    resource = factory.SubFactory(ResourceFactory)
    on = factory.LazyFunction(today)
    against = "Vault 1.18"
    number = 1


class ResourceDayFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ResourceDay

    resource = factory.SubFactory(ResourceFactory)
    day = factory.LazyFunction(today)
    views = 1


class GardenActFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = GardenAct

    resource = factory.SubFactory(ResourceFactory)
    kind = "water"
    at = factory.LazyFunction(now)
