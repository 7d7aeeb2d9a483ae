"""Which notifications, nudges and rules there are, and for whom."""

import datetime as dt

from django.db import models
from django.db.models import Count, Expression, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce


class NotificationQuerySet(models.QuerySet):
    def visible_to(self, person) -> "NotificationQuerySet":
        """One's own, and nobody else's."""
        return self.filter(person_id=person.pk)

    def unread(self) -> "NotificationQuerySet":
        return self.filter(read_at=None)

    def for_bell(self) -> "NotificationQuerySet":
        """Newest first, with the nudge that each belongs to."""
        return self.select_related("nudge__rule").order_by("-created_at", "-pk")

    def waiting(self) -> "NotificationQuerySet":
        """Unread, and about something that still holds."""
        return self.unread().filter(Q(nudge=None) | Q(nudge__answer="", nudge__resolved_at=None))


def unread_count() -> Expression:
    """How many notifications wait for the person of the outer query."""
    from ecosystem.notifications.models import Notification

    mine = Notification.objects.unread().filter(person_id=OuterRef("pk")).order_by().values("person_id")
    return Coalesce(Subquery(mine.annotate(number=Count("pk")).values("number")), 0)


class NudgeQuerySet(models.QuerySet):
    def visible_to(self, person) -> "NudgeQuerySet":
        """Those addressed to oneself that were said; what is still to come or held out stays unknown."""
        return self.filter(Q(sent_at__isnull=False) | Q(notification__isnull=False), person_id=person.pk)

    def for_answer(self) -> "NudgeQuerySet":
        """With the rule and what stands behind the bell."""
        return self.select_related("rule", "notification")

    def waiting(self) -> "NudgeQuerySet":
        """Neither sent, dropped nor held out."""
        return self.filter(sent_at=None, dropped="", holdout=False)

    def ready(self, moment: dt.datetime) -> "NudgeQuerySet":
        return self.waiting().filter(send_after__lte=moment)

    def sent_since(self, moment: dt.datetime) -> "NudgeQuerySet":
        return self.filter(sent_at__gte=moment)


class NudgeRuleStateQuerySet(models.QuerySet):
    def visible_to(self, person) -> "NudgeRuleStateQuerySet":
        """All for learning & development, none for anybody else."""
        return self.all() if person.is_learning else self.none()

    def active(self) -> "NudgeRuleStateQuerySet":
        return self.filter(state="on")

    def for_list(self) -> "NudgeRuleStateQuerySet":
        """With the effects of all cycles, newest first."""
        return self.select_related("changed_by").prefetch_related("effects").order_by("code")


class MutedRuleQuerySet(models.QuerySet):
    def visible_to(self, person) -> "MutedRuleQuerySet":
        """What one stopped oneself."""
        return self.filter(person_id=person.pk)

    def for_preferences(self) -> "MutedRuleQuerySet":
        return self.select_related("rule").order_by("-created_at")
