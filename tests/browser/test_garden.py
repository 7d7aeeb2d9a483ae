"""The care of the library in a real Chromium: the bench by keys alone, without JavaScript, and nothing for axe to find."""

import datetime as dt
import os
import re

import pytest
from playwright.sync_api import expect

from accounts.models import PublishedCell, TeachingOffer
from ecosystem.core.clock import now, today
from resources.models import GardenAct, LinkCheck, Reaction, Resource, WritingRequest
from tests.browser.hand import Hand, row_of_keys
from tests.browser.walking import has_loaded
from tests.factories.care import PickFactory, ReactionFactory, ResourceDayFactory
from tests.factories.people import PersonFactory
from tests.factories.resources import ResourceFactory, ResourceSkillFactory
from tests.factories.skills import SkillFactory

pytestmark = pytest.mark.browser
DAY = dt.timedelta(days=1)
LONG = "Zusammenarbeit über Abteilungs- und Ländergrenzen hinweg, schriftlich"
BETWEEN = {"width": 820, "height": 1180}  # as a desk and as a phone every page is looked at in test_axe_everywhere.py
OVERFLOWS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


def late(days: int, **fields) -> Resource:
    day = today() - days * DAY
    return ResourceFactory(created_at=now() - 365 * DAY, verified_on=day - 180 * DAY, verify_by=day, **fields)


@pytest.fixture
def library(cast):
    """One of each kind for the bench; emil's own are doubted, poor, dead and overdue."""
    skill = SkillFactory(name="Identity & access")
    PublishedCell.objects.create(
        skill=skill, priority=64, severity=32, required=40, on_objective=True, day=today(), published_at=now()
    )
    TeachingOffer.objects.create(person=PersonFactory(), skill=skill, offered_on=today())
    due = late(3, owner=cast.emil, title="Rotating client secrets")
    ResourceDayFactory(resource=due, day=today() - DAY, views=34)
    good = ResourceFactory(owner=cast.dario, title=LONG, score=80, views=6)
    stale = late(90, owner=cast.otto, title="تصميم الواجهات البرمجية")
    ResourceSkillFactory(resource=good, skill=SkillFactory(name="Writing"))
    doubted = ResourceFactory(owner=cast.emil, title="Secrets in the old console", views=12, score=20)
    ReactionFactory(resource=doubted, person=cast.otto, reason="The menu moved to another place")
    ReactionFactory(resource=doubted, person=cast.dario, kind="not_useful")
    dead = ResourceFactory(owner=cast.emil, title="The vendor's guide", url="https://docs.example.com/")
    LinkCheck.objects.create(resource=dead, checked_at=now(), status=404, failing_since=now() - 9 * DAY)
    ResourceFactory(owner=None, title="Nobody's how-to")
    PickFactory(resource=doubted, person=cast.xenia, until=today() + 9 * DAY)
    return {"due": due, "good": good, "stale": stale, "doubted": doubted, "skill": skill}


def picture(page, name: str) -> None:
    """Kept only where somebody wants to look."""
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def test_the_bench_by_keys_alone(new_page, cast, library):
    page = new_page(cast.lena)
    page.goto("/library/garden/")
    picture(page, "garden")
    expect(page.locator("[data-grid-row]")).to_have_count(4)
    page.keyboard.press("j")
    page.keyboard.press("p")
    expect(page.locator(f"#garden-plant-{library['skill'].pk}")).to_contain_text("Undo")
    expect(row_of_keys(page).get_by_role("button", name="Ask its owner")).to_be_visible()
    page.keyboard.press("u")
    expect(row_of_keys(page).get_by_role("button", name="Ask an expert")).to_be_visible()
    page.keyboard.press("j")
    page.keyboard.press("w")
    expect(page.locator(f"#garden-water-{library['due'].pk}")).to_contain_text("Undo")
    expect(row_of_keys(page)).to_have_id(f"garden-boost-{library['good'].pk}")
    page.keyboard.press("b")
    expect(page.locator(f"#garden-boost-{library['good'].pk}")).to_contain_text("Undo")
    expect(row_of_keys(page)).to_have_id(f"garden-prune-{library['stale'].pk}")
    page.keyboard.press("x")
    expect(page.locator(f"#garden-prune-{library['stale'].pk}")).to_contain_text("Undo")
    expect(row_of_keys(page)).to_have_id(f"garden-plant-{library['skill'].pk}")
    picture(page, "garden-done")
    assert set(GardenAct.objects.standing().values_list("kind", flat=True)) == {"water", "boost", "prune"}


