"""Triage on the radar in thirty seconds a cluster (L1), by keys alone and without JavaScript."""

import pytest
from playwright.sync_api import expect

from ecosystem.core.clock import now
from feedback.models import Need, RadarCount, RadarVerdict
from tests.browser.hand import Hand, row_of_keys
from tests.factories.care import ReactionFactory
from tests.factories.feedback import a_need, needed_too
from tests.factories.people import PersonFactory
from tests.factories.resources import ResourceFactory
from tests.factories.skills import SkillFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def signals(cast):
    """Two needs on one skill, a need of a few, a doubt, and a search; each is weightier than the next."""
    skill = SkillFactory(name="Webhooks")
    first = a_need(cast.emil, "How to replay a webhook in staging", skill=skill)
    needed_too(first, *PersonFactory.create_batch(11))
    a_need(cast.otto, "Which webhooks there are", skill=skill)
    needed_too(a_need(cast.otto, "Pricing a discovery phase"), *PersonFactory.create_batch(7))
    RadarCount.objects.create(kind="search", code="0" * 12, words="salary bands", n=12, since=now().date())
    ReactionFactory(resource=ResourceFactory(title="Alternative texts for charts"), person=cast.dario)
    ResourceFactory(title="Prices, step by step")
    return skill


def row(hand: Hand, words: str):
    return hand.page.locator("[data-grid-row]", has_text=words).first


def test_four_clusters_by_keys_alone(new_page, cast, signals, count):
    lena = Hand(new_page(cast.lena), True)
    lena.open("/needs/radar/")
    lena.reads(row(lena, "Webhooks"))
    lena.key("j")
    lena.answer("m")
    expect(row(lena, "Webhooks").get_by_role("button", name="Merge")).to_have_count(0)
    expect(row_of_keys(lena.page)).to_contain_text("Webhooks")
    lena.answer("a")
    expect(row(lena, "Webhooks")).to_contain_text("Taken on")
    expect(row_of_keys(lena.page)).to_contain_text("Pricing")
    lena.page.keyboard.press("u")
    expect(row(lena, "Webhooks")).to_contain_text("It is decided and cannot be taken back here")
    assert set(Need.objects.filter(skill=signals).values_list("status", flat=True)) == {"accepted", "merged"}

    lena = Hand(lena.page, True)
    lena.reads(row(lena, "Pricing"))
    lena.answer("r")
    lena.page.get_by_label("What answers it").wait_for()
    lena.fill(lena.page.get_by_label("What answers it"), "Prices, step by step")
    lena.key("Enter")
    expect(row(lena, "Pricing")).to_contain_text("Answered")
    expect(row_of_keys(lena.page)).to_contain_text("salary bands")

    declined_and_taken_back(lena.page, count)
    some_merged_one_taken_on(lena.page, count)
    assert set(RadarVerdict.objects.values_list("kind", flat=True)) == {"merge", "accept", "answer", "decline"}
    assert Need.objects.get(source="radar").about.title == "Alternative texts for charts"


def declined_and_taken_back(page, count) -> None:
    lena = Hand(page, True)
    lena.reads(row(lena, "salary bands"))
    lena.answer("d")
    lena.page.get_by_label("Why not").wait_for()
    lena.fill(lena.page.get_by_label("Why not"), "They stand in the handbook of people.")
    lena.key("Enter")
    expect(row(lena, "salary bands")).to_contain_text("Undo")
    expect(row_of_keys(lena.page)).to_contain_text("Alternative texts")
    count("L1 with a reason", lena)
    lena.key("u")
    expect(row(lena, "salary bands").get_by_role("button", name="Take on")).to_be_visible()
    expect(row_of_keys(lena.page).get_by_role("button", name="Take on")).to_be_visible()


def some_merged_one_taken_on(page, count) -> None:
    """The last of the four; what is missing for a merge is said."""
    lena = Hand(page, True)
    lena.reads(row(lena, "Alternative texts"))
    lena.key("j")
    lena.page.keyboard.press("m")
    expect(row(lena, "Alternative texts")).to_contain_text("M merges two needs or more")
    lena.answer("a")
    expect(row(lena, "Alternative texts")).to_contain_text("Taken on")
    count("L1", lena)
    expect(lena.page.locator("#radar-count")).to_contain_text("One thing that is missed here waits")
    lena.page.keyboard.press("u")
    expect(row_of_keys(lena.page).get_by_role("button", name="Take on")).to_be_visible()
    expect(lena.page.locator("#radar-count")).to_contain_text("2 things that are missed here wait")
    lena.page.keyboard.press("a")
    expect(row(lena, "Alternative texts")).to_contain_text("Taken on")


def test_the_same_without_javascript(new_page, cast, signals):
    page = new_page(cast.lena, javascript=False)
    page.goto("/needs/")
    page.get_by_role("link", name="Radar").click()
    page.locator("#radar-s" + str(signals.pk)).get_by_role("link", name="Decline").click()
    page.get_by_label("Why not").fill("We leave that tool.")
    page.get_by_role("button", name="Decline it").click()
    expect(page.locator("#messages")).to_contain_text("Declined; who reported it reads why")
    page.locator("[data-grid-row]", has_text="salary bands").get_by_role("button", name="Take on").click()
    expect(page.locator("#messages")).to_contain_text("Taken on")
    assert set(Need.objects.filter(skill=signals).values_list("answer", flat=True)) == {"We leave that tool."}
