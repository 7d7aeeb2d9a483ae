"""What executives do: sponsor, fund, thank, and the desk that proposes three acts a month."""

import datetime as dt
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from ecosystem.core.clock import now, today
from ecosystem.core.errors import Refused
from ecosystem.core.models import AuditEntry
from ecosystem.notifications.finding import find_all
from ecosystem.notifications.models import Nudge
from ecosystem.notifications.sending import rest_after
from feedback.actions import advocacy as acts
from feedback.advocacy_nudges import review_message
from feedback.came import so_far
from feedback.effects import Effect
from feedback.models import Funding, Need, Thanks
from goals.actions import sponsoring
from goals.announcements_sponsors import ended_message
from goals.models import Sponsorship
from guilds.actions.budget import book_spending
from guilds.actions.charters import close_guild
from guilds.models import BudgetRequest, Guild, LedgerEntry, Purse
from tests.factories.feedback import a_need, needed_too
from tests.factories.goals import ObjectiveFactory
from tests.factories.guild_sessions import SeatFactory, SessionFactory
from tests.factories.guilds import GuildFactory
from tests.factories.people import PersonFactory
from tests.factories.resources import ResourceFactory

pytestmark = pytest.mark.django_db
REVIEW = "feedback.funding_review_due"


def text(answer) -> str:
    return " ".join(answer.content.decode().split())


def told(code: str) -> set[int]:
    return set(Nudge.objects.filter(rule__code=code).values_list("person_id", flat=True))


def money(owner=None, amount: int = 2000, key: str = "k1") -> dict:
    day = today() + dt.timedelta(days=91)
    return {"amount": Decimal(amount), "owner": owner, "effect": "Ten minutes.", "review_on": day, "key": key}


# --- sponsors --------------------------------------------------------------------------------------------------------
def test_a_guild_is_sponsored_by_offer_and_acceptance_until_either_side_ends_it(cast):
    guild = GuildFactory(steward=cast.emil, people=[cast.mara])
    offer = sponsoring.offer_sponsorship(guild, actor=cast.xenia, gives="An hour a month.")
    assert sponsoring.offer_sponsorship(guild, actor=cast.xenia) == offer
    assert told("goals.sponsorship_offered") == {cast.emil.pk} and guild.sponsor is None
    other = sponsoring.offer_sponsorship(guild, actor=PersonFactory())
    sponsoring.accept_sponsorship(offer, actor=cast.emil, version=1)
    sponsoring.accept_sponsorship(offer, actor=cast.emil, version=1)
    guild.refresh_from_db()
    assert (guild.sponsor, told("goals.sponsorship_answered")) == (cast.xenia, {cast.xenia.pk})
    for refused in (
        lambda: sponsoring.accept_sponsorship(other, actor=cast.emil, version=1),
        lambda: sponsoring.offer_sponsorship(guild, actor=PersonFactory()),
    ):
        with pytest.raises(Refused, match="sponsors it already"):
            refused()
    sponsoring.end_sponsorship(offer, actor=cast.xenia, version=2, words="I change jobs.")
    sponsoring.end_sponsorship(offer, actor=cast.xenia, version=2)
    guild.refresh_from_db()
    assert guild.sponsor is None and told("goals.sponsorship_ended") == {cast.emil.pk}
    sponsoring.accept_sponsorship(other, actor=cast.emil, version=1)
    assert AuditEntry.objects.filter(verb="sponsorship.accepted").count() == 2


def test_an_objective_is_sponsored_by_yes_of_who_leads_it_and_again_when_the_sponsor_left(cast, client_for):
    objective = ObjectiveFactory(owner=cast.dario)
    assert client_for(cast.xenia).post(reverse("goals:sponsor_objective", args=[objective.pk])).status_code == 302
    offer = Sponsorship.objects.get()
    page = text(client_for(cast.dario).get(objective.get_absolute_url()))
    assert "would like to sponsor it" in page
    assert "would like to sponsor it" not in text(client_for(cast.otto).get(objective.get_absolute_url()))
    client_for(cast.dario).post(reverse("goals:sponsorship_accept", args=[offer.pk]), {"version": "1"})
    assert "Xenia Test" in text(client_for(cast.otto).get(objective.get_absolute_url()))
    type(cast.xenia).objects.filter(pk=cast.xenia.pk).update(is_active=False)
    second = sponsoring.offer_sponsorship(objective, actor=PersonFactory())
    sponsoring.accept_sponsorship(second, actor=cast.dario, version=1)
    assert Sponsorship.objects.get(pk=offer.pk).state == "ended"
    third = sponsoring.offer_sponsorship(ObjectiveFactory(owner=cast.dario), actor=PersonFactory())
    sponsoring.decline_sponsorship(third, actor=cast.dario, version=1, words="Next year.")
    with pytest.raises(Refused, match="is settled: Declined"):
        sponsoring.accept_sponsorship(third, actor=cast.dario, version=2)


