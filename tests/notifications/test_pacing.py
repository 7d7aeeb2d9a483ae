"""When something may be said: caps, rest per subject, hours, leave, clock changes. Pure."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from ecosystem.core.policy import Policy
from ecosystem.notifications.pacing import MOST_AT_ONCE, Reach, Sent, Waiting, decide, first_free_day, next_opening
from ecosystem.notifications.quiet import Rhythm, is_at_work, next_at_work
from ecosystem.notifications.registry import Kind

LISBON, AUCKLAND, PUNE = ZoneInfo("Europe/Lisbon"), ZoneInfo("Pacific/Auckland"), ZoneInfo("Asia/Kolkata")
POLICY = Policy()


def reach_in(zone, leave=(), holidays=()):
    """As a person answers it: whole working days of their own, the next one from its midnight."""
    rhythm = Rhythm(zone, leave=list(leave), holidays=frozenset(holidays), opens=dt.time(0), closes=dt.time(23, 59, 59))
    return Reach(
        zone,
        lambda moment: is_at_work(moment.astimezone(zone).date(), rhythm),
        lambda moment: next_at_work(moment, rhythm),
    )


def local(zone, text):
    return dt.datetime.fromisoformat(text).replace(tzinfo=zone)


def due(id, kind=Kind.NUDGE, subject=("goal", 1), priority=50, deadline=None):
    return Waiting(id, kind, subject, local(LISBON, "2026-11-23 06:00"), priority, deadline)


def sent(text, subject=("goal", 9), kind=Kind.NUDGE):
    return Sent(local(LISBON, text), kind, subject)


def at_lisbon(text, waiting, history=(), reach=None, policy=POLICY):
    return decide(waiting, history, moment=local(LISBON, text), reach=reach or reach_in(LISBON), policy=policy)


def test_two_or_more_due_go_out_together():
    decision = at_lisbon("2026-11-24 10:00", [due(1), due(2, subject=("goal", 2)), due(3, subject=("skill", 1))])
    assert (decision.send, decision.later, decision.never) == ([1, 2, 3], {}, [])


def test_services_come_first_then_priority_then_age():
    pile = [due(1), due(2, subject=("goal", 2), priority=10), due(3, Kind.SERVICE), due(4, subject=("goal", 4))]
    assert at_lisbon("2026-11-24 10:00", pile).send == [3, 2, 1, 4]


@pytest.mark.parametrize(
    ("moment", "opens"),
    [
        ("2026-11-24 08:59", "2026-11-24 09:00"),
        ("2026-11-24 17:00", "2026-11-25 09:00"),
        ("2026-11-27 17:00", "2026-11-30 09:00"),
        ("2026-11-28 12:00", "2026-11-30 09:00"),
    ],
    ids=["early", "evening", "friday evening", "saturday"],
)
@pytest.mark.parametrize("kind", [Kind.NUDGE, Kind.DIGEST, Kind.SERVICE])
def test_everything_waits_for_the_hours_of_the_day(moment, opens, kind):
    decision = at_lisbon(moment, [due(1, kind)])
    assert decision.later == {1: local(LISBON, opens)}


def test_nothing_is_said_on_leave_or_holidays():
    away = reach_in(LISBON, leave=[(dt.date(2026, 11, 24), dt.date(2026, 11, 30))], holidays=[dt.date(2026, 12, 1)])
    decision = at_lisbon("2026-11-24 10:00", [due(1), due(2, Kind.SERVICE, ("goal", 2))], reach=away)
    assert decision.later == {1: local(LISBON, "2026-12-02 09:00"), 2: local(LISBON, "2026-12-02 09:00")}


def test_leave_without_end_means_never():
    away = reach_in(LISBON, leave=[(dt.date(2026, 11, 24), None)])
    assert at_lisbon("2026-11-24 10:00", [due(1)], reach=away).never == [1]


def test_one_a_day():
    decision = at_lisbon("2026-11-24 14:00", [due(1)], [sent("2026-11-24 09:00")])
    assert decision.later == {1: local(LISBON, "2026-11-25 09:00")}


def test_two_a_week():
    history = [sent("2026-11-19 09:00"), sent("2026-11-23 09:00")]
    decision = at_lisbon("2026-11-24 14:00", [due(1)], history)
    assert decision.later == {1: local(LISBON, "2026-11-26 09:00")}


def test_a_digest_counts_as_one():
    history = [sent("2026-11-23 09:00", ("goal", number)) for number in range(4)]
    assert at_lisbon("2026-11-24 14:00", [due(1, subject=("goal", 11))], history).send == [1]


def test_services_neither_count_nor_wait_for_the_caps():
    history = [sent("2026-11-23 09:00"), sent("2026-11-24 09:00"), sent("2026-11-24 10:00", kind=Kind.SERVICE)]
    assert at_lisbon("2026-11-24 14:00", [due(1, Kind.SERVICE), due(2, subject=("goal", 2))], history).send == [1]
    services = [sent("2026-11-24 09:00", kind=Kind.SERVICE), sent("2026-11-24 10:00", kind=Kind.SERVICE)]
    assert at_lisbon("2026-11-24 14:00", [due(2, subject=("goal", 2))], services).send == [2]


def test_a_subject_rests_72_hours():
    decision = at_lisbon("2026-11-25 10:00", [due(1)], [sent("2026-11-24 12:00", ("goal", 1))])
    assert decision.later == {1: local(LISBON, "2026-11-27 12:00")}


def test_a_subject_is_named_once_in_a_digest():
    decision = at_lisbon("2026-11-24 10:00", [due(1), due(2, priority=60)])
    assert decision.send == [1]
    assert decision.later == {2: local(LISBON, "2026-11-27 10:00")}


def test_a_pile_leaves_in_portions():
    decision = at_lisbon("2026-11-24 10:00", [due(number, subject=("goal", number)) for number in range(8)])
    assert len(decision.send) == MOST_AT_ONCE
    assert set(decision.later.values()) == {local(LISBON, "2026-11-25 09:00")}


def test_a_service_with_less_than_24_hours_to_go_ignores_the_hours_but_not_leave():
    urgent = due(1, Kind.SERVICE, deadline=local(LISBON, "2026-11-25 08:30"))
    assert at_lisbon("2026-11-24 20:00", [urgent]).send == [1]
    assert at_lisbon("2026-11-24 08:15", [urgent]).later == {1: local(LISBON, "2026-11-24 09:00")}
    away = reach_in(LISBON, leave=[(dt.date(2026, 11, 24), dt.date(2026, 11, 24))])
    assert at_lisbon("2026-11-24 20:00", [urgent], reach=away).later == {1: local(LISBON, "2026-11-25 09:00")}


def test_caps_of_zero_mean_never():
    decision = at_lisbon("2026-11-24 10:00", [due(1), due(2, Kind.SERVICE)], policy=Policy(nudges_per_week=0))
    assert (decision.send, decision.never) == ([2], [1])


@pytest.mark.parametrize(
    ("zone", "moment", "opening"),
    [
        (AUCKLAND, "2026-09-25T21:00+00:00", "2026-09-27T20:00+00:00"),  # clocks go forward on Sunday 27 September
        (AUCKLAND, "2026-09-24T10:00+00:00", "2026-09-24T21:00+00:00"),  # the day before still at +12
        (AUCKLAND, "2027-04-02T21:00+00:00", "2027-04-04T21:00+00:00"),  # clocks go back on Sunday 4 April
        (AUCKLAND, "2027-03-31T10:00+00:00", "2027-03-31T20:00+00:00"),
        (PUNE, "2026-11-24T03:29+00:00", "2026-11-24T03:30+00:00"),
        (PUNE, "2026-11-24T11:30+00:00", "2026-11-25T03:30+00:00"),
        (PUNE, "2026-11-24T11:29+00:00", "2026-11-24T11:29+00:00"),
    ],
)
def test_hours_are_those_of_the_person(zone, moment, opening):
    assert next_opening(dt.datetime.fromisoformat(moment), reach_in(zone), POLICY) == dt.datetime.fromisoformat(opening)


def test_the_free_day_looks_back_seven_days():
    days = [dt.date(2026, 11, 20), dt.date(2026, 11, 24)]
    assert first_free_day(days, dt.date(2026, 11, 24), POLICY) == dt.date(2026, 11, 27)
    assert first_free_day([], dt.date(2026, 11, 24), POLICY) == dt.date(2026, 11, 24)


class OnePerson(RuleBasedStateMachine):
    """Time goes on, things become due, tasks come whenever they like; the policy must hold over the whole history."""

    @initialize(
        zone=st.sampled_from([LISBON, AUCKLAND, PUNE]),
        start=st.datetimes(dt.datetime(2026, 3, 1), dt.datetime(2027, 5, 1)),
        away=st.integers(0, 20),
        length=st.integers(0, 12),
    )
    def begin(self, zone, start, away, length):
        self.zone = zone
        self.moment = start.replace(tzinfo=dt.UTC)
        first = self.moment.astimezone(zone).date() + dt.timedelta(days=away)
        self.leave = (first, first + dt.timedelta(days=length))
        self.reach = reach_in(zone, leave=[self.leave])
        self.pile, self.ready_at, self.history, self.messages, self.number = {}, {}, [], [], 0

    @rule(
        kind=st.sampled_from(Kind),
        subject=st.integers(1, 4),
        priority=st.integers(1, 3),
        count=st.integers(1, 4),
        hours=st.integers(1, 72),
    )
    def become_due(self, kind, subject, priority, count, hours):
        for extra in range(count):
            self.number += 1
            deadline = self.moment + dt.timedelta(hours=hours) if kind == Kind.SERVICE and hours < 36 else None
            key = ("goal", subject + extra)
            self.pile[self.number] = Waiting(self.number, kind, key, self.moment, priority, deadline)
            self.ready_at[self.number] = self.moment

    @rule(hours=st.integers(0, 60), minutes=st.integers(0, 59))
    def time_goes_on(self, hours, minutes):
        self.moment += dt.timedelta(hours=hours, minutes=minutes)

    @precondition(lambda self: self.pile)
    @rule()
    def jump_to_the_next_look(self):
        self.moment = max(self.moment, min(self.ready_at[id] for id in self.pile))

    @rule(subjects=st.lists(st.integers(1, 9), min_size=3, max_size=9), hour=st.integers(0, 23))
    def something_is_due_every_day(self, subjects, hour):
        for subject in subjects:
            self.moment += dt.timedelta(days=1) - dt.timedelta(hours=self.moment.hour - hour)
            self.become_due(Kind.NUDGE, subject, 1, 1, 72)
            self.a_task_runs(1)

    @rule(times=st.integers(1, 3))
    def a_task_runs(self, times):
        for _again in range(times):
            ready = [one for id, one in self.pile.items() if self.ready_at[id] <= self.moment]
            decision = decide(ready, self.history, moment=self.moment, reach=self.reach, policy=POLICY)
            assert not decision.never
            assert set(decision.send) | set(decision.later) == {one.id for one in ready}
            assert all(when > self.moment for when in decision.later.values())
            self.ready_at.update(decision.later)
            self._send(decision.send)

    def _send(self, ids):
        said = [self.pile.pop(id) for id in ids]
        self.history += [Sent(self.moment, one.kind, one.subject) for one in said]
        if said:
            self.messages.append((self.moment, said))

    @invariant()
    def caps_hold(self):
        if not hasattr(self, "zone"):
            return
        capped = {at for at, said in self.messages if any(one.kind != Kind.SERVICE for one in said)}
        days = sorted(at.astimezone(self.zone).date() for at in capped)
        assert len(days) == len(set(days))
        assert all((later - first).days >= 7 for first, later in zip(days, days[2:], strict=False))

    @invariant()
    def subjects_rest(self):
        if not hasattr(self, "zone"):
            return
        last = {}
        for at, said in self.messages:
            for one in said:
                if one.kind != Kind.SERVICE:
                    assert one.subject not in last or at - last[one.subject] >= dt.timedelta(hours=72)
                    last[one.subject] = at

    @invariant()
    def hours_and_leave_hold(self):
        for at, said in getattr(self, "messages", []):
            here = at.astimezone(self.zone)
            assert not self.leave[0] <= here.date() <= self.leave[1]
            assert here.weekday() < 5
            calm = [one for one in said if not (one.deadline and at < one.deadline < at + dt.timedelta(hours=24))]
            assert not calm or 9 <= here.hour < 17

    @invariant()
    def nothing_is_said_twice(self):
        ids = [one.id for _at, said in getattr(self, "messages", []) for one in said]
        assert len(ids) == len(set(ids))


OnePerson.TestCase.settings = settings(
    max_examples=60, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
)
TestOnePerson = OnePerson.TestCase
