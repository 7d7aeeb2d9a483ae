"""Who came without a seat: named by the host, asked and credited like all others, and no more than may be named."""

import datetime as dt

import pytest
from django.urls import reverse

from ecosystem.core.clock import now
from ecosystem.core.errors import Refused
from ecosystem.core.rules import allows
from ecosystem.notifications.models import Nudge
from guilds.actions import closing, seats
from guilds.models import Seat
from tests.factories.guild_sessions import SeatFactory, SessionFactory
from tests.factories.guilds import GuildFactory
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def full(mara, emil):
    """Mara hosts, Emil has its only seat, and it is over."""
    session = SessionFactory(host=mara, capacity=1, starts_at=now() - dt.timedelta(hours=2))
    SeatFactory(session=session, person=emil)
    return session


def asked(person) -> int:
    return Nudge.objects.filter(rule__code="guilds.worth_asked", person=person).count()


def test_a_walk_in_is_asked_like_who_had_a_seat_also_where_all_were_taken(full, mara, otto):
    for _twice in range(2):
        seat = seats.walk_in(full, actor=mara, person=otto)
    full.refresh_from_db()
    assert (full.seated, full.capacity, seat.attended, seat.attended_by) == (2, 2, True, mara)
    assert asked(otto) == 0
    closing.close_held_sessions()
    assert asked(otto) == 1
    assert allows(otto, "guilds.say_worth", seat)


def test_named_once_it_was_held_they_are_asked_at_once(full, mara, otto):
    closing.close_held_sessions()
    seats.walk_in(full, actor=mara, person=otto)
    assert asked(otto) == 1


def test_who_waited_or_gave_up_and_came_after_all_has_one_seat(full, mara, otto, emil):
    SeatFactory(session=full, person=otto, state="waiting")
    gone = SeatFactory(session=full, person=PersonFactory(), state="declined").person
    for person in (otto, gone, emil):
        seats.walk_in(full, actor=mara, person=person)
    full.refresh_from_db()
    assert (full.seated, full.waiting, full.seats.filter(attended=True).count()) == (3, 0, 3)
    assert not full.seats.get(person=emil).walked_in


def test_not_before_it_begins_not_the_host_not_who_may_not_know_and_not_without_end(full, mara, otto, monkeypatch):
    hidden = GuildFactory(joining="hidden", steward=mara)
    secret = SessionFactory(host=mara, guild=hidden, starts_at=now() - dt.timedelta(hours=2))
    for session, person in ((SessionFactory(host=mara), otto), (full, mara), (secret, otto)):
        with pytest.raises(Refused):
            seats.walk_in(session, actor=mara, person=person)
    monkeypatch.setattr(seats, "MOST_WALK_INS", 1)
    seats.walk_in(full, actor=mara, person=otto)
    with pytest.raises(Refused):
        seats.walk_in(full, actor=mara, person=PersonFactory())


def test_the_host_names_them_on_the_list(full, client_for, mara, otto):
    address = reverse("guilds:walk_in", args=[full.pk])
    wrong = client_for(mara).post(address, {"person": "Nobody Atall"})
    assert wrong.status_code == 422 and "Nobody Atall" in wrong.content.decode()
    answer = client_for(mara).post(address, {"person": otto.email}, follow=True)
    assert "came without a seat" in answer.content.decode()
    assert Seat.objects.get(person=otto).session == full
