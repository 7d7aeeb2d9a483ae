"""Rows of the kernel as tests need them."""

import datetime as dt
import itertools

import factory

from ecosystem.core.clock import now
from ecosystem.core.models import AuditEntry, JobRun, OutboxMessage, OutgoingMail

_numbers = itertools.count(1)


class OutboxMessageFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = OutboxMessage

    key = factory.LazyFunction(lambda: f"key-{next(_numbers)}")
    task = "tests.nothing"
    created_at = factory.LazyFunction(now)
    available_at = factory.LazyFunction(lambda: now() - dt.timedelta(seconds=1))

    class Params:
        given_up = factory.Trait(
            parked_at=factory.LazyFunction(now), attempts=3, last_error="ValueError: the third time as well"
        )


class OutgoingMailFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = OutgoingMail

    key = factory.LazyFunction(lambda: f"mail-key-{next(_numbers)}")
    to = "emil@example.com"
    subject = "Your goal is behind its pace"
    text = "1 of 6, about 2 expected."
    html = "<p>1 of 6, about <b>2</b> expected.</p>"
    created_at = factory.LazyFunction(now)

    class Params:
        given_up = factory.Trait(parked_at=factory.LazyFunction(now), attempts=14, last_error="SMTPServerDisconnected")


class JobRunFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = JobRun

    job = "roll-up"
    period = factory.LazyFunction(lambda: f"period {next(_numbers)}")
    due_at = factory.LazyFunction(now)


class AuditEntryFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = AuditEntry

    at = factory.LazyFunction(now)
    verb = "goal.closed"
    kind = "goals.learninggoal"
    object_id = "1"
