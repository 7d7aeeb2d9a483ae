"""A manager's main tasks, by keyboard alone and without JavaScript: the scan (M1), a goal suggested from a gap (M2, M3),
work offered to learn from (M4), an obstacle cleared (M5)."""

import datetime as dt
import re

import pytest
from playwright.sync_api import expect

from accounts.closure import rewrite_reporting
from accounts.models import Interest, TeachingOffer
from accounts.refresh import touch
from ecosystem.core.clock import now, today
from goals.models import LearningGoal, Obstacle, Opportunity, OpportunityPlace, Suggestion
from tests.browser.hand import READ_PER_MINUTE, Hand, words_to_read
from tests.factories.goals import CheckInFactory, GoalFactory, ObstacleFactory
from tests.factories.people import PersonFactory
from tests.factories.skills import AssessmentFactory, RequirementFactory, SkillFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WAYS = pytest.mark.parametrize("keyboard", [True, False], ids=["by keyboard", "without JavaScript"])
DAY = dt.timedelta(days=1)


@pytest.fixture
def hand(new_page):
    return lambda person, keyboard: Hand(new_page(person, javascript=keyboard), keyboard)


@pytest.fixture
def gap(cast):
    """Emil is at 1 in what his role needs at 2, and has no goal."""
    skill = SkillFactory(name="Accessibility")
    RequirementFactory(job_role=cast.engineer, skill=skill, level=2, importance=5)
    AssessmentFactory(person=cast.emil, skill=skill, level=1, source="manager", assessor=cast.mara)
    touch()
    return skill


@pytest.fixture
def team_of_ten(cast, gap):
    """Mara's: two without a goal, one with an old obstacle, one silent, one behind, two in doubt, the others fine."""
    names = ("Ada", "Ben", "Chi", "Dov", "Eva", "Fio", "Gus", "Hal", "Ida")
    people = {name: PersonFactory(full_name=f"{name} Test", unit=cast.engineering, manager=cast.mara) for name in names}
    rewrite_reporting(today())
    fine = {"last_check_in_on": today(), "progress": "0.5", "current": 3}
    goals = {
        name: GoalFactory(owner=person, title=f"Goal of {name}", **fine)
        for name, person in people.items()
        if name != "Ada"
    }
    for name, person in people.items():
        if name in goals:
            CheckInFactory(goal=goals[name], author=person, value=3, confidence=7)
    ObstacleFactory(goal=goals["Ben"], turn=cast.mara, opened_at=now() - 6 * DAY)
    LearningGoal.objects.filter(pk=goals["Chi"].pk).update(last_check_in_on=today() - 25 * DAY)
    LearningGoal.objects.filter(pk=goals["Dov"].pk).update(progress="0.1", current=1)
    for name in ("Eva", "Fio"):
        CheckInFactory(goal=goals[name], author=people[name], value=3, confidence=3)
    return people


@WAYS
def test_the_scan_of_a_team_of_ten_flags_five_each_with_one_act(hand, team_of_ten, cast, keyboard, count):
    mara = hand(cast.mara, keyboard)
    mara.open("/team/")
    mara.reads()
    flagged = mara.page.locator(".flag-row")
    expect(flagged).to_have_count(5)
    for row in flagged.all():
        expect(row.locator("a.btn")).to_have_count(1)
    reasons = {row.locator("div > p").first.inner_text() for row in flagged.all()}
    assert reasons == {"Obstacle open for 6 days", "Confidence fell from 7 to 3", "No shared learning goal yet"}
    expect(mara.page.locator("#team-fine tbody tr")).to_have_count(5)
    assert len(words_to_read(mara.page)) <= READ_PER_MINUTE
    count("M1", mara)
    if keyboard:
        for row in flagged.all():
            mara.go_to(row.locator("a.btn"))


