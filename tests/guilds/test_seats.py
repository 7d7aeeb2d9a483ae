"""Seats: never more than there are, and whoever waits is served in the order of coming; also for a thousand at once."""

import datetime as dt
import threading

import pytest
from django.db import close_old_connections, connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from accounts.models import Person
from ecosystem.core.clock import now
from ecosystem.core.errors import Refused
from ecosystem.notifications.models import Nudge
from guilds.actions.hosting import cancel_session, change_session
from guilds.actions.seats import give_up_seat, save_seat
from guilds.models import Seat, Session
from tests.factories.guild_sessions import SeatFactory, SessionFactory
from tests.factories.people import PersonFactory

AT_ONCE = 20


def counts_hold(session: Session) -> None:
    """The stored numbers are those of the rows, seats are within the capacity, and who waits came after no free seat."""
    session.refresh_from_db()
    states = list(session.seats.values_list("state", flat=True))
    assert (session.seated, session.waiting) == (states.count("seated"), states.count("waiting"))
    assert session.capacity is None or session.seated <= session.capacity
    turns = list(session.seats.values_list("turn", flat=True))
    assert len(set(turns)) == len(turns) and max(turns, default=0) <= session.last_turn


@pytest.mark.django_db
def test_a_seat_a_place_in_the_waiting_list_and_moving_up(organisation):
    session = SessionFactory(capacity=1)
    first, second, third = (PersonFactory() for _n in range(3))
    states = [save_seat(session, actor=person).state for person in (first, second, third, first)]
    assert states == ["seated", "waiting", "waiting", "seated"]
    give_up_seat(session, actor=first)
    give_up_seat(session, actor=first)
    assert session.seats.get(person=second).state == "seated"
    told = Nudge.objects.get(rule__code="guilds.moved_up")
    assert told.person_id == second.pk
    assert save_seat(session, actor=first).state == "waiting"
    give_up_seat(session, actor=second)
    assert session.seats.get(person=third).state == "seated"
    change_session(session, actor=session.host, version=session.version, capacity=None)
    assert session.seats.get(person=first).state == "seated"
    counts_hold(session)


@pytest.mark.django_db
def test_a_seat_is_refused_once_it_is_over_or_cancelled(organisation):
    over = SessionFactory(starts_at=now() - dt.timedelta(hours=2))
    with pytest.raises(Refused):
        save_seat(over, actor=PersonFactory())
    session = SessionFactory()
    cancel_session(session, actor=session.host, version=1)
    with pytest.raises(Refused):
        save_seat(session, actor=PersonFactory())


@pytest.mark.django_db
def test_a_seat_that_gets_free_twice_on_one_day_is_told_twice(organisation):
    session = SessionFactory(capacity=1)
    holder, waiting = SeatFactory(session=session).person, PersonFactory()
    for _again in range(2):
        save_seat(session, actor=waiting)
        give_up_seat(session, actor=holder)
        save_seat(session, actor=holder)
        give_up_seat(session, actor=waiting)
    assert Nudge.objects.filter(rule__code="guilds.moved_up", person=waiting).count() == 2


def sign_up_all_at_once(people: list[Person], session: Session) -> list[str]:
    """Each person from a thread with a connection of its own, `AT_ONCE` at a time."""
    waiting, gate, failed = list(people), threading.Barrier(AT_ONCE), []

    def work() -> None:
        gate.wait()
        try:
            while True:
                try:
                    person = waiting.pop()
                except IndexError:
                    return
                save_seat(session, actor=person)
        except Exception as error:  # every failure is an answer of the test
            failed.append(repr(error))
        finally:
            connection.close()
            close_old_connections()

    threads = [threading.Thread(target=work) for _n in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failed


def fifty_and_the_others_wait(number: int) -> None:
    session = SessionFactory(capacity=50)
    people = [PersonFactory(employed=False) for _n in range(number)]
    assert sign_up_all_at_once(people, session) == []
    counts_hold(session)
    rows = list(session.seats.order_by("turn").values_list("state", flat=True))
    assert rows == ["seated"] * 50 + ["waiting"] * (number - 50)
    assert list(session.seats.order_by("turn").values_list("turn", flat=True)) == list(range(1, number + 1))
    give_up_seat(session, actor=session.seats.get(turn=7).person)
    assert session.seats.get(turn=51).state == "seated"
    counts_hold(session)


@pytest.mark.django_db(transaction=True)
def test_sixty_sign_up_at_once_for_fifty_seats(organisation):
    fifty_and_the_others_wait(60)


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_a_thousand_sign_up_at_once_for_fifty_seats(organisation):
    fifty_and_the_others_wait(1000)


class Seats(RuleBasedStateMachine):
    """Any order of coming, going, and of more or fewer seats, beside a plain list."""

    people: list[Person] = []

    def __init__(self) -> None:
        super().__init__()
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.savepoint.__exit__(None, None, None)

    which = st.integers(0, 5)

    @initialize(capacity=st.one_of(st.none(), st.integers(1, 4)))
    def begin(self, capacity):
        self.session = SessionFactory(capacity=capacity, host=self.people[-1])
        self.capacity, self.seated, self.waiting = capacity, set(), []

    def _move_up(self):
        while self.waiting and (self.capacity is None or len(self.seated) < self.capacity):
            self.seated.add(self.waiting.pop(0))

    @rule(who=which)
    def come(self, who):
        save_seat(self.session, actor=self.people[who])
        if who not in self.seated and who not in self.waiting:
            self.waiting.append(who)
            self._move_up()

    @rule(who=which)
    def go(self, who):
        give_up_seat(self.session, actor=self.people[who])
        self.seated.discard(who)
        if who in self.waiting:
            self.waiting.remove(who)
        self._move_up()

    @rule(capacity=st.one_of(st.none(), st.integers(1, 6)))
    def give_seats(self, capacity):
        self.session.refresh_from_db()
        try:
            change_session(self.session, actor=self.session.host, version=self.session.version, capacity=capacity)
        except Refused:
            assert capacity is not None and capacity < len(self.seated)
            return
        assert capacity is None or capacity >= len(self.seated)
        self.capacity = capacity
        self._move_up()

    @invariant()
    def as_the_list_says(self):
        if not hasattr(self, "session"):
            return
        counts_hold(self.session)
        numbers = {person.pk: number for number, person in enumerate(self.people)}
        rows = Seat.objects.filter(session=self.session).order_by("turn").values_list("person", "state")
        assert {numbers[pk] for pk, state in rows if state == "seated"} == self.seated
        assert [numbers[pk] for pk, state in rows if state == "waiting"] == self.waiting


@pytest.mark.django_db
def test_any_order_of_coming_and_going(organisation):
    Seats.people = [PersonFactory() for _n in range(7)]
    checks = [HealthCheck.too_slow, HealthCheck.data_too_large]
    run_state_machine_as_test(
        Seats, settings=settings(max_examples=12, stateful_step_count=14, deadline=None, suppress_health_check=checks)
    )
