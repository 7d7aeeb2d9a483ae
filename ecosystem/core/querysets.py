"""States of the kernel's rows."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Q

from ecosystem.core.clock import now
from ecosystem.core.search_kinds import visible_entries


class _ForOperators(models.QuerySet):
    def visible_to(self, person):
        """Administrators only: these rows tell how the installation works, for no one else."""
        return self if person.is_administrator else self.none()


class OutboxQuerySet(_ForOperators):
    def waiting(self):
        """Neither done nor parked."""
        return self.filter(done_at=None, parked_at=None)

    def claimable(self, moment: dt.datetime, tries: int):
        """Due, not claimed by a living worker, and not yet tried too often."""
        free = Q(claimed_until=None) | Q(claimed_until__lt=moment)
        return self.waiting().filter(free, available_at__lte=moment, attempts__lt=tries)

    def abandoned(self, moment: dt.datetime, tries: int):
        """The last permitted try ended without a word: its worker was killed."""
        return self.waiting().filter(claimed_until__lt=moment, attempts__gte=tries)

    def parked(self):
        """Given up after too many tries; an operator decides."""
        return self.filter(parked_at__isnull=False)

    def overdue(self):
        return self.waiting().filter(available_at__lt=now())


class OutgoingMailQuerySet(_ForOperators):
    def visible_to(self, person):
        """Administrators; in the demo everybody, whose people are invented."""
        return self if settings.DEMO else super().visible_to(person)

    def parked(self):
        """The mail server refused for a whole day."""
        return self.filter(parked_at__isnull=False)

    def unsent(self):
        return self.filter(sent_at=None, parked_at=None, withdrawn_at=None)

    def latest_of(self, key):
        """The latest whose key begins so."""
        return self.filter(key__startswith=key).order_by("-created_at").first()


class JobRunQuerySet(_ForOperators):
    def latest_of_each(self):
        """The most recent period of every job."""
        return self.order_by("job", "-due_at").distinct("job")

    def unfinished(self):
        return self.filter(finished_at=None)


class SearchEntryQuerySet(models.QuerySet):
    def visible_to(self, person):
        """What the rule of each entry's kind lets this person know of."""
        return self.filter(visible_entries(person))
