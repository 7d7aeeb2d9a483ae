"""An employee's main tasks, by keyboard alone and without JavaScript: a goal from a gap (E1), a check-in (E2), skills (E5)."""

import datetime as dt
import re

import pytest
from playwright.sync_api import expect

from accounts.models import Assessment, Interest, PersonSkill, SkillLevel
from accounts.refresh import touch
from ecosystem.core.clock import today
from goals.actions.objectives import CriticalSkill, add_critical_skill
from goals.models import CheckIn, GoalAlignment, LearningGoal
from tests.browser.hand import Hand, row_of_keys
from tests.factories.goals import GoalFactory, ObjectiveFactory
from tests.factories.skills import AssessmentFactory, RequirementFactory, SkillFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WAYS = pytest.mark.parametrize("keyboard", [True, False], ids=["by keyboard", "without JavaScript"])


@pytest.fixture
def hand(new_page):
    return lambda person, keyboard: Hand(new_page(person, javascript=keyboard), keyboard)


@pytest.fixture
def gap(cast):
    """Emil is at 1 in what his role needs at 2 and an objective counts on."""
    skill = SkillFactory(name="Accessibility")
    SkillLevel.objects.create(skill=skill, level=2, sentence="You can build a form that passes the audit.")
    RequirementFactory(job_role=cast.engineer, skill=skill, level=2, importance=5)
    AssessmentFactory(person=cast.emil, skill=skill, level=1, source="manager", assessor=cast.mara)
    objective = ObjectiveFactory(title="Accessible by default", owner=cast.dario)
    add_critical_skill(objective, CriticalSkill(skill=skill, level=2), actor=cast.dario)
    touch()
    return skill


ASKED = ("title", "target unit_of_measure", "due_date")  # what, how much, by when


def from_a_gap(emil, gap):
    """From home to the form."""
    emil.open("/")
    emil.reads(emil.page.locator(f"#gap-{gap.pk}"))
    emil.press(emil.page.locator(f"#gap-{gap.pk}").get_by_role("link", name="Set a goal"))
    emil.page.wait_for_url("**/goals/new/**")
    emil.reads()
    emil.asked(emil.page.locator("#goal-new-form"), *ASKED)


@WAYS
def test_a_goal_from_a_gap_needs_two_clicks_and_at_most_three_fields(hand, gap, cast, keyboard, count):
    emil = hand(cast.emil, keyboard)
    from_a_gap(emil, gap)
    expect(emil.page.get_by_label("I will be able to")).to_have_value("Build a form that passes the audit")
    emil.fill(emil.page.get_by_label("I will be able to"), "Build forms that pass their audit")
    emil.fill(emil.page.get_by_label("Target", exact=True), "6")
    emil.fill(emil.page.get_by_label("Counted in"), "forms")
    emil.press(emil.page.get_by_role("button", name="Set the goal"))
    emil.page.get_by_role("heading", name="Build forms that pass their audit").first.wait_for()
    goal = LearningGoal.objects.get(owner=cast.emil)
    assert (goal.skill, goal.from_level, goal.to_level, goal.target, goal.unit_of_measure) == (gap, 1, 2, 6, "forms")
    assert GoalAlignment.objects.get(goal=goal).objective.title == "Accessible by default"
    count("E1 in own words", emil)


@WAYS
def test_a_goal_from_a_gap_can_be_taken_as_it_is(hand, gap, cast, keyboard, count):
    emil = hand(cast.emil, keyboard)
    from_a_gap(emil, gap)
    emil.press(emil.page.get_by_role("button", name="Set the goal"))
    emil.page.wait_for_url(lambda url: "/new/" not in url)
    assert LearningGoal.objects.get(owner=cast.emil).target == 3
    assert emil.fields == 0
    count("E1", emil)


@pytest.fixture
def quiet_goal(cast):
    return GoalFactory(owner=cast.emil, title="Accessible forms", current=1, unit_of_measure="forms")


def test_a_check_in_from_home_by_keyboard(hand, quiet_goal, cast, count):
    """Two presses, one digit for the confidence; home stays where it is."""
    emil = hand(cast.emil, True)
    emil.open("/")
    emil.reads(emil.page.locator(f"#goal-{quiet_goal.pk}"))
    emil.press(emil.page.locator(f"#goal-{quiet_goal.pk}").get_by_role("link", name="Check in"))
    emil.page.get_by_role("button", name="Save check-in").wait_for()
    emil.reads(emil.page.locator(f"#goal-{quiet_goal.pk}-proposal"))
    emil.choose(emil.page.locator("input[name=confidence]").first, "7")
    emil.save(emil.page.get_by_role("button", name="Save check-in"))
    emil.page.get_by_role("button", name="Save check-in").wait_for(state="detached")
    said = CheckIn.objects.get(goal=quiet_goal)
    assert (said.value, said.confidence) == (1, 7)
    expect(emil.page).to_have_url(re.compile(r"//[^/]+/(#.*)?$"))
    count("E2", emil)


@pytest.mark.parametrize(("baseline", "now", "target", "then"), [("0", "1", "6", "2"), ("3.4", "3.6", "4.1", "3.7")])
def test_one_more_is_one_more(new_page, cast, baseline, now, target, then):
    goal = GoalFactory(owner=cast.emil, baseline=baseline, current=now, target=target)
    page = new_page(cast.emil)
    page.goto(goal.get_absolute_url())
    page.get_by_role("button", name="One more").click()
    expect(page.locator("input[name=value]")).to_have_value(then)


