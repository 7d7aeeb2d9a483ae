"""An executive does three acts from the advocacy desk, by keyboard alone and without JavaScript: funds a need (X3), thanks
an author by name with the effect (X5), sponsors a guild; and those who wait see it."""

import pytest
from playwright.sync_api import expect

from feedback.models import Funding, Thanks
from goals.models import Sponsorship
from tests.browser.hand import Hand
from tests.factories.feedback import a_need, needed_too
from tests.factories.guilds import GuildFactory
from tests.factories.people import PersonFactory
from tests.factories.resources import ResourceFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WAYS = pytest.mark.parametrize("keyboard", [True, False], ids=["by keyboard", "without JavaScript"])
EFFECT = "Rotating a secret takes ten minutes, not a day."


@pytest.fixture
def company(cast):
    cast.need = a_need(cast.emil, words="No guide on rotating client secrets")
    needed_too(cast.need, *PersonFactory.create_batch(4))
    cast.resource = ResourceFactory(owner=cast.mara, title="Secrets, step by step", views=140)
    cast.guild = GuildFactory(name="Security", steward=cast.emil, people=PersonFactory.create_batch(6))
    return cast


@WAYS
def test_three_acts_from_the_desk_and_their_reach(new_page, company, keyboard, count, axe):
    xenia = Hand(new_page(company.xenia, javascript=keyboard), keyboard)
    xenia.open("/desk/")
    if keyboard:
        axe(xenia.page)
    _funds(xenia, company, count)
    _thanks(new_page, company, keyboard, count)
    _sponsors(new_page, company, keyboard, count)
    page = xenia.page
    page.goto("/desk/")
    expect(page.get_by_text("that was it for")).to_be_visible()
    for said in ("You funded", "You thanked Mara Test", "You offered to sponsor"):
        expect(page.get_by_role("link", name=said)).to_be_visible()
    if keyboard:
        axe(page)
    waiting = new_page(company.emil, javascript=keyboard)
    waiting.goto(company.need.get_absolute_url())
    expect(waiting.locator(f"#need-{company.need.pk}-money")).to_contain_text(EFFECT)


def _funds(xenia: Hand, company, count) -> None:
    page, need = xenia.page, company.need
    xenia.reads(page.locator(f"#desk-fund-{need.pk}"))
    xenia.press(page.get_by_role("link", name="Fund it"))
    page.wait_for_url("**/fund/")
    form = page.locator("#form")
    xenia.reads(page.locator("main"))
    xenia.fill(form.get_by_label("How much"), "2000")
    xenia.fill(form.get_by_label("Who sees to it"), company.dario.email)
    xenia.fill(form.get_by_label("What it shall change"), EFFECT)
    xenia.asked(form, "amount", "owner", "effect", "review_on")
    xenia.save(form.get_by_role("button", name="Fund it"))
    page.wait_for_url(f"**{need.get_absolute_url()}*")
    given = Funding.objects.get()
    assert (given.need, given.amount, given.owner, given.effect) == (need, 2000, company.dario, EFFECT)
    count("X3", xenia)


def _thanks(new_page, company, keyboard: bool, count) -> None:
    hand = Hand(new_page(company.xenia, javascript=keyboard), keyboard)
    hand.open("/desk/")
    row = hand.page.locator(f"#desk-thank-{company.resource.pk}")
    expect(row.get_by_text("By Mara Test: used 140 times.")).to_be_visible()
    hand.reads(row)
    hand.press(row.get_by_role("button", name="Thank them"))
    hand.page.wait_for_url("**/thanks/*/*")
    assert (Thanks.objects.get().person, Thanks.objects.get().used) == (company.mara, 140)
    count("X5", hand)


def _sponsors(new_page, company, keyboard: bool, count) -> None:
    hand = Hand(new_page(company.xenia, javascript=keyboard), keyboard)
    hand.open("/desk/")
    row = hand.page.locator(f"#desk-sponsor_guild-{company.guild.pk}")
    hand.reads(row)
    hand.press(row.get_by_role("button", name="Offer to sponsor"))
    hand.page.wait_for_url("**/sponsors/*/*")
    assert Sponsorship.objects.get().guild == company.guild
    count("X3 by sponsoring", hand)


@WAYS
def test_not_this_brings_another_in_its_place(new_page, company, keyboard):
    page = new_page(company.xenia, javascript=keyboard)
    page.goto("/desk/")
    page.get_by_role("button", name="Not this: No guide on rotating client secrets").click()
    expect(page.locator(f"#desk-fund-{company.need.pk}")).to_have_count(0)
    expect(page.locator(f"#desk-thank-{company.resource.pk}")).to_be_visible()