@WAYS
def test_a_goal_is_drafted_from_a_gap_in_two_clicks_with_one_line(hand, gap, cast, keyboard, count):
    """The manager drafts; the employee edits and owns; both names stand on the goal."""
    mara = hand(cast.mara, keyboard)
    mara.open("/team/")
    mara.reads(mara.page.locator(f"#person-{cast.emil.pk}"))
    mara.press(mara.page.locator(f"#person-{cast.emil.pk}").get_by_role("link", name="Draft one together"))
    mara.page.wait_for_url("**/suggest/**")
    mara.reads()
    mara.fill(mara.page.get_by_label("Why", exact=True), "The bank audits its forms in March.")
    mara.press(mara.page.get_by_role("button", name="Suggest it"))
    mara.page.get_by_text("waits for an answer").wait_for()
    made = Suggestion.objects.get()
    assert (made.person, made.suggested_by, made.kind, made.skill) == (cast.emil, cast.mara, "goal", gap)
    count("M2", mara)

    emil = hand(cast.emil, keyboard)
    emil.open("/")
    emil.press(emil.page.locator(f"#suggestion-{made.pk}").get_by_role("button", name="Accept"))
    emil.page.wait_for_url("**/goals/new/**")
    emil.fill(emil.page.get_by_label("I will be able to"), "Build forms that pass their audit")
    emil.press(emil.page.get_by_role("button", name="Set the goal"))
    emil.page.wait_for_url(lambda url: "/new/" not in url)
    goal = LearningGoal.objects.get(owner=cast.emil)
    made.refresh_from_db()
    assert (goal.skill, made.state, made.goal) == (gap, "accepted", goal)
    assert (emil.clicks, emil.fields) == (2, 1)
    mara.open(goal.get_absolute_url())
    for name in ("Emil Test", "Mara Test"):
        expect(mara.page.locator("main")).to_contain_text(name, use_inner_text=True)


@WAYS
def test_a_goal_is_asked_for_in_two_clicks_with_one_line(hand, cast, keyboard, count):
    """Where no gap is known there is nothing to draft."""
    mara = hand(cast.mara, keyboard)
    mara.open("/team/")
    mara.reads(mara.page.locator(f"#person-{cast.emil.pk}"))
    mara.press(mara.page.locator(f"#person-{cast.emil.pk} > .actions > a.btn"))
    mara.page.wait_for_url("**/suggest/**")
    mara.reads()
    mara.fill(mara.page.get_by_label("Why", exact=True), "What would you like to be better at by spring?")
    mara.press(mara.page.get_by_role("button", name="Suggest it"))
    mara.page.get_by_text("waits for an answer").wait_for()
    made = Suggestion.objects.get()
    assert (made.person, made.kind, mara.said[0]) == (cast.emil, "ask", "Ask for a goal")
    count("M2 by asking", mara)


@pytest.fixture
def behind(cast, gap):
    """Emil is behind his pace in what Otto offers to teach."""
    touch([cast.emil.pk])
    TeachingOffer.objects.create(person=cast.otto, skill=gap, offered_on=today())
    start = today() - 60 * DAY
    return GoalFactory(
        owner=cast.emil, skill=gap, progress="0.1", current=1, start_date=start, last_check_in_on=today() - DAY
    )


@WAYS
@pytest.mark.parametrize("answer", ["Accept", "Swap", "Decline"])
def test_a_person_to_learn_from_is_suggested_in_two_clicks_with_one_line(hand, behind, cast, keyboard, answer, count):
    mara = hand(cast.mara, keyboard)
    mara.open("/team/")
    mara.reads(mara.page.locator(f"#person-{cast.emil.pk}"))
    mara.press(mara.page.locator(f"#person-{cast.emil.pk}").get_by_role("link", name="Suggest help"))
    mara.page.wait_for_url("**/suggest/**")
    mara.reads()
    expect(mara.page.get_by_label("Who teaches it")).to_have_value(re.compile("^Otto Test"))
    mara.fill(mara.page.get_by_label("Why", exact=True), "Otto built the last audited form.")
    mara.press(mara.page.get_by_role("button", name="Suggest it"))
    mara.page.get_by_text("waits for an answer").wait_for()
    made = Suggestion.objects.get()
    assert (made.kind, made.helper, made.skill) == ("person", cast.otto, behind.skill)
    count("M3", mara)

    emil = hand(cast.emil, keyboard)
    emil.open("/")
    card = emil.page.locator(f"#suggestion-{made.pk}")
    emil.press(card.get_by_role("button", name=answer, exact=True).first)
    if answer != "Accept":
        emil.fill(card.locator("input[name=answer]:visible"), "Rather somebody on my site.")
        emil.press(card.locator("form:visible").get_by_role("button", name=answer))
    card.get_by_role("button", name="Accept").wait_for(state="detached")
    made.refresh_from_db()
    assert made.state == {"Accept": "accepted", "Swap": "swapped", "Decline": "declined"}[answer]


