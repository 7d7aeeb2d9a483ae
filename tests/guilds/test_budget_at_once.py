"""Nothing is promised or spent twice: many acts at the same moment on connections of their own, and all acts in any order."""

import threading
from decimal import Decimal

import pytest
from django.db import connections, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from ecosystem.core import policy
from ecosystem.core.errors import Refused, Stale
from guilds.actions import budget
from guilds.models import BudgetRequest, LedgerEntry
from tests.conftest import make_cast
from tests.factories.guilds import GuildFactory
from tests.factories.people import make_organisation
from tests.guilds.ledger import A_THIRD, ALL_OF_IT, HALF, approved, ask, holds, sums


def at_once(*acts) -> list[str]:
    """Each act on a connection of its own, all let go at the same moment; what each of them answered."""
    gate, answers = threading.Barrier(len(acts)), []

    def work(act) -> None:
        gate.wait()
        try:
            with policy.scope():
                act()
            answers.append("done")
        except (Refused, Stale) as refusal:
            answers.append(type(refusal).__name__)
        except Exception as error:  # every failure is an answer of the test
            answers.append(repr(error))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(answers)


@pytest.fixture
def rich(transactional_db):
    make_organisation()
    with policy.scope():
        cast = make_cast()
        guild = GuildFactory(steward=cast.emil, people=[cast.mara, cast.dario], sponsor=cast.xenia)
        budget.grant_budget(guild, actor=cast.xenia, amount=ALL_OF_IT, words="")
        yield cast, guild


@pytest.mark.django_db(transaction=True)
def test_of_ten_approved_at_once_only_as_many_as_there_is_money_for(rich):
    cast, guild = rich
    requests = [ask(guild, cast.mara, A_THIRD, f"Audit {n}") for n in range(10)]

    def approve(request, by):
        return lambda: budget.approve_request(request, actor=by, version=1)

    people = (cast.emil, cast.xenia)
    answers = at_once(*(approve(request, people[n % 2]) for n, request in enumerate(requests)))
    assert answers == ["Refused"] * 7 + ["done"] * 3
    assert sums(guild) == (900, 0, 900, 0) and guild.budget_requests.filter(state="approved").count() == 3
    holds(guild)


@pytest.mark.django_db(transaction=True)
def test_one_request_answered_by_two_at_once_is_set_aside_once(rich):
    cast, guild = rich
    request = ask(guild, cast.mara, HALF)
    copies = [BudgetRequest.objects.select_related("guild").get(pk=request.pk) for _n in range(4)]
    first, second, third, fourth = copies
    answers = at_once(
        lambda: budget.approve_request(first, actor=cast.emil, version=1),
        lambda: budget.approve_request(second, actor=cast.xenia, version=1),
        lambda: budget.approve_request(third, actor=cast.lena, version=1),
        lambda: budget.approve_request(fourth, actor=cast.emil, version=1),
    )
    assert set(answers) <= {"done", "Stale"} and "done" in answers
    assert sums(guild) == (900, 450, 450, 0) and guild.ledger.filter(kind="set_aside").count() == 1
    holds(guild)


@pytest.mark.django_db(transaction=True)
def test_bookings_corrections_and_giving_back_at_once_spend_nothing_twice(rich):
    cast, guild = rich
    request = approved(guild, cast.mara, cast.emil)
    wrong = budget.book_spending(request, actor=cast.mara, version=2, spent=Decimal(100), last=False)
    version = request.version

    def copy() -> BudgetRequest:
        return BudgetRequest.objects.select_related("guild").get(pk=request.pk)

    one, two, three, same, again = copy(), copy(), copy(), copy(), copy()
    answers = at_once(
        lambda: budget.book_spending(one, actor=cast.mara, version=version, spent=Decimal(200), last=False),
        lambda: budget.book_spending(two, actor=cast.emil, version=version, spent=Decimal(200)),
        lambda: budget.withdraw_request(three, actor=cast.mara, version=version),
        lambda: budget.book_spending(same, actor=cast.mara, version=version, spent=Decimal(150), key="k", last=False),
        lambda: budget.book_spending(again, actor=cast.mara, version=version, spent=Decimal(150), key="k", last=False),
        lambda: budget.correct_entry(wrong, actor=cast.emil, words="No."),
        lambda: budget.correct_entry(wrong, actor=cast.emil, words="No."),
        lambda: budget.grant_budget(guild, actor=cast.xenia, amount=HALF, words="", key="g"),
        lambda: budget.grant_budget(guild, actor=cast.xenia, amount=HALF, words="", key="g"),
    )
    assert set(answers) <= {"done", "Refused", "Stale"}, answers
    assert guild.ledger.filter(kind="corrected").count() == 1 and sums(guild)[0] == ALL_OF_IT + HALF
    holds(guild)


