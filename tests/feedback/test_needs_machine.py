"""The loop of needs as a state machine: any order of acts, days and people, with a plain model beside the database."""

import datetime as dt
from dataclasses import dataclass, field

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from accounts.models import Person
from ecosystem.core.clock import standing_at
from ecosystem.core.errors import Refused
from ecosystem.core.models import SearchEntry
from ecosystem.core.rules import allows
from ecosystem.notifications.models import Nudge
from feedback.actions import needs as acts
from feedback.actions.walking import walk_needs
from feedback.models import Need, NeedMove

pytestmark = pytest.mark.django_db
START = dt.datetime(2026, 11, 20, 10, tzinfo=dt.UTC)
PEOPLE = ("emil", "mara", "lena", "dario", "otto")
MANAGER = {"emil": "mara", "mara": "nora", "lena": "nora", "dario": "nora", "otto": "nora"}
SENTENCES = ("Replay a webhook in staging", "Rotate client secrets", "Estimate a data migration")
LEARNING = {"lena"}
OPEN, ACCEPTED, CLAIMED, RESOLVED, DECLINED, MERGED = Need.Status.values
WAITING, UNSETTLED = {OPEN, ACCEPTED}, {OPEN, ACCEPTED, CLAIMED}


def working_days(since: dt.date, day: dt.date) -> int:
    return sum((since + dt.timedelta(days=n)).weekday() < 5 for n in range(1, (day - since).days + 1))


@dataclass
class Twin:
    """What the model knows of one need."""

    pk: int
    words: str
    turn: str | None
    since: dt.date
    status: str = OPEN
    claimer: str | None = None
    reporters: dict = field(default_factory=dict)  # name → what they said of whether it helped
    ask_on: dt.date | None = None
    closed: bool = False
    reopened: int = 0
    asked: bool = False
    told: int = 0

    def hand_to(self, turn: str | None, day: dt.date) -> None:
        self.status, self.turn, self.since, self.claimer = OPEN, turn, day, None

    def tell(self, actor: str | None, *also: str | None) -> None:
        self.told += len({*self.reporters, *also} - {actor, None})


