"""Sessions, their series, seats and swaps; the counts of a session follow its seats."""

import datetime as dt

import factory
from django.db.models import F

from ecosystem.core.clock import now
from guilds.models import HostSwap, Seat, Series, Session
from tests.factories.people import PersonFactory

A_WEEK = dt.timedelta(days=7)


class SeriesFactory(factory.django.DjangoModelFactory):
    """Every week at 12:30 in Lisbon, from a week hence on; without its sessions."""

    class Meta:
        model = Series

    host = factory.SubFactory(PersonFactory)
    title = factory.Sequence(lambda n: f"Reading circle {n}")
    rule = "FREQ=WEEKLY"
    first_day = factory.LazyFunction(lambda: (now() + A_WEEK).date())
    local_time = dt.time(12, 30)
    zone = "Europe/Lisbon"


class SessionFactory(factory.django.DjangoModelFactory):
    """A lunch & learn a week hence, 45 minutes, with 24 seats, of no guild."""

    class Meta:
        model = Session

    host = factory.SubFactory(PersonFactory)
    title = factory.Sequence(lambda n: f"Forms a screen reader can finish {n}")
    starts_at = factory.LazyFunction(lambda: (now() + A_WEEK).replace(microsecond=0))
    ends_at = factory.LazyAttribute(lambda made: made.starts_at + dt.timedelta(minutes=45))
    zone = "Europe/Lisbon"
    capacity = 24
    created_at = factory.LazyFunction(now)
    changed_at = factory.LazyFunction(now)


class SeatFactory(factory.django.DjangoModelFactory):
    """Saved in the order in which they are made."""

    class Meta:
        model = Seat
        skip_postgeneration_save = True

    session = factory.SubFactory(SessionFactory)
    person = factory.SubFactory(PersonFactory)
    state = "seated"
    turn = factory.LazyAttribute(lambda made: made.session.seats.count() + 1)
    changed_at = factory.LazyFunction(now)

    @factory.post_generation
    def counted(seat, create, extracted, **kwargs):
        if create and seat.state in {"seated", "waiting"}:
            Session.objects.filter(pk=seat.session_id).update(
                **{seat.state: F(seat.state) + 1}, last_turn=F("last_turn") + 1
            )


class HostSwapFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = HostSwap

    session = factory.SubFactory(SessionFactory)
    offered_by = factory.SelfAttribute("session.host")
    offered_at = factory.LazyFunction(now)
