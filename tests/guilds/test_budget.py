"""The budget of a guild, act by act and page by page; every sum is that of the ledger."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Person
from ecosystem.core import policy
from ecosystem.core.errors import Refused, Stale
from ecosystem.core.models import AuditEntry
from ecosystem.notifications.models import Nudge
from ecosystem.notifications.registry import rule_of
from guilds.actions import budget, charters
from guilds.models import BudgetRequest, LedgerEntry, Purse
from guilds.money import money
from tests.factories.guilds import GuildFactory, MembershipFactory
from tests.guilds.ledger import A_THIRD, ALL_OF_IT, approved, ask, holds, sums

pytestmark = pytest.mark.django_db


def told(code: str) -> set:
    return set(Nudge.objects.filter(rule__code=code).values_list("person", flat=True))


def say(code: str):
    return rule_of(code).context(Nudge.objects.filter(rule__code=code).latest("pk"))


def at(name: str, row) -> str:
    return reverse(f"guilds:{name}", args=[row.pk])


def text(answer) -> str:
    return " ".join(answer.content.decode().replace("\u00a0", " ").split())


@pytest.fixture
def guild(cast):
    guild = GuildFactory(name="Accessibility", steward=cast.emil, people=[cast.mara, cast.dario], sponsor=cast.xenia)
    budget.grant_budget(guild, actor=cast.xenia, amount=ALL_OF_IT, words="For the spring")
    return guild


# --- one act after the other
def test_granted_asked_set_aside_spent_and_the_rest_comes_back(cast, guild):
    assert told("guilds.budget_granted") == {cast.emil.pk} and "900" in say("guilds.budget_granted").sentence
    request = ask(guild, cast.mara)
    assert ask(guild, cast.mara).pk == request.pk, "the same while it waits is the same"
    assert told("guilds.budget_asked") == {cast.emil.pk, cast.xenia.pk}
    for _turn in range(2):
        budget.approve_request(request, actor=cast.emil, version=1)
    assert sums(guild) == (900, 600, 300, 0)
    assert told("guilds.budget_answered") == {cast.mara.pk} and "300" in say("guilds.budget_answered").sentence
    first = budget.book_spending(request, actor=cast.mara, version=2, spent=Decimal("120.50"), last=False, key="a")
    again = budget.book_spending(request, actor=cast.mara, version=2, spent=Decimal("120.50"), last=False, key="a")
    assert first == again and sums(guild) == (900, 600, Decimal("179.50"), Decimal("120.50"))
    budget.book_spending(request, actor=cast.mara, version=3, spent=Decimal(100), key="b")
    assert sums(guild) == (900, Decimal("679.50"), 0, Decimal("220.50"))
    assert (request.state, request.spent) == ("spent", Decimal("220.50"))
    verbs = list(
        AuditEntry.objects.filter(verb__startswith="guild.budget").order_by("pk").values_list("verb", flat=True)
    )
    assert [verb.rpartition("_")[2] for verb in verbs] == ["granted", "asked", "answered", "spent", "spent"]
    holds(guild)


def test_no_more_is_promised_than_there_is_and_nobody_answers_themselves(cast, guild):
    approved(guild, cast.mara, cast.emil, 700)
    second = ask(guild, cast.dario)
    with pytest.raises(Refused, match="does not hold"):
        budget.approve_request(second, actor=cast.emil, version=1)
    second.refresh_from_db()
    assert (second.state, sums(guild)) == ("asked", (900, 200, 700, 0)), "what was refused left nothing behind"
    own = ask(guild, cast.emil, 10)
    with pytest.raises(Refused, match="your own"):
        budget.approve_request(own, actor=cast.emil, version=1)
    budget.approve_request(own, actor=cast.xenia, version=1)
    holds(guild)


def test_a_guild_without_a_budget_promises_nothing(cast):
    poor = GuildFactory(steward=cast.emil, people=[cast.mara])
    with pytest.raises(Refused, match="does not hold"):
        budget.approve_request(ask(poor, cast.mara, 1), actor=cast.emil, version=1)


def test_declined_with_a_reason_that_only_its_author_and_who_decides_read(cast, guild):
    request = ask(guild, cast.mara)
    for _turn in range(2):
        budget.decline_request(request, actor=cast.emil, version=1, reason="Next year.")
    assert say("guilds.budget_answered").body == "Next year."
    with pytest.raises(Refused, match="settled"):
        budget.approve_request(request, actor=cast.emil, version=2)
    seen = {person.pk for person in Person.objects.all() if BudgetRequest.objects.visible_to(person).exists()}
    assert seen == {cast.emil.pk, cast.mara.pk, cast.xenia.pk, cast.lena.pk}
    assert told("guilds.budget_asked") == {cast.emil.pk, cast.xenia.pk}


def test_taken_back_while_it_waits_and_before_all_of_it_is_spent(cast, guild):
    waiting = ask(guild, cast.mara)
    for _turn in range(2):
        budget.withdraw_request(waiting, actor=cast.mara, version=1)
    assert (waiting.state, say("guilds.budget_asked")) == ("withdrawn", None)
    begun = approved(guild, cast.mara, cast.emil, 450)
    budget.book_spending(begun, actor=cast.mara, version=2, spent=Decimal(50), last=False)
    for _turn in range(2):
        budget.withdraw_request(begun, actor=cast.mara, version=3)
    assert (begun.state, sums(guild)) == ("spent", (900, 850, 0, 50))
    with pytest.raises(Refused, match="settled"):
        budget.withdraw_request(_declined(guild, cast), actor=cast.mara, version=2)
    holds(guild)


def _declined(guild, cast) -> BudgetRequest:
    request = ask(guild, cast.mara, 7)
    budget.decline_request(request, actor=cast.emil, version=1, reason="No.")
    return request


def test_never_more_is_booked_than_was_set_aside_and_a_stale_form_books_nothing(cast, guild):
    request = approved(guild, cast.mara, cast.emil)
    with pytest.raises(Refused, match="At most 300") as refusal:
        budget.book_spending(request, actor=cast.mara, version=2, spent=Decimal("300.01"))
    assert refusal.value.field == "spent"
    budget.book_spending(request, actor=cast.mara, version=2, spent=Decimal(200), last=False)
    stale = BudgetRequest.objects.get(pk=request.pk)
    with pytest.raises(Refused, match="At most 100"):
        budget.book_spending(request, actor=cast.mara, version=3, spent=Decimal(101))
    with pytest.raises(Stale):
        budget.book_spending(stale, actor=cast.emil, version=2, spent=Decimal(10))
    budget.book_spending(request, actor=cast.mara, version=3, spent=Decimal(0))
    with pytest.raises(Refused, match="settled"):
        budget.book_spending(request, actor=cast.mara, version=4, spent=Decimal(1))
    assert sums(guild) == (900, 700, 0, 200)
    holds(guild)


def test_a_counter_entry_sets_a_booking_right_and_both_stay(cast, guild):
    request = approved(guild, cast.mara, cast.emil)
    wrong = budget.book_spending(request, actor=cast.mara, version=2, spent=Decimal(250))
    counter = budget.correct_entry(wrong, actor=cast.emil, words="It was 25.")
    assert budget.correct_entry(wrong, actor=cast.emil, words="Again.") == counter
    request.refresh_from_db()
    assert (request.state, request.spent, sums(guild)) == ("approved", 0, (900, 650, 250, 0))
    budget.book_spending(request, actor=cast.mara, version=request.version, spent=Decimal(25))
    assert sums(guild) == (900, 875, 0, 25)
    assert list(guild.ledger.order_by("pk").values_list("kind", flat=True)) == [
        "granted",
        "set_aside",
        "spent",
        "returned",
        "corrected",
        "spent",
        "returned",
    ]
    with pytest.raises(Refused, match="Only grants and bookings"):
        budget.correct_entry(counter, actor=cast.emil, words="No.")
    holds(guild)


def test_a_grant_is_taken_back_only_while_nobody_was_promised_its_money(cast, guild):
    grant = guild.ledger.get()
    request = approved(guild, cast.mara, cast.emil)
    with pytest.raises(Refused, match="promised already"):
        budget.correct_entry(grant, actor=cast.xenia, words="Twice.")
    budget.withdraw_request(request, actor=cast.mara, version=2)
    budget.correct_entry(grant, actor=cast.xenia, words="Twice.")
    assert sums(guild) == (0, 0, 0, 0) and say("guilds.budget_granted") is None
    holds(guild)


def test_the_database_keeps_the_ledger_as_it_was_written(cast, guild):
    entry = guild.ledger.get()
    for change in (lambda: guild.ledger.update(amount=1), entry.delete):
        with pytest.raises(ProgrammingError, match="Cannot"), transaction.atomic():
            change()
    guild.ledger.update(actor=None)
    with pytest.raises(IntegrityError, match="purse_not_below_zero"), transaction.atomic():
        Purse.objects.filter(guild=guild).update(balance=-1)
    with pytest.raises(IntegrityError, match="ledger_moves_balance"), transaction.atomic():
        LedgerEntry.objects.create(guild=guild, kind="spent", amount=0, spent=5, at=entry.at)


def test_what_is_free_ends_with_the_guild_or_goes_with_it_into_another(cast, guild):
    other = GuildFactory(steward=cast.emil)
    waiting, promised = ask(guild, cast.mara, 10), approved(guild, cast.dario, cast.emil)
    charters.merge_guild(guild, actor=cast.emil, version=guild.version, into=other)
    waiting.refresh_from_db()
    assert (waiting.state, sums(guild), sums(other)) == ("withdrawn", (300, 0, 300, 0), (600, 600, 0, 0))
    budget.book_spending(promised, actor=cast.xenia, version=promised.version, spent=A_THIRD)
    with pytest.raises(Refused, match="closed"):
        ask(guild, cast.mara)
    charters.close_guild(other, actor=cast.emil, version=other.version, reason="Done.")
    assert sums(other) == (0, 0, 0, 0)
    holds(guild)
    holds(other)


# --- pages
def test_the_page_shows_the_sums_of_the_ledger_and_what_waits(cast, client_for, guild):
    ask(guild, cast.mara, 120, "A screen reader")
    approved(guild, cast.dario, cast.emil, 250)
    page = text(client_for(cast.emil).get(at("budget", guild)))
    for words in ("650 EUR can be promised; one request waits for a word.", "A screen reader", "120 EUR", "Answer"):
        assert words in page
    assert "Answer</a>" not in text(client_for(cast.dario).get(at("budget", guild)))
    ledger = text(client_for(cast.mara).get(at("budget", guild) + "?show=ledger"))
    assert "For the spring" in ledger and "−250 EUR" in ledger and "Set it right" not in ledger
    assert "Set it right" in text(client_for(cast.xenia).get(at("budget", guild) + "?show=ledger"))
    assert text(client_for(cast.emil).get(at("budget", guild) + "?show=%00&page=x")).count("A screen reader") == 1


def test_from_asking_to_a_counter_entry_by_forms_alone(cast, client_for, guild):
    asks, answers = client_for(cast.mara), client_for(cast.emil)
    typed = {"title": "A screen reader", "amount": "120.00", "link": "https://example.com/offer"}
    wrong = asks.post(at("budget_ask", guild), {**typed, "amount": "-1"})
    assert wrong.status_code == 422 and "Write an amount above nothing." in text(wrong)
    assert asks.post(at("budget_ask", guild), {**typed, "link": "javascript:alert(1)"}).status_code == 422
    for _turn in range(2):
        assert asks.post(at("budget_ask", guild), typed).url == at("budget", guild)
    request = guild.budget_requests.get()
    said = answers.post(at("budget_answer", request), {"version": 1, "yes": "0"})
    assert said.status_code == 422 and "Say in a few words why not." in text(said)
    assert answers.post(at("budget_answer", request), {"version": 1, "yes": "1"}).status_code == 302
    form = text(asks.get(at("budget_book", request)))
    assert "120 EUR are still set aside" in form and 'name="key"' in form
    booked = {"version": 2, "key": "9b0f3f0e-8a0e-4c84-9b65-0f1c9a3f1a10", "spent": "99.90", "last": "on"}
    assert asks.post(at("budget_book", request), {**booked, "spent": "120.01"}).status_code == 422
    for _turn in range(2):
        asks.post(at("budget_book", request), booked)
    entry = guild.ledger.get(kind="spent")
    answers.post(at("budget_correct", entry), {"words": "With the discount it was less."})
    assert sums(guild) == (900, Decimal("800.10"), Decimal("99.90"), 0)
    ledger = text(answers.get(at("budget", guild) + "?show=ledger"))
    assert "With the discount it was less." in ledger and "taken back by a counter-entry" in ledger


def test_more_than_is_left_is_told_and_still_asked(cast, client_for, guild):
    asks = client_for(cast.mara)
    assert "900 EUR can be promised now" in text(asks.get(at("budget_ask", guild)))
    typed = {"title": "A screen reader", "amount": "900", "link": ""}
    hint = "is more than the 900 EUR that can be promised now."
    assert hint not in text(asks.post(at("budget_ask", guild), typed, follow=True))
    assert f"99,999 EUR {hint}" in text(asks.post(at("budget_ask", guild), {**typed, "amount": "99999"}, follow=True))


def test_a_booking_proposes_neither_the_whole_sum_nor_the_end(cast, client_for, guild):
    request = approved(guild, cast.mara, cast.emil, 250)
    books = client_for(cast.mara)
    form = books.get(at("budget_book", request)).context["form"]
    assert not form["spent"].value() and not form["last"].value()
    sent = {"version": form["version"].value(), "key": form["key"].value(), "spent": "50"}
    assert "Booked. The rest stays set aside." in text(books.post(at("budget_book", request), sent, follow=True))
    request.refresh_from_db()
    assert (request.state, request.spent) == ("approved", 50)


def test_who_has_left_gives_back_and_is_led_to_the_guild(cast, client_for, guild):
    request = approved(guild, cast.mara, cast.emil)
    guild.memberships.filter(person=cast.mara).update(state="left")
    client = client_for(cast.mara)
    assert client.get(at("budget", guild)).status_code == 403
    assert client.post(at("budget_withdraw", request), {"version": 2}).url == guild.get_absolute_url()
    assert sums(guild) == (900, 900, 0, 0)


@pytest.mark.parametrize("show", ["", "settled", "ledger"])
def test_fifty_rows_and_no_more_statements_than_for_one(cast, client_for, guild, show):
    client = client_for(cast.emil)
    client.get(at("budget", guild))
    costs = []
    for number in (1, 52):
        for n in range(number):
            request = approved(guild, cast.mara, cast.emil, Decimal("1.5") + n % 2)
            if show:
                budget.book_spending(request, actor=cast.mara, version=2, spent=Decimal(1))
        with CaptureQueriesContext(connection) as sent:
            page = text(client.get(f"{at('budget', guild)}?show={show}"))
        costs.append(len([query for query in sent.captured_queries if "SAVEPOINT" not in query["sql"]]))
    assert costs[0] == costs[1] <= 12, costs
    assert "The next 50" in page and page.count('scope="row"' if show == "ledger" else "card-row") == 50


def test_amounts_as_people_read_them(organisation):
    with policy.scope():
        said = [money(each) for each in (None, Decimal("1234.50"), Decimal("-3.00"), Decimal(0))]
    assert said == ["–", "1,234.50\u00a0EUR", "−3\u00a0EUR", "0\u00a0EUR"]


def test_only_l_and_d_hear_of_a_request_that_nobody_else_can_answer(cast):
    alone = GuildFactory(steward=cast.emil)
    ask(alone, cast.emil, 10)
    assert told("guilds.budget_asked") == {cast.lena.pk}
    hidden = GuildFactory(steward=cast.otto, joining="hidden")
    MembershipFactory(guild=hidden, person=cast.nora)
    ask(hidden, cast.otto, 10)
    assert told("guilds.budget_asked") == {cast.lena.pk}
