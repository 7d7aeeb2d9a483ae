"""Which notifications, nudges and rules there are, and for whom."""

import datetime as dt

from django.db import models
from django.db.models import Q


class NotificationQuerySet(models.QuerySet):
    def visible_to(self, person) -> "NotificationQuerySet":
        """One's own, and nobody else's."""
        return self.filter(person_id=person.pk)

    def unread(self) -> "NotificationQuerySet":
        return self.filter(read_at=None)

    def for_bell(self) -> "NotificationQuerySet":
        """Newest first, with the nudge that each belongs to."""
        return self.select_related("nudge__rule").order_by("-created_at", "-pk")

    def for_home(self) -> "NotificationQuerySet":
        """Reminders that still wait for an answer."""
        open_nudge = Q(nudge__answer="", nudge__resolved_at=None)
        return self.unread().filter(open_nudge, nudge__isnull=False).for_bell()


class NudgeQuerySet(models.QuerySet):
    def visible_to(self, person) -> "NudgeQuerySet":
        """Those addressed to oneself that were delivered; a held-out one stays unknown to everybody."""
        return self.filter(person_id=person.pk, holdout=False)

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
