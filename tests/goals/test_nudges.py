"""Who is found due: rows that match and rows that must not; asked again at sending."""

import datetime as dt

import pytest

from accounts.models import Interest
from accounts.refresh import touch
from ecosystem.core.clock import now, today
from ecosystem.notifications.finding import find_all
from ecosystem.notifications.models import Nudge
from ecosystem.notifications.registry import rule_of
from goals.actions.opportunities import post_opportunity
from goals.models import LearningGoal
from tests.factories.goals import GoalFactory, ObjectiveFactory, ObstacleFactory
from tests.factories.skills import AssessmentFactory, RequirementFactory, SkillFactory

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def found(code: str) -> set[tuple[int, int]]:
    find_all(today())
    rows = Nudge.objects.filter(rule__code=code)
    return set(rows.values_list("subject_id", "person_id"))


def test_goals_without_check_in(emil):
    quiet = GoalFactory(owner=emil, start_date=today() - 14 * DAY, progress="0.9")
    GoalFactory(owner=emil, start_date=today() - 13 * DAY)
    GoalFactory(owner=emil, last_check_in_on=today() - 3 * DAY)
    GoalFactory(owner=emil, closed_at=now())
    assert found("goals.no_check_in") == {(quiet.pk, emil.pk)}


def test_goals_behind_pace(emil):
    behind = GoalFactory(owner=emil, progress="0.1", last_check_in_on=today())
    GoalFactory(owner=emil, progress="0.5", last_check_in_on=today())
    GoalFactory(owner=emil, measure="yes_no", progress="0", last_check_in_on=today())
    GoalFactory(owner=emil, progress="0", start_date=today() - 2 * DAY)
    assert found("goals.behind_pace") == {(behind.pk, emil.pk)}


def test_goals_ending_soon(emil):
    soon = GoalFactory(owner=emil, due_date=today() + 14 * DAY)
    GoalFactory(owner=emil, due_date=today() + 15 * DAY)
    GoalFactory(owner=emil, due_date=today() - DAY)
    assert found("goals.ends_soon") == {(soon.pk, emil.pk)}


def test_goals_that_lost_their_objective(emil):
    lost = GoalFactory(owner=emil, serves=ObjectiveFactory(status="cancelled", ended_on=today()))
    GoalFactory(owner=emil, serves=ObjectiveFactory())
    GoalFactory(owner=emil, for_myself=True)
    assert found("goals.lost_objective") == {(lost.pk, emil.pk)}


def test_obstacles_waiting_in_somebodys_hand(emil, mara):
    goal = GoalFactory(owner=emil)
    waiting = ObstacleFactory(goal=goal, turn=mara, opened_at=now() - 5 * DAY)
    ObstacleFactory(goal=goal, turn=mara, opened_at=now() - DAY)
    ObstacleFactory(goal=goal, turn=emil, opened_at=now() - 9 * DAY)
    ObstacleFactory(goal=goal, turn=mara, opened_at=now() - 9 * DAY, resolved_at=now())
    ObstacleFactory(goal=GoalFactory(owner=emil, visibility="me"), turn=mara, opened_at=now() - 9 * DAY)
    assert found("goals.obstacle_waits") == {(waiting.pk, mara.pk)}


def test_opportunities_that_match(emil, otto, dario, cast):
    skill = SkillFactory()
    RequirementFactory(job_role=cast.engineer, skill=skill, level=2)
    for person in (emil, otto):
        AssessmentFactory(person=person, skill=skill, level=1, source="manager", assessor=None)
        Interest.objects.create(person=person, skill=skill, answer="yes", stated_on=today())
        touch([person.pk], [skill.pk])
    work = {"actor": dario, "skill": skill, "needed_by": today() + 9 * DAY, "effort_hours": 2}
    fits = post_opportunity(title="One step up", level=2, **work)
    post_opportunity(title="Too far", level=4, **work)
    assert found("goals.match_found") == {(fits.pk, emil.pk)}


def test_a_second_run_writes_nothing(emil):
    GoalFactory(owner=emil, progress="0.1")
    first = found("goals.no_check_in")
    count = Nudge.objects.count()
    assert (found("goals.no_check_in"), Nudge.objects.count()) == (first, count)
    assert count == 2


@pytest.mark.parametrize("code", ["goals.no_check_in", "goals.behind_pace"])
def test_the_condition_is_asked_again_at_sending(emil, code):
    goal = GoalFactory(owner=emil, progress="0.1")
    found(code)
    nudge = Nudge.objects.get(rule__code=code)
    assert rule_of(code).still_due(nudge)
    assert goal.title in rule_of(code).context(nudge).sentence
    LearningGoal.objects.update(last_check_in_on=today(), progress="0.9")
    assert not rule_of(code).still_due(nudge)


def test_an_obstacle_that_waits_is_told_only_to_those_who_may_know_of_it(emil, mara, otto):
    goal = GoalFactory(owner=emil)
    obstacle = ObstacleFactory(goal=goal, turn=mara)
    visible = rule_of("goals.obstacle_waits").visible
    assert (visible(mara, [obstacle.pk]), visible(otto, [obstacle.pk])) == ({obstacle.pk}, set())
    LearningGoal.objects.update(visibility="me")
    assert visible(mara, [obstacle.pk]) == set()