def test_what_a_sponsor_stood_behind_takes_the_sponsorship_along_when_it_ends(cast):
    guild = GuildFactory(name="Forms", steward=cast.emil, people=[cast.mara])
    active = sponsoring.offer_sponsorship(guild, actor=cast.xenia)
    sponsoring.accept_sponsorship(active, actor=cast.emil, version=1)
    aim = ObjectiveFactory(owner=cast.dario)
    offered = sponsoring.offer_sponsorship(aim, actor=cast.xenia)
    kept = sponsoring.offer_sponsorship(ObjectiveFactory(owner=cast.dario), actor=cast.xenia)
    assert sponsoring.end_outlived_sponsorships() == 0
    close_guild(guild, actor=cast.emil, version=Guild.objects.get(pk=guild.pk).version, reason="Done.")
    type(aim).objects.filter(pk=aim.pk).update(status="cancelled", ended_on=today())
    assert not Sponsorship.objects.offered().filter(pk=offered.pk).exists()
    assert (sponsoring.end_outlived_sponsorships(), sponsoring.end_outlived_sponsorships()) == (1, 0)
    states = {row.pk: row.state for row in Sponsorship.objects.all()}
    assert states == {active.pk: "ended", offered.pk: "ended", kept.pk: "offered"}
    (nudge,) = Nudge.objects.filter(rule__code="goals.sponsorship_ended", subject_id=active.pk)
    assert nudge.person == cast.xenia
    assert ended_message(nudge).sentence == "“Forms” has ended, and your sponsorship with it."
    assert Guild.objects.get(pk=guild.pk).sponsor == cast.xenia


# --- money -----------------------------------------------------------------------------------------------------------
def test_money_for_a_need_is_told_to_everybody_who_waits_and_is_looked_at_again(cast, client_for):
    need = a_need(cast.emil)
    needed_too(need, cast.mara)
    funding = acts.fund_need(need, actor=cast.xenia, **money(cast.dario))
    assert acts.fund_need(need, actor=cast.xenia, **money(cast.dario)) == funding
    assert Funding.objects.count() == 1 and need.moves.filter(kind="funded").count() == 1
    assert {cast.emil.pk, cast.mara.pk} <= told("feedback.need_moved") and told("feedback.funding_yours") == {
        cast.dario.pk
    }
    page = text(client_for(cast.otto).get(need.get_absolute_url()))
    assert "Xenia Test funds it with 2,000" in page and "Dario Test sees to it" in page and "Ten minutes." in page
    acts.review_funding(funding, actor=cast.dario, version=1, came="partly", words="Twenty.")
    assert "it came true in part" in text(client_for(cast.otto).get(funding.get_absolute_url()))
    Need.objects.update(status="declined")
    with pytest.raises(Refused, match="settled already"):
        acts.fund_need(need, actor=cast.xenia, **money(key="k2"))


def test_money_for_a_guild_stands_in_its_ledger_and_that_for_a_session_is_set_aside_for_the_host(cast):
    guild = GuildFactory(steward=cast.emil, people=[cast.mara])
    funding = acts.fund_guild(guild, actor=cast.xenia, **money(amount=500))
    assert acts.fund_guild(guild, actor=cast.xenia, **money(amount=500)) == funding
    assert (funding.entry.amount, Purse.objects.get(guild=guild).balance) == (500, 500)
    session = SessionFactory(guild=guild, host=cast.mara, title="Forms")
    acts.fund_guild(guild, actor=cast.xenia, session=session, **money(amount=300, key="k2"))
    held = BudgetRequest.objects.get()
    assert (held.author, held.state, held.amount, held.session) == (cast.mara, "approved", 300, session)
    assert Purse.objects.get(guild=guild).balance == 500
    assert sum(entry.amount for entry in LedgerEntry.objects.filter(guild=guild)) == 500
    own = SessionFactory(guild=guild, host=cast.xenia)
    acts.fund_guild(guild, actor=cast.xenia, session=own, **money(amount=100, key="k3"))
    assert BudgetRequest.objects.count() == 1 and Purse.objects.get(guild=guild).balance == 600


