"""What a guild's steward and its sponsor do with money and health, by keyboard alone and without JavaScript: a member asks,
the steward says yes, the cost is booked, and the sponsor reads how the guild does. What somebody new does: join, ask about a
session, book a quarter of an hour; and a host names who came."""

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from ecosystem.core.clock import now
from guilds.actions.budget import grant_budget
from guilds.actions.health import count_health
from guilds.models import BudgetRequest
from tests.browser.hand import Hand
from tests.factories.guild_sessions import SessionFactory
from tests.factories.guilds import GuildFactory, GuildPostFactory
from tests.factories.meeting import HoursFactory
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


@WAYS
def test_somebody_new_joins_from_the_list_asks_and_books(hand, guild, cast, keyboard, axe):
    session = SessionFactory(host=cast.emil, title="Labels")
    begins = now() + dt.timedelta(days=3)
    slot = HoursFactory(person=cast.emil).times.create(starts_at=begins, ends_at=begins + dt.timedelta(minutes=15))
    otto = hand(cast.otto, keyboard)
    otto.open(reverse("guilds:guild_list"))
    otto.press(otto.page.get_by_role("button", name="Join Forms"))
    expect(otto.page.get_by_text("You belong to it now.")).to_be_visible()
    otto.open(session.get_absolute_url())
    otto.press(otto.page.get_by_role("link", name="Ask about it"))
    form = otto.page.locator("#form")
    otto.fill(form.get_by_label("In one sentence"), "Is it recorded?")
    otto.save(form.get_by_role("button", name="Ask"))
    otto.press(otto.page.get_by_role("link", name="Is it recorded?"))
    expect(otto.page.get_by_text("everybody in the company")).to_be_visible()
    if keyboard:
        axe(otto.page)
    otto.open(slot.hours.get_absolute_url())
    otto.fill(otto.page.get_by_label("What you want to ask"), "Why is it slow?")
    if keyboard:
        axe(otto.page)
    otto.save(otto.page.get_by_role("button", name="Book the next one"))
    expect(otto.page.get_by_text("Booked. It comes into your calendar by mail.")).to_be_visible()
    slot.refresh_from_db()
    assert (slot.booked_by, slot.agenda) == (cast.otto, "Why is it slow?")


@WAYS
def test_a_host_names_who_came_without_a_seat(hand, cast, keyboard, axe):
    session = SessionFactory(host=cast.emil, state="held", starts_at=now() - dt.timedelta(hours=2))
    emil = hand(cast.emil, keyboard)
    emil.open(session.get_absolute_url())
    emil.press(emil.page.get_by_role("link", name="Who was there"))
    emil.fill(emil.page.get_by_label("Who came without a seat"), cast.otto.email)
    emil.save(emil.page.get_by_role("button", name="Was there"))
    expect(emil.page.get_by_text("came without a seat", exact=True)).to_be_visible()
    if keyboard:
        axe(emil.page)
    assert session.seats.get().person == cast.otto
