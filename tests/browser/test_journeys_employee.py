"""An employee's main tasks, by keyboard alone and without JavaScript: a goal from a gap (E1), a check-in (E2), skills (E5)."""

import datetime as dt

import pytest

from accounts.models import Assessment, Interest, PersonSkill, SkillLevel
from accounts.refresh import touch
from ecosystem.core.clock import today
from goals.actions.objectives import CriticalSkill, add_critical_skill
from goals.models import CheckIn, GoalAlignment, LearningGoal
from tests.browser.hand import Hand
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


@WAYS
def test_a_goal_from_a_gap_needs_two_clicks_and_at_most_three_fields(hand, gap, cast, keyboard):
    emil = hand(cast.emil, keyboard)
    emil.open("/")
    emil.press(emil.page.locator(f"#gap-{gap.pk}").get_by_role("link", name="Set a goal"))
    emil.page.wait_for_url("**/goals/new/**")
    assert emil.page.get_by_label("I will be able to").input_value() == "Build a form that passes the audit"
    emil.fill(emil.page.get_by_label("I will be able to"), "Build forms that pass their audit")
    emil.fill(emil.page.get_by_label("Target", exact=True), "6")
    emil.fill(emil.page.get_by_label("Counted in"), "forms")
    emil.press(emil.page.get_by_role("button", name="Set the goal"))
    emil.page.get_by_role("heading", name="Build forms that pass their audit").first.wait_for()
    goal = LearningGoal.objects.get(owner=cast.emil)
    assert (goal.skill, goal.from_level, goal.to_level, goal.target, goal.unit_of_measure) == (gap, 1, 2, 6, "forms")
    assert GoalAlignment.objects.get(goal=goal).objective.title == "Accessible by default"
    assert (emil.clicks, emil.fields) == (2, 3)


def test_a_goal_from_a_gap_can_be_taken_as_it_is(hand, gap, cast):
    emil = hand(cast.emil, True)
    emil.open("/")
    emil.press(emil.page.locator(f"#gap-{gap.pk}").get_by_role("link", name="Set a goal"))
    emil.page.wait_for_url("**/goals/new/**")
    emil.press(emil.page.get_by_role("button", name="Set the goal"))
    emil.page.wait_for_url(lambda url: "/new/" not in url)
    assert LearningGoal.objects.get(owner=cast.emil).target == 3
    assert (emil.clicks, emil.fields) == (2, 0)


@pytest.fixture
def quiet_goal(cast):
    return GoalFactory(owner=cast.emil, title="Accessible forms", current=1, unit_of_measure="forms")


def test_a_check_in_from_home_by_keyboard(hand, quiet_goal, cast):
    """Two presses, one digit for the confidence; home stays where it is."""
    emil = hand(cast.emil, True)
    emil.open("/")
    emil.press(emil.page.locator(f"#goal-{quiet_goal.pk}").get_by_role("link", name="Check in"))
    emil.page.get_by_role("button", name="Save check-in").wait_for()
    emil.choose(emil.page.locator("input[name=confidence]").first, "7")
    emil.save(emil.page.get_by_role("button", name="Save check-in"))
    emil.page.get_by_role("button", name="Save check-in").wait_for(state="detached")
    said = CheckIn.objects.get(goal=quiet_goal)
    assert (said.value, said.confidence) == (1, 7)
    assert emil.page.url.endswith("/")
    assert (emil.clicks, emil.fields) == (2, 1)


def test_a_check_in_from_home_without_javascript(hand, quiet_goal, cast):
    emil = hand(cast.emil, False)
    emil.open("/")
    emil.press(emil.page.locator(f"#goal-{quiet_goal.pk}").get_by_role("link", name="Check in"))
    emil.choose(emil.page.locator("input[name=confidence][value='7']"), "7")
    emil.press(emil.page.get_by_role("button", name="Save check-in"))
    assert CheckIn.objects.get(goal=quiet_goal).confidence == 7
    assert (emil.clicks, emil.fields) == (2, 1)


def test_nothing_changed_is_an_answer_of_its_own(hand, quiet_goal, cast):
    emil = hand(cast.emil, False)
    emil.open("/")
    emil.press(emil.page.locator(f"#goal-{quiet_goal.pk}").get_by_role("link", name="Check in"))
    emil.press(emil.page.get_by_role("button", name="Nothing changed"))
    assert CheckIn.objects.get(goal=quiet_goal).confidence is None
    assert (emil.clicks, emil.fields) == (2, 0)


@pytest.fixture
def three_skills(cast):
    skills = [SkillFactory(name=name) for name in ("Accessibility", "Code review", "Debugging")]
    for skill in skills:
        RequirementFactory(job_role=cast.engineer, skill=skill, level=2)
    touch()
    return skills


def stated(person) -> list:
    return list(
        Assessment.objects.filter(person=person, source="self").order_by("skill__name").values_list("level", flat=True)
    )


def test_skills_are_stated_by_one_digit_each(hand, three_skills, cast, eventually):
    """A digit says the level, a letter the interest, an arrow goes on; each row is kept at once."""
    emil = hand(cast.emil, True)
    emil.open("/skills/")
    emil.press(emil.page.get_by_role("link", name="State what is missing"))
    for number, skill in enumerate(three_skills):
        emil.page.keyboard.press(str(number + 1))
        emil.page.locator(f"#skill-{skill.pk}-level-{number + 1}:checked").wait_for()
        eventually(lambda wanted=number + 1: len(stated(cast.emil)) == wanted)
        emil.page.keyboard.press("y")
        eventually(lambda skill=skill: Interest.objects.filter(person=cast.emil, skill=skill, answer="yes").exists())
        if number < 2:
            emil.page.keyboard.press("ArrowDown")
    assert stated(cast.emil) == [1, 2, 3]
    assert emil.clicks == 1


def test_skills_are_stated_without_javascript(hand, three_skills, cast):
    emil = hand(cast.emil, False)
    emil.open("/skills/")
    for number, skill in enumerate(three_skills):
        emil.choose(emil.page.locator(f"#skill-{skill.pk}-level-{number + 1}"), str(number + 1))
    emil.choose(emil.page.locator(f"#skill-{three_skills[0].pk}-later"), "l")
    emil.press(emil.page.get_by_role("button", name="Save", exact=True))
    assert stated(cast.emil) == [1, 2, 3]
    assert Interest.objects.get().answer == "later"
    assert PersonSkill.objects.get(person=cast.emil, skill=three_skills[2]).level == 3
    assert (emil.clicks, emil.fields) == (1, 4)


def test_a_goal_without_a_gap_starts_from_home(hand, cast):
    """Somebody new, without a profile: one click from home to three fields."""
    emil = hand(cast.otto, False)
    emil.open("/")
    emil.press(emil.page.get_by_role("link", name="Set a goal").first)
    emil.fill(emil.page.get_by_label("I will be able to"), "Explain a contract to a client")
    emil.fill(emil.page.get_by_label("Target", exact=True), "3")
    emil.fill(emil.page.get_by_label("By when"), (today() + dt.timedelta(days=60)).isoformat())
    emil.press(emil.page.get_by_role("button", name="Set the goal"))
    assert LearningGoal.objects.get(owner=cast.otto).title == "Explain a contract to a client"
    assert (emil.clicks, emil.fields) == (2, 3)