def test_who_funds_a_session_sees_it_there_on_the_form_and_in_the_ledger(cast, client_for):
    guild = GuildFactory(steward=cast.emil, people=[cast.mara])
    session = SessionFactory(guild=guild, host=cast.mara, title="Forms")
    fund = reverse("feedback:session_fund", args=[session.pk])
    client = client_for(cast.xenia)
    assert "already; this is added to it" not in text(client.get(fund))
    funding = acts.fund_guild(guild, actor=cast.xenia, session=session, **money(cast.mara, amount=300))
    request = BudgetRequest.objects.get()
    book_spending(request, actor=cast.mara, version=request.version, spent=Decimal(120), last=True)
    other = BudgetRequest.objects.create(guild=guild, author=cast.emil, title="Tea", amount=9, asked_at=now())
    LedgerEntry.objects.create(guild=guild, request=other, kind="set_aside", amount=-9, bound=9, at=now())
    assert "You fund it with 300" in text(client.get(session.get_absolute_url()))
    assert "Xenia Test funds it with 300" in text(client_for(cast.emil).get(session.get_absolute_url()))
    assert "funds it with" not in text(client_for(cast.otto).get(session.get_absolute_url()))
    assert "You fund it with 300\xa0EUR already; this is added to it." in client.get(fund).content.decode()
    page = text(client.get(funding.get_absolute_url()))
    assert [page.count(words) for words in ("Granted: 300", "Set aside: 300", "Spent: 120", "Came back: 180")] == [
        1
    ] * 4
    assert "Set aside: 9" not in page
    assert client_for(cast.otto).get(funding.get_absolute_url()).status_code == 404


def review_due() -> dict[int, str]:
    """The only reminders there are, by person."""
    find_all(today())
    rows = [(row.person_id, review_message(row)) for row in Nudge.objects.filter(rule__code=REVIEW)]
    return {person: message.body for person, message in rows if message}


def test_who_gave_money_is_asked_once_on_its_day_with_what_came_of_it_so_far(cast, client_for):
    need = a_need(cast.emil, words="Rotating secrets")
    needed_too(need, cast.mara)
    funding = acts.fund_need(need, actor=cast.xenia, **money(cast.dario))
    with time_machine.travel(funding.review_on - dt.timedelta(days=1)):
        assert review_due() == {}
    with time_machine.travel(funding.review_on):
        said = {cast.xenia.pk: "Expected: Ten minutes. So far: Waits for an answer · 2 people need it."}
        assert review_due() == said
    type(cast.xenia).objects.filter(pk=cast.xenia.pk).update(is_active=False)
    with time_machine.travel(funding.review_on + dt.timedelta(days=1)):
        assert cast.dario.pk in review_due()
        assert "you see to it" in review_message(Nudge.objects.get(person=cast.dario, rule__code=REVIEW)).sentence
    type(cast.xenia).objects.filter(pk=cast.xenia.pk).update(is_active=True)
    with time_machine.travel(funding.review_on + dt.timedelta(days=30)):
        nudge = Nudge.objects.get(rule__code=REVIEW, person=cast.xenia)
        assert rest_after(nudge, funding.review_on) > today() + dt.timedelta(days=999)
        acts.review_funding(funding, actor=cast.dario, version=1, came="yes")
        assert review_message(nudge) is None
    Need.objects.update(status="resolved", resolved_at=now())
    need.reporters.filter(person=cast.mara).update(helped=True, helped_at=now())
    page = text(client_for(cast.otto).get(funding.get_absolute_url()))
    assert "Answered · 2 people need it · 1 of 1 said that it helped" in page