# --- whatever is done in whatever order
class Budget(RuleBasedStateMachine):
    """Against a model of three numbers for each request."""

    @initialize()
    def begin(self):
        self.rollback = transaction.atomic()
        self.rollback.__enter__()
        self.cast = make_cast()
        self.guild = GuildFactory(steward=self.cast.emil, people=[self.cast.mara], sponsor=self.cast.xenia)
        self.free, self.requests = Decimal(0), {}

    def teardown(self):
        if hasattr(self, "rollback"):
            transaction.set_rollback(True)
            self.rollback.__exit__(None, None, None)

    def some(self, number: int) -> BudgetRequest | None:
        keys = sorted(self.requests)
        return BudgetRequest.objects.select_related("guild").get(pk=keys[number % len(keys)]) if keys else None

    @rule(amount=st.integers(1, 400))
    def grant(self, amount):
        budget.grant_budget(self.guild, actor=self.cast.xenia, amount=Decimal(amount), words="")
        self.free += amount

    @rule(amount=st.integers(1, 300))
    def ask(self, amount):
        request = ask(self.guild, self.cast.mara, amount, f"Number {len(self.requests)}")
        self.requests.setdefault(request.pk, {"amount": amount, "state": "asked", "held": 0, "spent": 0})

    @rule(number=st.integers(0, 20))
    def approve(self, number):
        if (request := self.some(number)) is None:
            return
        known = self.requests[request.pk]
        fine = known["state"] == "asked" and known["amount"] <= self.free
        again = known["state"] == "approved"
        if self.tried(fine or again, budget.approve_request, request) and not again:
            self.free -= known["amount"]
            known.update(state="approved", held=known["amount"])

    @rule(number=st.integers(0, 20), spent=st.integers(0, 300), last=st.booleans())
    def book(self, number, spent, last):
        if (request := self.some(number)) is None:
            return
        known = self.requests[request.pk]
        fine = known["state"] == "approved" and spent <= known["held"]
        if self.tried(fine, budget.book_spending, request, spent=Decimal(spent), last=last):
            known["spent"], known["held"] = known["spent"] + spent, known["held"] - spent
            if last:
                self.over(known, "spent")

    @rule(number=st.integers(0, 20))
    def withdraw(self, number):
        if (request := self.some(number)) is None:
            return
        known = self.requests[request.pk]
        budget.withdraw_request(request, actor=self.cast.mara, version=request.version)
        if known["state"] in {"asked", "approved"}:
            self.over(known, "spent" if known["spent"] else "withdrawn")

    @rule(number=st.integers(0, 20))
    def correct(self, number):
        entries = list(self.guild.ledger.exclude(kind="corrected").select_related("guild").order_by("pk"))
        if not entries:
            return
        entry = entries[number % len(entries)]
        known_before = LedgerEntry.objects.filter(corrects=entry).exists()
        booking, grant = entry.kind == "spent", entry.kind == "granted"
        fine = known_before or booking or (grant and entry.amount <= self.free)
        done = self.tried(fine, budget.correct_entry, entry, words="")
        if done and not known_before and booking:
            known = self.requests[entry.request_id]
            known.update(state="approved", held=known["held"] + entry.spent, spent=known["spent"] - entry.spent)
        elif done and not known_before:
            self.free -= entry.amount

    def over(self, known, state):
        self.free += known["held"]
        known.update(state=state, held=0)

    def tried(self, fine: bool, act, subject, **more) -> bool:
        """The act says no exactly where the model says that it must."""
        edition = {"version": subject.version} if isinstance(subject, BudgetRequest) else {}
        try:
            act(subject, actor=self.cast.emil, **edition, **more)
        except Refused:
            assert not fine
            return False
        assert fine
        return True

    @invariant()
    def agrees(self):
        if not hasattr(self, "guild"):
            return
        holds(self.guild)
        assert self.guild.ledger.sums()["free"] == self.free
        found = {each.pk: each for each in self.guild.budget_requests.with_held()}
        for pk, known in self.requests.items():
            row = found[pk]
            assert (row.state, row.held, row.spent or 0) == (known["state"], known["held"], known["spent"])


@pytest.mark.django_db
def test_whatever_is_done_in_whatever_order_the_ledger_holds(organisation):
    with policy.scope():
        few = settings(max_examples=12, stateful_step_count=14, deadline=None, suppress_health_check=list(HealthCheck))
        run_state_machine_as_test(Budget, settings=few)