class Needs(RuleBasedStateMachine):
    cast = None

    def __init__(self) -> None:
        super().__init__()
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()
        self.twins: dict[int, Twin] = {}
        self.moment = START
        self.once_named: set[int] = set()
        self.gone: set[str] = set()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.savepoint.__exit__(None, None, None)

    # --- what the rules draw from
    @property
    def day(self) -> dt.date:
        return self.moment.date()

    def person(self, name: str):
        return getattr(self.cast, name)

    def act(self, twin: Twin, name: str, permission: str, may: bool, can: bool, act, **values) -> bool:
        """Whoever may, and where it is possible, does it; the product and the model agree on both."""
        need = Need.objects.get(pk=twin.pk)
        may = may and name not in self.gone
        person = Person.objects.get(pk=self.person(name).pk)
        assert person.is_active == (name not in self.gone)
        assert (person.is_active and allows(person, permission, need)) == may, (permission, name, twin)
        if not may:
            return False
        if act not in (acts.join_need, acts.leave_need, acts.tell_whether_it_helped):
            values["version"] = need.version
        try:
            with standing_at(self.moment):
                act(need, actor=self.person(name), **values)
        except Refused:
            assert not can, (act, twin)
            return False
        return can

    which = st.integers(0, 5)
    who = st.sampled_from(PEOPLE)
    role = st.sampled_from(("turn", "claimer", "reporter", "lena", "otto"))

    def in_role(self, twin: Twin, role: str) -> str:
        """Mostly somebody who may, sometimes somebody who may not."""
        found = {"turn": twin.turn, "claimer": twin.claimer, "reporter": next(iter(twin.reporters), None)}
        return found.get(role, role) or "lena"

    def pick(self, number: int) -> Twin:
        found = list(self.twins.values())
        return found[number % len(found)]

    # --- acts
    @initialize(name=who, words=st.sampled_from(SENTENCES))
    def begin(self, name, words):
        self.report(name, words, False)

    @rule(name=who, words=st.sampled_from(SENTENCES), anonymous=st.booleans())
    def report(self, name, words, anonymous):
        if name in self.gone:
            return
        with standing_at(self.moment):
            need = acts.report_need(actor=self.person(name), words=words, anonymous=anonymous)
        twin = self.twins.get(need.pk)
        own = [t for t in self.twins.values() if t.words == words and name in t.reporters and t.status in UNSETTLED]
        assert bool(own) == bool(twin)
        if not own:
            turn = None if anonymous or MANAGER[name] in self.gone else MANAGER[name]
            self.twins[need.pk] = Twin(need.pk, words, turn, self.day, reporters={name: None})

    @rule(number=which, name=who, anonymous=st.booleans())
    def join(self, number, name, anonymous):
        twin = self.pick(number)
        if self.act(
            twin, name, "feedback.join_need", twin.status in UNSETTLED, True, acts.join_need, anonymous=anonymous
        ):
            twin.reporters.setdefault(name, None)

    @rule(number=which, name=who)
    def leave(self, number, name):
        twin = self.pick(number)
        may = twin.status in UNSETTLED and name in twin.reporters
        if self.act(twin, name, "feedback.leave_need", may, True, acts.leave_need):
            del twin.reporters[name]
            self.once_named.add(self.person(name).pk)
            if not twin.reporters:
                twin.status = DECLINED
                twin.tell(name, twin.turn, twin.claimer)

    def may_answer(self, twin: Twin, name: str) -> bool:
        return twin.status in UNSETTLED and (name == twin.turn or name in LEARNING)

    @rule(number=which, role=role)
    def accept(self, number, role):
        twin = self.pick(number)
        name = self.in_role(twin, role)
        already = twin.status == ACCEPTED and twin.turn == name
        can = twin.status == OPEN or already
        if (
            self.act(twin, name, "feedback.answer_need", self.may_answer(twin, name), can, acts.accept_need)
            and not already
        ):
            twin.status, twin.turn = ACCEPTED, name
            twin.tell(name)

    @rule(number=which, role=role)
    def pass_on(self, number, role):
        twin = self.pick(number)
        name = self.in_role(twin, role)
        can = twin.status in WAITING
        may = self.may_answer(twin, name)
        if self.act(twin, name, "feedback.answer_need", may, can, acts.pass_on_need, words="To you.") and twin.turn:
            twin.hand_to(None, self.day)
            twin.tell(name)

    @rule(number=which, name=who)
    def claim(self, number, name):
        twin = self.pick(number)
        if self.act(twin, name, "feedback.claim_need", twin.status in WAITING, True, acts.claim_need):
            twin.status, twin.claimer = CLAIMED, name
            twin.tell(name, twin.turn)

    @rule(number=which, role=role)
    def release(self, number, role):
        twin = self.pick(number)
        name = self.in_role(twin, role)
        may = twin.status == CLAIMED and (name == twin.claimer or name in LEARNING)
        at_manager = Need.objects.get(pk=twin.pk).hop == Need.Hop.MANAGER
        if self.act(twin, name, "feedback.release_need", may, True, acts.release_need):
            twin.tell(name, twin.claimer)
            twin.hand_to(twin.turn if at_manager else None, self.day)

    @rule(number=which, role=role)
    def resolve(self, number, role):
        twin = self.pick(number)
        name = self.in_role(twin, role)
        may = twin.status in UNSETTLED and (name in {twin.claimer, twin.turn} or name in LEARNING)
        if self.act(twin, name, "feedback.resolve_need", may, True, acts.resolve_need, answer="In the handbook."):
            twin.status, twin.claimer, twin.asked = RESOLVED, twin.claimer or name, False
            twin.ask_on = self.day + dt.timedelta(days=30)
            twin.reporters = dict.fromkeys(twin.reporters)
            twin.tell(name, twin.claimer)

    @rule(number=which, name=who)
    def decline(self, number, name):
        twin = self.pick(number)
        may = self.may_answer(twin, name)
        if self.act(twin, name, "feedback.answer_need", may, True, acts.decline_need, reason="Not here."):
            twin.status = DECLINED
            twin.tell(name, twin.claimer)

    @precondition(lambda self: len(self.twins) > 1)
    @rule(number=which, other=which, role=role)
    def merge(self, number, other, role):
        twin, into = self.pick(number), self.pick(other)
        name = self.in_role(twin, role)
        may = twin.status in UNSETTLED and name in LEARNING
        can = twin is not into and into.status in UNSETTLED
        target = Need.objects.get(pk=into.pk)
        if self.act(twin, name, "feedback.merge_needs", may, can, acts.merge_needs, into=target):
            twin.tell(name, twin.claimer)
            self.once_named |= {self.person(both).pk for both in twin.reporters.keys() & into.reporters.keys()}
            twin.status = MERGED
            into.reporters = {**twin.reporters, **into.reporters}
            twin.reporters = {}

    @rule(number=which, role=role, helped=st.booleans())
    def tell(self, number, role, helped):
        twin = self.pick(number)
        name = self.in_role(twin, role)
        may = twin.status == RESOLVED and name in twin.reporters
        permission = "feedback.tell_whether_it_helped"
        told = self.act(twin, name, permission, may, True, acts.tell_whether_it_helped, helped=helped)
        if told and not twin.closed and twin.reporters[name] is not helped:
            twin.reporters[name] = helped
            self.conclude(twin, over=False)

    def conclude(self, twin: Twin, over: bool) -> None:
        said = list(twin.reporters.values())
        yes, no = said.count(True), said.count(False)
        left = 0 if over else said.count(None)
        if no and no >= yes + left:
            twin.tell(None, twin.claimer)
            twin.hand_to(None, self.day)
            twin.reopened, twin.ask_on = twin.reopened + 1, None
        elif (yes and yes > no + left) or over:
            twin.closed = True
            twin.tell(None, twin.claimer)

    @rule(number=which)
    def go(self, number):
        """Whoever has it in hand leaves; from the night on it goes on without them."""
        twin = self.pick(number)
        name = twin.claimer if twin.status == CLAIMED else twin.turn
        if name not in ("mara", "dario", "otto"):
            return
        self.gone.add(name)
        Person.objects.filter(pk=self.person(name).pk).update(is_active=False)
        self.a_while(1)

    # --- time
    @rule(days=st.sampled_from([1, 1, 2, 3, 7, 31]))
    def days_pass(self, days):
        self.a_while(days)

    def a_while(self, days: int) -> None:
        self.moment += dt.timedelta(days=days)
        self.hops = dict(Need.objects.values_list("pk", "hop"))
        with standing_at(self.moment):
            walk_needs(self.day)
            for twin in self.twins.values():
                self.walk(twin)
            assert walk_needs(self.day) == 0  # twice is harmless
        here = {self.person(name).pk for name in self.gone}
        assert not Need.objects.waiting().filter(turn__in=here).exists()
        assert not Need.objects.filter(status=CLAIMED, claimed_by__in=here).exists()

    def walk(self, twin: Twin) -> None:
        """One night of one need: first it goes on without leavers, then along the chain."""
        if twin.status == CLAIMED and twin.claimer in self.gone:
            at_manager = self.hops[twin.pk] == Need.Hop.MANAGER
            twin.tell(None, twin.claimer)
            twin.hand_to(twin.turn if at_manager else None, self.day)
        if twin.status in WAITING and twin.turn in self.gone:
            twin.hand_to(None, self.day)
            twin.tell(None)
        if twin.status == OPEN and twin.turn and working_days(twin.since, self.day) >= 5:
            twin.hand_to(None, self.day)
            twin.tell(None)
        elif twin.status == RESOLVED and not twin.closed and twin.ask_on <= self.day:
            twin.asked = True
            if twin.ask_on <= self.day - dt.timedelta(days=14):
                self.conclude(twin, over=True)

    # --- what always holds
    @invariant()
    def the_rows_are_as_the_model_says(self):
        names = {getattr(self.cast, name).pk: name for name in (*PEOPLE, "nora")}
        for need in Need.objects.prefetch_related("reporters"):
            twin = self.twins[need.pk]
            found = {names[row.person_id]: row.helped for row in need.reporters.all()}
            assert (need.status, names.get(need.claimed_by_id), need.reopened, need.closed_at is not None) == (
                twin.status, twin.claimer, twin.reopened, twin.closed
            )  # fmt: skip
            assert found == twin.reporters
            if twin.status in WAITING:
                assert (names.get(need.turn_id), need.turn_since) == (
                    twin.turn,
                    twin.since if twin.status == OPEN else need.turn_since,
                )
                assert need.hop == (Need.Hop.LEARNING if need.turn_id is None else need.hop)
                assert need.due_on is not None

    @invariant()
    def each_reporter_was_told_each_change(self):
        for twin in self.twins.values():
            moves = NeedMove.objects.filter(need=twin.pk).values_list("pk", flat=True)
            told = Nudge.objects.filter(rule__code="feedback.need_moved", subject_id__in=list(moves)).count()
            assert told == twin.told, twin

    @invariant()
    def nobody_who_keeps_the_name_is_named(self):
        for need in Need.objects.prefetch_related("reporters", "moves"):
            hidden = {row.person_id for row in need.reporters.all() if row.anonymous} - self.once_named
            named = {move.actor_id for move in need.moves.all() if move.kind in {"reported", "joined"}}
            assert not hidden & named

    @precondition(lambda self: self.twins)
    @invariant()
    def search_finds_the_open_ones_alone(self):
        found = set(SearchEntry.objects.filter(kind="need").values_list("object_id", flat=True))
        assert found == {twin.pk for twin in self.twins.values() if twin.status in UNSETTLED}


def test_any_order_of_acts_leaves_the_loop_whole(cast):
    class OnThisCast(Needs):
        pass

    OnThisCast.cast = cast
    run_state_machine_as_test(
        OnThisCast,
        settings=settings(
            max_examples=12,
            stateful_step_count=30,
            deadline=None,
            phases=(Phase.generate,),  # to shrink one takes minutes; the steps are printed as they are
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
        ),
    )
