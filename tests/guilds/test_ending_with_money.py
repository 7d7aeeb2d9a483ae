"""Money and sponsors of guilds that close or become part of another: said before, and so done; nothing is spent twice."""

from decimal import Decimal

import pytest
from django.urls import reverse

from ecosystem.core.errors import Refused
from ecosystem.notifications.models import Nudge
from ecosystem.notifications.registry import registered
from goals.actions import sponsoring
from goals.announcements_sponsors import ended_message
from goals.models import Sponsorship
from guilds.actions import budget, charters
from guilds.models import BudgetRequest, Guild
from tests.factories.guilds import GuildFactory, MembershipFactory
from tests.guilds.ledger import A_THIRD, ALL_OF_IT, approved, ask, holds, sums
from tests.guilds.test_budget_at_once import at_once, rich  # noqa: F401  (a fixture)

pytestmark = pytest.mark.django_db


def text(answer) -> str:
    return " ".join(answer.content.decode().replace("\u00a0", " ").split())


@pytest.fixture
def guild(cast):
    """900: 300 asked for and 300 set aside. Xenia sponsors it."""
    guild = GuildFactory(name="Accessibility", steward=cast.emil, people=[cast.mara, cast.dario])
    sponsoring.accept_sponsorship(sponsoring.offer_sponsorship(guild, actor=cast.xenia), actor=cast.emil, version=1)
    guild.refresh_from_db()
    budget.grant_budget(guild, actor=cast.xenia, amount=ALL_OF_IT, words="For the spring")
    ask(guild, cast.mara, 10)
    approved(guild, cast.dario, cast.emil)
    return guild


@pytest.fixture
def into(cast):
    return GuildFactory(name="Inclusion", steward=cast.emil)


def merge(guild, into, actor) -> BudgetRequest:
    """Returns what was set aside, read anew."""
    charters.merge_guild(guild, actor=actor, version=guild.version, into=into)
    return BudgetRequest.objects.select_related("guild").get(guild=guild, state="approved")


def test_before_a_merge_and_a_closing_it_is_said_what_becomes_of_money_and_sponsor(guild, into, cast, client_for):
    client = client_for(cast.emil)
    page = text(client.get(reverse("guilds:guild_merge", args=[guild.pk])))
    for words in (
        "600 EUR that can be promised go over; both ledgers say so.",
        "One request for money waits and is taken back; ask for it there again.",
        "300 EUR set aside stay for what they were asked for and are booked here; what is left of them goes over.",
        "Xenia Test no longer sponsors it, is told, and may offer it to the other guild, whose sponsor stays.",
    ):
        assert words in page, words
    page = text(client.get(reverse("guilds:guild_close", args=[guild.pk])))
    assert "600 EUR that can be promised end with it." in page and "Xenia Test no longer sponsors it" in page
    bare = text(client.get(reverse("guilds:guild_merge", args=[into.pk])))
    assert "There is no money in its budget." in bare and "Nobody sponsors it." in bare


def test_what_comes_back_after_the_merge_goes_over_too_also_from_one_that_has_merged_again(guild, into, cast):
    last = GuildFactory(name="Everybody", steward=cast.emil)
    promised = merge(guild, into, cast.emil)
    assert (sums(guild), sums(into)) == ((300, 0, 300, 0), (600, 600, 0, 0))
    charters.merge_guild(into, actor=cast.emil, version=Guild.objects.get(pk=into.pk).version, into=last)
    budget.book_spending(promised, actor=cast.dario, version=promised.version, spent=Decimal(100))
    assert (sums(guild), sums(into), sums(last)) == ((100, 0, 0, 100), (0, 0, 0, 0), (800, 800, 0, 0))
    for each in (guild, into, last):
        holds(each)
    assert [*last.ledger.order_by("pk").values_list("words", flat=True)] == ["From: Inclusion", "From: Accessibility"]
    assert guild.ledger.filter(kind="ended").latest("pk").words == "To: Everybody"


def test_what_comes_back_of_a_closed_guild_ends_and_nobody_grants_it_more(guild, into, cast):
    charters.close_guild(guild, actor=cast.emil, version=guild.version, reason="Done.")
    promised = BudgetRequest.objects.select_related("guild").get(guild=guild, state="approved")
    budget.withdraw_request(promised, actor=cast.dario, version=promised.version)
    assert sums(guild) == (0, 0, 0, 0)
    holds(guild)
    with pytest.raises(Refused, match="closed"):
        budget.grant_budget(guild, actor=cast.xenia, amount=A_THIRD, words="Late")


def test_a_booking_set_right_after_the_merge_is_booked_again_and_not_twice(guild, into, cast):
    promised = merge(guild, into, cast.emil)
    wrong = budget.book_spending(promised, actor=cast.dario, version=promised.version, spent=A_THIRD)
    budget.correct_entry(wrong, actor=cast.dario, words="Cheaper.")
    again = BudgetRequest.objects.select_related("guild").get(pk=promised.pk)
    budget.book_spending(again, actor=cast.dario, version=again.version, spent=Decimal(50))
    assert (sums(guild), sums(into)) == ((50, 0, 0, 50), (850, 850, 0, 0))
    grant = guild.ledger.get(kind="granted")
    with pytest.raises(Refused, match="promised already"):
        budget.correct_entry(grant, actor=cast.xenia, words="All of it back.")
    holds(guild)
    holds(into)