def test_an_expert_is_asked_with_the_prepared_outline_and_begins_with_it(new_page, cast, library, count):
    TeachingOffer.objects.create(person=cast.dario, skill=library["skill"], offered_on=today())
    TeachingOffer.objects.exclude(person=cast.dario).delete()
    lena = Hand(new_page(cast.lena), True)
    lena.open("/library/garden/")
    row = lena.page.locator(f"#garden-plant-{library['skill'].pk}")
    lena.reads(row)
    lena.key("j")
    lena.answer("p")
    expect(row).to_contain_text("Undo")
    expect(row_of_keys(lena.page)).to_contain_text("Water")
    count("L5", lena)
    lena.key("u")
    expect(row).to_contain_text("Dario Test (offers to teach it) is asked")

    lena = Hand(new_page(cast.lena, javascript=False))
    lena.open("/library/garden/")
    lena.press(lena.page.get_by_role("link", name="Choose whom"))
    expect(lena.page.get_by_label("A word to them")).to_be_visible()
    lena.reads()
    lena.fill(lena.page.get_by_label("A word to them"), "You explained it so well")
    lena.press(lena.page.get_by_role("button", name="Ask", exact=True))
    expect(lena.page.locator("#messages")).to_contain_text("Asked")
    count("L5 with a word", lena)

    dario = Hand(new_page(cast.dario), True)
    dario.open(WritingRequest.objects.open().get().get_absolute_url())
    dario.reads()
    expect(dario.page.get_by_text("Your manager hears of it")).to_be_visible()
    dario.press(dario.page.get_by_role("button", name="Accept and begin"))
    expect(dario.page.get_by_label("Text")).to_have_value(re.compile("## Step by step"))
    count("L5 accepted", dario)


def test_the_bench_without_javascript(new_page, cast, library):
    page = new_page(cast.lena, javascript=False)
    page.goto("/library/garden/")
    page.locator(f"#garden-water-{library['due'].pk} input[type=checkbox]").check()
    page.locator(f"#garden-prune-{library['stale'].pk} input[type=checkbox]").check()
    page.get_by_label("Words to the contributors").fill("Thank you for sharing it")
    page.get_by_role("button", name="Tend all that are ticked").click()
    expect(page.locator("#messages")).to_contain_text("2 done")
    page.get_by_role("button", name="Undo").first.click()
    expect(page.locator("#messages")).to_contain_text("As it was before")
    assert GardenAct.objects.standing().count() == 1


@pytest.mark.parametrize("javascript", [True, False])
def test_one_tap_for_a_reaction_and_a_line_for_a_doubt(javascript, new_page, cast, library):
    page = new_page(cast.nora, javascript=javascript)
    page.goto(library["doubted"].get_absolute_url())
    page.get_by_role("button", name="Outdated").click()
    page.get_by_label("“Outdated”: why?").fill("The button is gone")
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.get_by_role("button", name="Send the reason").click()
    expect(page.get_by_role("button", name="Outdated")).to_have_attribute("aria-pressed", "true")
    picture(page, f"care-{javascript}")
    assert Reaction.objects.get(person=cast.nora).reason == "The button is gone"


def test_nothing_is_wrong_for_axe_and_nothing_sticks_out(new_page, cast, library, axe):
    addresses = {
        cast.lena: [
            "/library/garden/",
            f"/library/{library['doubted'].pk}/pick/",
            library["doubted"].get_absolute_url(),
        ],
        cast.emil: ["/library/mine/attention/", "/library/garden/", f"/library/{library['due'].pk}/hand-on/"],
    }
    for person, pages in addresses.items():
        page = new_page(person, viewport=BETWEEN)
        for address in pages:
            page.goto(address)
            has_loaded(page)
            picture(page, f"{person.first_name}{address.replace('/', '_')}")
            axe(page)
            assert not page.evaluate(OVERFLOWS), address