def test_a_check_in_from_home_without_javascript(hand, quiet_goal, cast, count):
    emil = hand(cast.emil, False)
    emil.open("/")
    emil.reads(emil.page.locator(f"#goal-{quiet_goal.pk}"))
    emil.press(emil.page.locator(f"#goal-{quiet_goal.pk}").get_by_role("link", name="Check in"))
    expect(emil.page.get_by_role("button", name="Save check-in")).to_be_visible()
    emil.reads(emil.page.locator(f"#goal-{quiet_goal.pk}-proposal"))
    emil.choose(emil.page.locator("input[name=confidence][value='7']"), "7")
    emil.press(emil.page.get_by_role("button", name="Save check-in"))
    expect(emil.page.locator("#messages")).to_contain_text("Checked in.")
    assert CheckIn.objects.get(goal=quiet_goal).confidence == 7
    count("E2", emil)


def test_nothing_changed_is_an_answer_of_its_own(hand, quiet_goal, cast):
    emil = hand(cast.emil, False)
    emil.open("/")
    emil.press(emil.page.locator(f"#goal-{quiet_goal.pk}").get_by_role("link", name="Check in"))
    emil.press(emil.page.get_by_role("button", name="Nothing changed"))
    expect(emil.page.locator("#messages")).to_contain_text("Checked in.")
    assert CheckIn.objects.get(goal=quiet_goal).confidence is None
    assert (emil.clicks, emil.fields) == (2, 0)


@pytest.fixture
def role(cast):
    """Emil's role needs twenty skills; one that it does not need is known in the company, too."""
    skills = [SkillFactory(name=f"Skill {letter}") for letter in "ABCDEFGHIJKLMNOPQRST"]
    for skill in skills:
        RequirementFactory(job_role=cast.engineer, skill=skill, level=2)
    SkillFactory(name="Of another role")
    touch()
    return skills


def stated(person) -> list:
    return list(
        Assessment.objects.filter(person=person, source="self").order_by("skill__name").values_list("level", flat=True)
    )


def test_twenty_skills_take_one_key_each_for_level_and_interest(hand, role, cast, count, eventually):
    """A digit says the level, a letter the interest, an arrow goes on; each row is kept at once."""
    emil = hand(cast.emil, True)
    emil.open("/skills/?show=all")
    page = emil.page
    expect(page.locator("#my-skills [data-grid-row]")).to_have_count(len(role))
    emil.reads()
    emil.press(page.get_by_role("link", name="State what is missing"))
    for number, skill in enumerate(role):
        level, row = number % 4 + 1, page.locator(f"#skill-{skill.pk}")
        emil.answer(str(level))
        row.get_by_role("button", name="Undo").wait_for()
        row_of_keys(page).get_by_role("button", name="Undo").wait_for()
        emil.answer("y")
        row.locator("[id$=-yes][checked]").wait_for(state="attached")
        row_of_keys(page).locator("[id$=-yes][checked]").wait_for(state="attached")
        if number + 1 < len(role):
            emil.key("ArrowDown")
    assert len(stated(cast.emil)) == len(role)
    assert stated(cast.emil)[:5] == [1, 2, 3, 4, 1]
    assert Interest.objects.filter(person=cast.emil, answer="yes").count() == len(role)
    fades = page.locator("#my-skills [data-grid-row] > td:last-child")
    expect(fades).to_have_text([re.compile(r"\d{4}$")] * len(role), use_inner_text=True)
    assert emil.keys == 2 * len(role) + len(role) - 1
    count("E5", emil)


def test_twenty_skills_are_stated_without_javascript(hand, role, cast, count):
    emil = hand(cast.emil, False)
    emil.open("/skills/?show=all")
    emil.reads()
    for number, skill in enumerate(role):
        emil.choose(emil.page.locator(f"#skill-{skill.pk}-level-{number % 4 + 1}"), "")
        emil.choose(emil.page.locator(f"#skill-{skill.pk}-later"), "")
    emil.press(emil.page.get_by_role("button", name="Save", exact=True))
    expect(emil.page.locator("#messages")).to_contain_text("40 statements kept.")
    assert stated(cast.emil)[:5] == [1, 2, 3, 4, 1]
    assert Interest.objects.filter(answer="later").count() == len(role)
    assert PersonSkill.objects.get(person=cast.emil, skill=role[2]).level == 3
    count("E5", emil)


def test_a_goal_without_a_gap_starts_from_home(hand, cast):
    """Somebody new, without a profile: one click from home to three fields."""
    emil = hand(cast.otto, False)
    emil.open("/")
    emil.press(emil.page.get_by_role("link", name="Set a goal").first)
    emil.fill(emil.page.get_by_label("I will be able to"), "Explain a contract to a client")
    emil.fill(emil.page.get_by_label("Target", exact=True), "3")
    emil.fill(emil.page.get_by_label("By when"), (today() + dt.timedelta(days=60)).isoformat())
    emil.press(emil.page.get_by_role("button", name="Set the goal"))
    emil.page.wait_for_url(lambda url: "/new/" not in url)
    assert LearningGoal.objects.get(owner=cast.otto).title == "Explain a contract to a client"
    assert (emil.clicks, emil.fields) == (2, 3)
