"""Skills in a real Chromium: by keys, without JavaScript, on a phone, and nothing for axe to find."""

import datetime as dt
import re

import pytest
from playwright.sync_api import expect

from accounts.models import Assessment, Interest, JobRole, SkillLevel, TeachingOffer
from accounts.refresh import touch
from ecosystem.core.clock import today
from tests.browser.hand import row_of_keys
from tests.browser.walking import open_site, shows, wrong_on
from tests.factories.asking import DisputeFactory, EvidenceFactory, HelpRequestFactory, PeerRequestFactory
from tests.factories.skills import AssessmentFactory, RequirementFactory

pytestmark = pytest.mark.browser
LONG = "Zusammenarbeit über Abteilungs- und Ländergrenzen hinweg, schriftlich"
ARABIC = "تصميم الواجهات البرمجية"


@pytest.fixture
def skills(cast):
    """Emil's: two faded, one current, one not stated; names that are long, and from right to left."""
    names = ("Code review", "App security", LONG, ARABIC)
    made = [RequirementFactory(job_role=cast.engineer, skill__name=name, level=2).skill for name in names]
    for skill, days in zip(made[:3], (400, 380, 20), strict=True):
        AssessmentFactory(person=cast.emil, skill=skill, level=2, stated_on=today() - dt.timedelta(days=days))
    SkillLevel.objects.create(skill=made[0], level=2, sentence="You can review a change of a colleague.")
    touch([cast.emil.pk])
    return made


def test_two_faded_statements_by_keys_alone(new_page, cast, skills):
    page = new_page(cast.emil)
    page.goto("/skills/")
    page.get_by_role("link", name="State what is missing").press("Enter")
    page.keyboard.press("2")
    expect(page.locator(".sentence")).to_contain_text("one statement")
    row_of_keys(page).get_by_role("button", name="Undo").wait_for()
    page.keyboard.press("y")
    row_of_keys(page).locator("[id$=-yes][checked]").wait_for(state="attached")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("3")
    expect(page.locator(".sentence")).to_contain_text("3 skills are current; one is not stated yet")
    assert set(Assessment.objects.filter(stated_on=today()).values_list("level", flat=True)) == {2, 3}
    assert Interest.objects.get().answer == "yes"
    row_of_keys(page).get_by_role("button", name="Undo").wait_for()
    page.keyboard.press("u")
    expect(page.locator(".sentence")).to_contain_text("one statement")
    assert Assessment.objects.filter(stated_on=today()).count() == 1


def test_the_keys_of_the_table_begin_from_anywhere_and_say_where_they_answer(new_page, cast, skills):
    page = new_page(cast.emil)
    page.goto("/skills/")
    page.keyboard.press("3")
    expect(row_of_keys(page)).to_contain_text("From now on the keys answer in this row")
    assert not Assessment.objects.filter(stated_on=today()).exists()
    page.keyboard.press("3")
    row_of_keys(page).get_by_role("button", name="Undo").wait_for()
    expect(page.locator("#skills-waiting")).to_contain_text("Two skills wait for your word")
    assert Assessment.objects.get(stated_on=today()).level == 3
    page.reload()
    page.keyboard.press("j")
    page.keyboard.press("u")
    expect(row_of_keys(page)).to_contain_text("Nothing was answered here just now")


def test_an_answer_taken_back_is_seen_to_be_gone(new_page, cast, skills):
    page = new_page(cast.emil)
    page.goto("/skills/")
    row = page.locator(f"#skill-{skills[0].pk}")
    row.get_by_role("radio", name="Later").check(force=True)
    row.get_by_role("button", name="Undo").click()
    expect(row.get_by_role("radio", name="Later")).not_to_be_checked()


def test_the_manager_agrees_by_one_key_and_gives_a_reason_where_not(new_page, cast, skills):
    page = new_page(cast.mara)
    page.goto(f"/people/{cast.emil.pk}/assess/")
    page.locator("[data-grid-row] input[type=radio]").first.focus()
    page.keyboard.press("a")
    expect(page.locator(".sentence")).to_contain_text("2 levels wait")
    expect(row_of_keys(page)).to_contain_text("agreed")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("1")
    expect(row_of_keys(page).locator("[name=note]")).to_be_focused()
    page.keyboard.type("Two reviews in May")
    page.keyboard.press("Enter")
    expect(page.locator(".sentence")).to_contain_text("1 level waits")
    said = Assessment.objects.filter(source="manager").order_by("pk").values_list("level", "note")
    assert list(said) == [(2, ""), (1, "Two reviews in May")]


def test_the_round_by_keys(new_page, cast, skills):
    page = new_page(cast.emil, viewport={"width": 390, "height": 844})
    page.goto("/skills/round/")
    for _ in range(3):
        name = page.locator("h2.sentence").inner_text()
        page.keyboard.press("2")
        expect(page.locator("#round")).not_to_contain_text(name)
    expect(page.locator("#round")).to_contain_text("That was all")


def test_without_javascript(new_page, cast, skills):
    page = new_page(cast.emil, javascript=False)
    page.goto("/skills/")
    page.locator(f"#skill-{skills[3].pk}-level-1").check(force=True)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#messages")).to_contain_text("1 statement kept.")
    assert Assessment.objects.get(stated_on=today()).skill == skills[3]
    page.get_by_role("button", name="still 2").first.click()
    expect(page.get_by_role("button", name="still 2")).to_have_count(1)
    assert Assessment.objects.filter(stated_on=today()).count() == 2
    page.goto("/skills/round/")
    page.get_by_role("button", name="Expert").click()
    expect(page).to_have_url(re.compile("after="))
    assert Assessment.objects.filter(stated_on=today(), level=4).count() == 1
    manager = new_page(cast.mara, javascript=False)
    manager.goto(f"/people/{cast.emil.pk}/assess/")
    manager.get_by_role("button", name="Confirm all that agree").click()
    expect(manager.locator("#messages")).to_contain_text("4 levels confirmed.")
    assert Assessment.objects.filter(source="manager").count() == 4


@pytest.fixture
def site(browser):
    yield from open_site(browser)


def test_axe_and_no_overflow(site, client_for, cast, skills, axe):
    emil, otto = cast.emil, cast.otto
    TeachingOffer.objects.create(person=otto, skill=skills[0], offered_on=today())
    evidence = EvidenceFactory(person=otto, asked=emil)
    AssessmentFactory(person=otto, skill=skills[0], source="evidence", evidence=evidence)
    PeerRequestFactory(person=otto, peer=emil, skill=skills[0])
    HelpRequestFactory(person=otto, teacher=emil, skill=skills[1], note="How do I begin?")
    dispute = DisputeFactory(person=emil, skill=skills[0])
    JobRole.objects.create(code="X", name="Held by nobody")
    own = [f"{skills[0].pk}/", f"{skills[0].pk}/state/", f"{skills[1].pk}/teach/", f"disputes/{dispute.pk}/"]
    own += ["", "round/", "requests/", "evidence/", "evidence/add/", f"evidence/{evidence.pk}/", "add/", "peers/ask/"]
    looked_at = {
        emil: [f"/skills/{path}" for path in own],
        cast.mara: [f"/people/{emil.pk}/assess/"],
        cast.lena: ["/skills/profiles/"],
        cast.dario: ["/skills/", "/skills/round/", "/skills/evidence/"],
    }
    wrong = []
    for person, addresses in looked_at.items():
        site.client = client_for(person)
        for address in addresses:
            assert shows(site, address), address
            wrong += wrong_on(site, axe, address)
    assert wrong == [], "\n".join(wrong)
