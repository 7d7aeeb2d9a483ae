"""What people do to a resource together: proposals, questions, answers, reviews."""

import factory

from ecosystem.core.clock import now
from resources.models import Answer, ProposedEdit, Question, Review
from tests.factories.people import PersonFactory
from tests.factories.resources import ResourceFactory


class ProposedEditFactory(factory.django.DjangoModelFactory):
    """The words of the resource with one more line, against its latest version."""

    class Meta:
        model = ProposedEdit

    resource = factory.SubFactory(ResourceFactory)
    author = factory.SubFactory(PersonFactory)
    base = factory.SelfAttribute("resource.number")
    title = factory.SelfAttribute("resource.title")
    summary = factory.SelfAttribute("resource.summary")
    url = factory.SelfAttribute("resource.url")
    body = factory.LazyAttribute(lambda made: f"{made.resource.body}\n3. Tell the team")
    reason = "The team has to know."
    created_at = factory.LazyFunction(now)


class QuestionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Question

    resource = factory.SubFactory(ResourceFactory)
    author = factory.SubFactory(PersonFactory)
    text = "Which vault?"
    created_at = factory.LazyFunction(now)


class AnswerFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Answer

    question = factory.SubFactory(QuestionFactory)
    author = factory.SubFactory(PersonFactory)
    text = "The one in Lisbon."
    created_at = factory.LazyFunction(now)


class ReviewFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Review

    resource = factory.SubFactory(ResourceFactory)
    reviewer = factory.SubFactory(PersonFactory)
    asked_by = factory.SelfAttribute("resource.owner")
    number = 1
    created_at = factory.LazyFunction(now)
