"""What L&D and executives do, by keyboard alone and without JavaScript: read the gaps and drill (L2), read how learning
serves the objectives and get from red to a named gap (X1, X2)."""

import pytest
from playwright.sync_api import expect

from accounts.models import SkillTarget
from ecosystem.core.clock import today
from goals.alignment_figures import publish_alignment
from goals.models import ObjectiveSkill
from tests.browser.hand import READ_PER_MINUTE, Hand, words_to_read
from tests.factories.goals import GoalFactory, KeyResultFactory, ObjectiveFactory
from tests.factories.published import needed, publish, staff

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WAYS = pytest.mark.parametrize("keyboard", [True, False], ids=["by keyboard", "without JavaScript"])


@pytest.fixture
def hand(new_page):
    def make(person, keyboard):
        return Hand(new_page(person, javascript=keyboard, viewport={"width": 1440, "height": 900}), keyboard)

    return make


@pytest.fixture
def company(cast):
    """Engineers are short of accessibility, which nobody holds and an objective rests on. Of twelve objectives one has
    nobody who learns for it; ten move."""
    skill = cast.skill = needed(cast.engineer, "Accessibility", level=3, code="A11Y")
    staff(cast.engineer, cast.engineering, cast.site, *[1] * 14, skill=skill)
    staff(cast.engineer, cast.sales, cast.site, *[1, 2] * 6, skill=skill)
    objective = cast.objective = ObjectiveFactory(code="O5", title="Accessible by default", owner=cast.dario)
    target = SkillTarget.objects.create(
        source=f"objective:{objective.pk}", source_name="O5", skill=skill, level=3, valid_from=today()
    )
    ObjectiveSkill.objects.create(objective=objective, target=target)
    KeyResultFactory(objective=objective, title="Audit pass rate", owner=cast.dario)
    for number in range(11):
        other = ObjectiveFactory(code=f"P{number}", title=f"Objective number {number} of all")
        KeyResultFactory(objective=other, current=5, progress="0.5")
        if number:
            GoalFactory(owner=cast.emil, serves=other)
    GoalFactory(owner=cast.emil, serves=objective)
    publish()
    publish_alignment()
    return cast


@WAYS
def test_the_gap_report_is_read_drilled_to_a_skill_and_taken_away(hand, company, keyboard, count):
    lena = hand(company.lena, keyboard)
    lena.open("/gaps/")
    page = lena.page
    lena.reads()
    expect(page.get_by_text("comes first:")).to_be_visible()
    for word in ("skill", "engineering", "sales", "severity", "trend"):
        expect(page.locator("#gap-map thead")).to_contain_text(word, ignore_case=True, use_inner_text=True)
    lena.press(page.locator("#gap-map thead").get_by_role("link", name="Engineering"))
    page.get_by_role("heading", name="Skill gaps, Engineering").wait_for()
    lena.press(page.locator("#gap-map tbody").get_by_role("link", name="Accessibility", exact=True))
    page.wait_for_url(f"**/skills/{company.skill.pk}/")
    expect(page.get_by_text("Next steps")).to_be_visible()
    count("L2", lena)

    page.go_back()
    expect(page.get_by_role("heading", name="Skill gaps, Engineering")).to_be_visible()
    lena.press(page.get_by_role("button", name="Take the figures away"))
    with page.expect_download() as file:
        lena.press(page.get_by_role("link", name="CSV"))
    assert "Accessibility" in file.value.path().read_text("utf-8-sig")
    assert lena.clicks == 4


@WAYS
def test_the_alignment_summary_is_read_in_a_minute_and_leads_to_a_named_gap(hand, company, keyboard, count):
    xenia = hand(company.xenia, keyboard)
    xenia.open("/alignment/")
    page = xenia.page
    line = page.locator(f"#objective-line-{company.objective.pk}")
    expect(line).to_contain_text("Accessible by default", use_inner_text=True)
    xenia.reads()
    assert len(words_to_read(page)) <= READ_PER_MINUTE
    count("X1", xenia)
    for person in ("Dario", "Emil", "Mara"):
        expect(page.locator("main")).not_to_contain_text(person, use_inner_text=True)
    xenia.press(line.get_by_role("link", name="Accessible by default"))
    page.wait_for_url(f"**/okrs/{company.objective.pk}/")
    expect(page.get_by_text("led by Dario Test")).to_be_visible()
    xenia.press(page.get_by_role("link", name="Accessibility", exact=True))
    page.wait_for_url(f"**/skills/{company.skill.pk}/")
    xenia.press(page.get_by_role("link", name="In the company"))
    page.wait_for_url(f"**/gaps/skills/{company.skill.pk}/")
    expect(page.get_by_text("Next steps")).to_be_visible()
    assert xenia.clicks <= 3
