"""What a guild's steward and its sponsor do with money and health, by keyboard alone and without JavaScript: a member asks,
the steward says yes, the cost is booked, and the sponsor reads how the guild does."""

from decimal import Decimal

import pytest
from playwright.sync_api import expect

from guilds.actions.budget import grant_budget
from guilds.actions.health import count_health
from guilds.models import BudgetRequest
from tests.browser.hand import Hand
from tests.factories.guilds import GuildFactory, GuildPostFactory
from tests.factories.people import PersonFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WAYS = pytest.mark.parametrize("keyboard", [True, False], ids=["by keyboard", "without JavaScript"])


@pytest.fixture
def guild(cast):
    people = [cast.mara, *PersonFactory.create_batch(5)]
    guild = GuildFactory(name="Forms", steward=cast.emil, people=people, sponsor=cast.xenia)
    grant_budget(guild, actor=cast.xenia, amount=Decimal(500), words="For the spring.")
    GuildPostFactory(guild=guild, author=cast.mara)
    count_health()
    return guild


@pytest.fixture
def hand(new_page):
    return lambda person, keyboard: Hand(new_page(person, javascript=keyboard), keyboard)


@WAYS
def test_money_is_asked_for_set_aside_and_booked(hand, guild, cast, keyboard, axe):
    mara = hand(cast.mara, keyboard)
    mara.open(guild.get_absolute_url())
    mara.press(mara.page.get_by_role("link", name="Budget"))
    mara.press(mara.page.get_by_role("link", name="Ask for money"))
    form = mara.page.locator("#form")
    mara.fill(form.get_by_label("What for"), "A screen reader")
    mara.fill(form.get_by_label("How much"), "120")
    mara.save(form.get_by_role("button", name="Ask"))
    expect(mara.page.get_by_text("one request waits for a word")).to_be_visible()
    emil = hand(cast.emil, keyboard)
    emil.open(f"{guild.get_absolute_url()}budget/")
    if keyboard:
        axe(emil.page)
    emil.press(emil.page.get_by_role("link", name="Answer"))
    form = emil.page.locator("#form")
    emil.choose(form.get_by_role("radio", name="Set it aside"), "1")
    emil.save(form.get_by_role("button", name="Answer"))
    expect(emil.page.locator("#main, main").get_by_text("Set aside, Emil Test")).to_be_visible()
    emil.press(emil.page.get_by_role("link", name="Book what was spent"))
    form = emil.page.locator("#form")
    emil.fill(form.get_by_label("What it cost"), "100")
    emil.tick(form.get_by_label("That was all; the rest comes back"))
    emil.save(form.get_by_role("button", name="Book it"))
    emil.press(emil.page.get_by_role("link", name="Ledger"))
    expect(emil.page.get_by_role("rowheader", name="Spent A screen reader")).to_be_visible()
    if keyboard:
        axe(emil.page)
    assert (BudgetRequest.objects.get().state, BudgetRequest.objects.get().spent) == ("spent", 100)


@WAYS
def test_the_sponsor_reads_how_the_guild_does(hand, guild, cast, keyboard, axe):
    xenia = hand(cast.xenia, keyboard)
    xenia.open(guild.get_absolute_url())
    xenia.press(xenia.page.get_by_role("link", name="More on its health"))
    expect(xenia.page.get_by_role("heading", name="The next step")).to_be_visible()
    if keyboard:
        axe(xenia.page)
    xenia.press(xenia.page.get_by_role("link", name="Host a session"))
    xenia.page.wait_for_url(f"**/sessions/new/?guild={guild.pk}")