@WAYS
def test_an_obstacle_is_cleared_in_two_clicks_with_one_line(hand, cast, keyboard):
    goal = GoalFactory(owner=cast.emil, title="Accessible forms", last_check_in_on=today(), progress="0.5")
    obstacle = ObstacleFactory(
        goal=goal, turn=cast.mara, text="No audit slot until the 18th", opened_at=now() - 6 * DAY
    )
    mara = hand(cast.mara, keyboard)
    mara.open("/team/")
    mara.press(mara.page.locator(f"#person-{cast.emil.pk}").get_by_role("link", name="Clear the obstacle"))
    mara.page.wait_for_url(f"**/obstacles/{obstacle.pk}/")
    mara.fill(mara.page.locator("[name=resolution]"), "A slot on the 9th is yours.")
    mara.press(mara.page.get_by_role("button", name="It is out of the way"))
    mara.page.get_by_text("A slot on the 9th is yours.").first.wait_for()
    assert (mara.clicks, mara.fields) == (2, 1)

    emil = hand(cast.emil, keyboard)
    emil.open("/")
    emil.press(emil.page.get_by_role("link", name="says that your obstacle is out of the way"))
    emil.press(emil.page.get_by_role("button", name="Yes, it is cleared"))
    emil.page.get_by_role("button", name="Yes, it is cleared").wait_for(state="detached")
    obstacle = Obstacle.objects.get()
    assert (obstacle.resolved_by, obstacle.confirmed_at is not None) == (cast.mara, True)
    assert emil.clicks == 2


@WAYS
def test_work_is_offered_in_four_fields_and_found_with_its_reason(hand, gap, cast, keyboard, count):
    """What, skill and level, when, effort; whoever wants to learn it finds it on home."""
    Interest.objects.create(person=cast.emil, skill=gap, answer="yes", stated_on=today())
    dario = hand(cast.dario, keyboard)
    dario.open("/opportunities/")
    page = dario.page
    dario.press(page.locator("main").get_by_role("link", name="Offer work").first)
    page.wait_for_url("**/opportunities/new/")
    dario.reads()
    dario.asked(page.locator("#opportunity-form"), "title", "skill level", "needed_by", "effort_hours")
    dario.fill(page.get_by_label("What", exact=True), "Pair on the sign-up form of the bank")
    dario.pick(page.get_by_label("Skill"), "Accessibility")
    dario.fill(page.get_by_label("Level"), "2")
    dario.fill(page.get_by_label("When"), (today() + 10 * DAY).isoformat())
    dario.fill(page.get_by_label("Effort in hours"), "3")
    dario.press(page.get_by_role("button", name="Offer it"))
    page.wait_for_url(lambda url: "/new/" not in url)
    work = Opportunity.objects.get()
    assert (work.lead, work.skill, work.level) == (cast.dario, gap, 2)
    count("M4", dario)

    emil = hand(cast.emil, keyboard)
    emil.open("/")
    offer = emil.page.locator(f"#offer-{work.pk}")
    expect(offer).to_contain_text("said you want to learn Accessibility")
    emil.press(offer.get_by_role("button", name="Ask to join"))
    emil.page.get_by_text("Asked to join").first.wait_for()
    dario.open(work.get_absolute_url())
    dario.press(page.get_by_role("button", name="Say yes"))
    page.get_by_role("button", name="Confirm it was done").wait_for()
    assert OpportunityPlace.objects.get().state == "taken"
    assert (emil.clicks, dario.clicks) == (1, 3)
