"""Feeds and their sessions: adjectives that chain; each docstring is the rule."""

import datetime as dt
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from accounts.models import Person

PAST = dt.timedelta(days=92)


class CalendarFeedQuerySet(models.QuerySet):
    def visible_to(self, person: "Person") -> Self:
        """One's own."""
        return self.filter(person=person)

    def live(self) -> Self:
        return self.filter(revoked_at=None, person__is_active=True)

    def for_list(self) -> Self:
        """With the guild; one's own sessions first."""
        return self.select_related("guild").order_by(models.F("guild").asc(nulls_first=True), "-created_at")


def in_own_calendar(person_id: int) -> Q:
    """Sessions that one hosts, has a seat in, or is invited to; cancelled ones too, so that calendars hear of it."""
    from guilds.models import Seat

    seats = Seat.objects.filter(person=person_id, state__in=["seated", "invited"]).values("session")
    return Q(host=person_id) | Q(pk__in=seats)
