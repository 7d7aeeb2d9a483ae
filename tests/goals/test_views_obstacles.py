"""Obstacles on their page: who reads what, and the acts of those whose turn it is."""

import pytest
from django.urls import reverse

from goals.models import Obstacle
from tests.factories.goals import GoalFactory, ObstacleFactory
from tests.goals.test_views_goals import statements, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def obstacle(emil, mara, dario):
    goal = GoalFactory(owner=emil, visibility="manager", title="Accessible forms")
    return ObstacleFactory(goal=goal, turn=mara, shared_with=dario, text="No audit slot")


def url(name: str, obstacle) -> str:
    return reverse(f"goals:obstacle_{name}", args=[obstacle.pk])


def test_obstacle_page_shows_the_line_manager_what_can_be_done(obstacle, mara, client_for):
    page = text(client_for(mara).get(url("page", obstacle)))
    for words in ("No audit slot", "it is your turn", "It is out of the way", "Pass it up", "Hand it to somebody"):
        assert words in page, words


def test_obstacle_page_shows_a_delivery_lead_the_obstacle_but_not_the_goal(obstacle, dario, client_for):
    page = text(client_for(dario).get(url("page", obstacle)))
    assert ("No audit slot" in page, "Accessible forms" in page, "Pass it up" in page) == (True, False, False)


@pytest.mark.parametrize(("name", "who", "goal_known"), [("pass_up", "nora", True), ("delegate", "otto", False)])
def test_obstacle_handed_on_shows_the_line_not_the_obstacle(cast, obstacle, client_for, name, who, goal_known):
    sent = {"version": "1", "line": "Please free a slot", "to": "otto@example.com"}
    assert client_for(cast.mara).post(url(name, obstacle), sent).status_code == 302
    page = text(client_for(getattr(cast, who)).get(url("page", obstacle)))
    assert ("Please free a slot" in page, "No audit slot" in page) == (True, False)
    assert ("Accessible forms" in page) == goal_known


def test_obstacle_is_resolved_and_confirmed_by_its_owner(obstacle, emil, mara, client_for):
    client_for(mara).post(url("resolve", obstacle), {"version": "1", "resolution": "Booked for Friday."})
    page = text(client_for(emil).get(url("page", obstacle)))
    assert ("Booked for Friday." in page, "Yes, it is cleared" in page) == (True, True)
    client_for(emil).post(url("confirm", obstacle), {"version": "2", "cleared": "1"})
    obstacle.refresh_from_db()
    assert obstacle.confirmed_at is not None


def test_obstacle_still_there_goes_back(obstacle, emil, mara, client_for):
    client_for(mara).post(url("resolve", obstacle), {"version": "1"})
    client_for(emil).post(url("confirm", obstacle), {"version": "2"})
    obstacle.refresh_from_db()
    assert (obstacle.resolved_at, obstacle.turn) == (None, mara)


@pytest.mark.parametrize("htmx", [False, True])
@pytest.mark.parametrize(
    ("name", "sent", "words"),
    [
        ("pass_up", {"version": "1", "line": ""}, "This field is required"),
        ("delegate", {"version": "1", "line": "Keep this line", "to": "Nobody"}, "Nobody here has this name"),
        ("resolve", {"version": "7", "resolution": "Keep this line"}, "Somebody changed this while you were writing"),
    ],
)
def test_obstacle_forms_say_what_is_wrong(obstacle, mara, client_for, htmx, name, sent, words):
    answer = client_for(mara, htmx=htmx).post(url(name, obstacle), sent)
    page = text(answer)
    assert (answer.status_code, words in page) == (422, True)
    assert ("Keep this line" in page) == ("Keep this line" in sent.values())


def test_obstacle_raise_needs_words(emil, client_for):
    goal = GoalFactory(owner=emil)
    client = client_for(emil)
    assert client.post(url("raise", goal), {"text": " "}).status_code == 422
    assert client.post(url("raise", goal), {"text": "No slot"}).status_code == 302
    assert Obstacle.objects.get().text == "No slot"


def test_obstacle_statements(obstacle, mara, client_for):
    client = client_for(mara)
    assert statements(lambda: client.get(url("page", obstacle))) <= 12
    assert statements(lambda: client.post(url("resolve", obstacle), {"version": "1"})) <= 12


def test_what_cannot_be_learnt_here_is_one_press_from_a_need(obstacle, emil, mara, client_for):
    to_need = (
        f"/needs/new/?source=goal&amp;skill={obstacle.goal.skill_id}"
        if obstacle.goal.skill_id
        else "/needs/new/?source=goal"
    )
    for address in (obstacle.get_absolute_url(), reverse("goals:obstacle_raise", args=[obstacle.goal_id])):
        assert to_need in client_for(emil).get(address).content.decode()
    assert "/needs/new/?source=goal" not in client_for(mara).get(obstacle.get_absolute_url()).content.decode()
