"""Nudges as somebody got them."""

import datetime as dt

import factory

from ecosystem.core.clock import now
from ecosystem.notifications.models import MutedRule, Notification, Nudge, NudgeRuleState

WRONG_PERSON = "notifications.wrong_person"


def any_rule() -> NudgeRuleState:
    """A rule that is always installed."""
    return NudgeRuleState.objects.get_or_create(code=WRONG_PERSON)[0]


class NudgeFactory(factory.django.DjangoModelFactory):
    """Said just now."""

    class Meta:
        model = Nudge

    rule = factory.LazyFunction(any_rule)
    subject_kind = "nudge rule"
    subject_id = factory.Sequence(lambda n: n + 1)
    window = dt.date(2026, 11, 1)
    kind = "nudge"
    due_at = send_after = sent_at = factory.LazyFunction(now)


class NotificationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Notification

    nudge = factory.SubFactory(NudgeFactory, person=factory.SelfAttribute("..person"))
    key = factory.Sequence(lambda n: f"notification-{n}")
    category = "notifications"
    title = "A reminder reached the wrong person."
    url = "/notifications/"
    action = "Look"
    created_at = factory.LazyFunction(now)


class MutedRuleFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = MutedRule

    rule = factory.LazyFunction(any_rule)
    created_at = factory.LazyFunction(now)