def test_a_hidden_guild_is_named_in_no_other_ledger(guild, into, cast):
    Guild.objects.filter(pk=guild.pk).update(joining="hidden")
    guild.refresh_from_db()
    merge(guild, into, cast.emil)
    assert into.ledger.get().words == "From: another guild"


def test_a_sponsor_is_told_and_asked_anew_and_gets_no_rights_in_the_other_guild(guild, into, cast, client_for):
    waiting = Sponsorship.objects.create(person=cast.lena, guild=guild, offered_at=guild.founded_at)
    merge(guild, into, cast.emil)
    guild.refresh_from_db()
    into.refresh_from_db()
    assert set(Sponsorship.objects.values_list("state", flat=True)) == {"ended"} and into.sponsor is None
    assert guild.sponsor == cast.xenia, "the archive keeps who stood behind it"
    said = {row.person: ended_message(row) for row in Nudge.objects.filter(rule__code="goals.sponsorship_ended")}
    assert set(said) == {cast.xenia, cast.lena} and waiting.pk
    words = "“Accessibility” is now part of “Inclusion”, and your sponsorship ended with it. You may offer it to “Inclusion”."
    assert said[cast.xenia].sentence == words and said[cast.xenia].url == into.get_absolute_url()
    assert client_for(cast.xenia).get(reverse("guilds:budget", args=[into.pk])).status_code == 403
    assert sponsoring.end_outlived_sponsorships() == 0
    Guild.objects.filter(pk=into.pk).update(joining="hidden")
    hidden = ended_message(Nudge.objects.get(rule__code="goals.sponsorship_ended", person=cast.xenia))
    assert "Inclusion" not in hidden.sentence and hidden.url == guild.get_absolute_url()


def test_who_belonged_is_told_in_the_past_on_what_has_ended(guild, into, cast, client_for):
    MembershipFactory(guild=into, person=cast.mara)
    client = client_for(cast.mara)
    assert "you joined on" in text(client.get(guild.get_absolute_url()))
    merge(guild, into, cast.emil)
    Guild.objects.filter(pk=guild.pk).update(members=1)
    page = text(client.get(guild.get_absolute_url()))
    assert "One person belonged to it" in page and "you joined on" not in page and "sponsored by" not in page
    assert (
        "A member may take it on" not in page
        and "Only you read this" not in page
        and "nobody tends it any more" in page
    )
    ended = text(client.get(reverse("guilds:guild_list") + "?ended=1"))
    assert "Accessibility" in ended and "Merged" in ended and "You belong to it" not in ended
    assert "One person belonged to it." in text(client.get(reverse("guilds:member_list", args=[guild.pk])))


def test_who_asked_to_join_is_answered_when_it_ends_and_invitations_go(guild, into, cast, client_for):
    MembershipFactory(guild=guild, person=cast.otto, state="asked")
    MembershipFactory(guild=guild, person=cast.nora, state="invited")
    merge(guild, into, cast.emil)
    nudge = Nudge.objects.get(rule__code="guilds.request_answered")
    said = registered("guilds.request_answered").context(nudge)
    assert nudge.person == cast.otto
    assert said.sentence == "“Accessibility” cannot take you in this time."
    assert said.body == "It has become part of another guild."
    for person in (cast.otto, cast.nora):
        page = text(client_for(person).get(guild.get_absolute_url()))
        assert "You asked to join" not in page and "You are invited" not in page


@pytest.mark.django_db(transaction=True)
def test_a_merge_beside_answers_grants_and_bookings_loses_and_doubles_nothing(rich):  # noqa: F811
    cast, guild = rich
    into = GuildFactory(name="Inclusion", steward=cast.emil)
    waits = [ask(guild, cast.mara, 100, f"Audit {n}") for n in range(2)]
    held = [approved(guild, cast.dario, cast.emil, 200 + n) for n in range(2)]
    fresh = BudgetRequest.objects.select_related("guild")

    def act(do, request, **more):
        copy = fresh.get(pk=request.pk)
        return lambda: do(copy, version=copy.version, **more)

    answers = at_once(
        lambda: charters.merge_guild(guild, actor=cast.emil, version=guild.version, into=into),
        act(budget.approve_request, waits[0], actor=cast.emil),
        act(budget.approve_request, waits[1], actor=cast.xenia),
        act(budget.withdraw_request, held[0], actor=cast.dario),
        act(budget.book_spending, held[1], actor=cast.dario, spent=Decimal(1)),
        lambda: budget.grant_budget(guild, actor=cast.xenia, amount=A_THIRD, words="", key="g"),
        lambda: budget.grant_budget(into, actor=cast.xenia, amount=A_THIRD, words="", key="i"),
    )
    assert set(answers) <= {"done", "Refused", "Stale"}, answers
    guild.refresh_from_db()
    granted = guild.ledger.filter(kind="granted").count() - 1
    if guild.state == "merged":  # else somebody changed it first, and the steward reads it anew
        assert sums(guild)[1] == 0
    assert sums(guild)[0] + sums(into)[0] == ALL_OF_IT + A_THIRD + granted * A_THIRD
    holds(guild)
    holds(into)
