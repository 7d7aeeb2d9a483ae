"""The screens of learning goals: page, fragment, invalid input, who may, and how many statements."""

import pytest

from tests.factories.goals import CheckInFactory, GoalFactory

pytestmark = pytest.mark.django_db


def test_goal_page_shows_pace_and_form(emil, client_for):
    goal = GoalFactory(owner=emil, current=1, progress="0.1667", unit_of_measure="forms")
    CheckInFactory(goal=goal)
    answer = client_for(emil).get(goal.get_absolute_url())
    assert answer.status_code == 200
    print(answer.content.decode()[5000:])
