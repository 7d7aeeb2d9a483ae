"""Sessions, seats, office hours and offers, as tests of calendars and meetings need them."""

import datetime as dt
from zoneinfo import ZoneInfo

import factory

from accounts.models import TeachingOffer
from ecosystem.core.clock import now, today
from guilds.models import OfficeHours, Seat, Session


class MeetingFactory(factory.django.DjangoModelFactory):
    """A session of no guild in a week, for 45 minutes, of somebody in Lisbon."""

    class Meta:
        model = Session

    title = "Reading traces"
    zone = "Europe/Lisbon"
    starts_at = factory.LazyFunction(lambda: now().replace(microsecond=0) + dt.timedelta(days=7))
    ends_at = factory.LazyAttribute(lambda row: row.starts_at + dt.timedelta(minutes=45))
    created_at = factory.LazyFunction(now)
    changed_at = factory.LazyFunction(now)


class SeatedFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Seat

    session = factory.SubFactory(MeetingFactory)
    turn = factory.Sequence(lambda n: n + 1)
    changed_at = factory.LazyFunction(now)


class HoursFactory(factory.django.DjangoModelFactory):
    """An hour each Tuesday at ten, where they are."""

    class Meta:
        model = OfficeHours

    about = "Anything about queues"
    weekday = 1
    local_time = dt.time(10)
    zone = "Europe/Lisbon"
    starts_on = factory.LazyFunction(today)


class OfferFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = TeachingOffer

    offered_on = factory.LazyFunction(today)


def at(zone: str, *when: int) -> dt.datetime:
    """A wall clock in UTC."""
    return dt.datetime(*when, tzinfo=ZoneInfo(zone)).astimezone(dt.UTC)
