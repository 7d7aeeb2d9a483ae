"""What people ask of one another about skills."""

import datetime as dt

import factory

from accounts.models import AssessmentDispute, Evidence, HelpRequest, PeerRequest, TeachingOffer
from ecosystem.core.clock import now, today
from tests.factories.skills import SkillFactory


class OfferFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = TeachingOffer

    skill = factory.SubFactory(SkillFactory)
    offered_on = factory.LazyFunction(today)


class HelpRequestFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = HelpRequest

    skill = factory.SubFactory(SkillFactory)
    created_at = changed_at = factory.LazyFunction(now)


class PeerRequestFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = PeerRequest

    skill = factory.SubFactory(SkillFactory)
    created_at = changed_at = factory.LazyFunction(now)


class DisputeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = AssessmentDispute

    skill = factory.SubFactory(SkillFactory)
    text = "I have led three audits since."
    opened_at = factory.LazyFunction(now)
    answer_by = factory.LazyFunction(lambda: today() + dt.timedelta(days=7))


class EvidenceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Evidence

    title = "Audit script"
    occurred_on = factory.LazyFunction(lambda: today() - dt.timedelta(days=3))