def test_what_came_of_money_for_a_guild_or_a_session_is_what_was_spent_and_who_came(cast):
    guild = GuildFactory(steward=cast.emil, people=[cast.mara])
    funding = acts.fund_guild(guild, actor=cast.xenia, **money(amount=500))
    assert so_far(funding) == "nothing spent yet · the guild has not met since"
    session = SessionFactory(guild=guild, host=cast.mara)
    held = acts.fund_guild(guild, actor=cast.xenia, session=session, **money(amount=300, key="k2"))
    assert so_far(held) == "the session is still to come"
    request = BudgetRequest.objects.get()
    book_spending(request, actor=cast.mara, version=request.version, spent=Decimal(120), last=False)
    later = now() + dt.timedelta(minutes=1)
    type(session).objects.update(starts_at=later, ends_at=later + dt.timedelta(hours=1))
    SeatFactory(session=session, attended=True)
    with time_machine.travel(later + dt.timedelta(hours=2)):
        held.refresh_from_db()
        assert so_far(held) == "it took place"
        assert so_far(funding).startswith("120") and so_far(funding).endswith("spent · the guild has met once since")
    type(session).objects.update(state="cancelled")
    held.refresh_from_db()
    assert so_far(held) == "the session is off"


# --- thanks ----------------------------------------------------------------------------------------------------------
def test_an_author_is_thanked_by_name_with_the_exact_effect_and_decides_who_reads_it(cast, client_for):
    resource = ResourceFactory(owner=cast.mara, views=140)
    for closed in (True, True, False):
        need = a_need(cast.emil, words=f"No guide {Need.objects.count()}")
        values = {"status": "resolved", "result": resource, "resolved_at": now()}
        Need.objects.filter(pk=need.pk).update(**values, closed_at=now() if closed else None)
    client = client_for(cast.xenia)
    address = reverse("feedback:resource_thank", args=[resource.pk])
    assert "used 140 times, closed 2 gaps" in text(client.get(address))
    assert client.post(address, {}).status_code == client.post(address, {}).status_code == 302
    thanks = Thanks.objects.get()
    assert (thanks.used, thanks.closed, thanks.person) == (140, 2, cast.mara)
    assert told("feedback.thanked") == {cast.mara.pk}
    assert client_for(cast.otto).get(thanks.get_absolute_url()).status_code == 404
    publish = reverse("feedback:thanks_publish", args=[thanks.pk])
    assert client_for(cast.mara).post(publish, {"version": "1", "public": "on"}).status_code == 302
    assert "used 140 times, closed 2 gaps" in text(client_for(cast.otto).get(thanks.get_absolute_url()))
    assert "Thanked for" in text(client_for(cast.otto).get(cast.mara.get_absolute_url()))
    assert client_for(cast.mara).post(publish, {"version": "2"}).status_code == 302
    assert "Thanked for" not in text(client_for(cast.otto).get(cast.mara.get_absolute_url()))
    assert client_for(cast.otto).get(thanks.get_absolute_url()).status_code == 404


@pytest.mark.parametrize(
    ("used", "closed", "words"),
    [(0, 0, ""), (1, 0, "used once"), (140, 2, "used 140 times, closed 2 gaps"), (0, 1, "closed one gap")],
)
def test_an_effect_names_what_happened(used, closed, words):
    assert Effect(used, closed).words == words


@pytest.mark.parametrize(
    ("seats", "came", "said"),
    [
        (11, 11, "it took place"),
        (12, 0, "fewer than 6 people were there"),
        (12, 5, "fewer than 6 people were there"),
        (12, 6, "6 people or more were there"),
        (12, 12, "6 people or more were there"),
        (20, 14, "12 people or more were there"),
    ],
)
def test_how_many_came_is_told_in_batches_to_those_who_do_not_know_who(cast, seats, came, said):
    """The number of seats is on the page of the session; who had one and who came, the host and the stewards know."""
    over = now() - dt.timedelta(days=2)
    session = SessionFactory(
        guild=GuildFactory(steward=cast.emil), host=cast.mara, starts_at=over, ends_at=over + dt.timedelta(hours=1)
    )
    for number in range(seats):
        SeatFactory(session=session, attended=number < came)
    session.refresh_from_db()
    assert so_far(Funding(session=session, guild=session.guild, amount=10)) == said
