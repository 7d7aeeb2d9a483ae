"""Obstacles: whose turn it is, who is told, who may say that it is cleared."""

import pytest

from ecosystem.core.clock import now
from ecosystem.core.errors import Refused, Stale
from ecosystem.core.models import AuditEntry
from ecosystem.notifications.models import Nudge
from goals.actions.obstacles import (
    confirm_obstacle,
    delegate_obstacle,
    pass_up_obstacle,
    raise_obstacle,
    resolve_obstacle,
    share_obstacle,
)
from goals.models import Obstacle, ObstacleMove, PersonState
from tests.factories.goals import GoalFactory, ObstacleFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def obstacle(emil, mara):
    return ObstacleFactory(goal=GoalFactory(owner=emil, visibility="manager"), turn=mara)


def told() -> set[tuple[str, int]]:
    return set(Nudge.objects.values_list("rule__code", "person_id"))


def verbs() -> list[str]:
    return list(AuditEntry.objects.order_by("pk").values_list("verb", flat=True))


def waiting(person) -> int:
    return PersonState.objects.get(pk=person.pk).waiting


def test_raise_obstacle_is_the_line_managers_turn_and_once(emil, mara, dario):
    goal = GoalFactory(owner=emil)
    obstacle = raise_obstacle(goal, actor=emil, text="No slot", share_with=dario)
    assert raise_obstacle(goal, actor=emil, text="No slot") == obstacle
    assert (obstacle.turn, obstacle.shared_with, Obstacle.objects.count()) == (mara, dario, 1)
    assert told() == {("goals.obstacle_yours", mara.pk), ("goals.obstacle_shared", dario.pk)}
    assert (verbs(), waiting(mara), PersonState.objects.get(pk=emil.pk).obstacles) == (["obstacle.raised"], 1, 1)


def test_raise_obstacle_on_an_only_me_goal_stays_with_its_owner(emil, dario):
    obstacle = raise_obstacle(GoalFactory(owner=emil, visibility="me"), actor=emil, text="No time", share_with=dario)
    assert (obstacle.turn, obstacle.shared_with, told()) == (emil, None, set())


def test_raise_obstacle_without_a_line_manager_is_the_owners_turn(xenia):
    assert raise_obstacle(GoalFactory(owner=xenia), actor=xenia, text="No time").turn == xenia


def test_raise_obstacle_is_refused_on_an_ended_goal(emil):
    with pytest.raises(Refused):
        raise_obstacle(GoalFactory(owner=emil, closed_at=now()), actor=emil, text="No slot")


def test_pass_up_obstacle_goes_to_the_managers_manager_with_one_line(obstacle, mara, nora):
    pass_up_obstacle(obstacle, actor=mara, version=1, line="We need a slot.")
    move = ObstacleMove.objects.get()
    assert (obstacle.turn_id, move.moved_by, move.to, move.note) == (nora.pk, mara, nora, "We need a slot.")
    assert obstacle.passed_up_at is not None
    assert (verbs(), told()) == (["obstacle.passed_up"], {("goals.obstacle_yours", nora.pk)})
    assert (waiting(mara), waiting(nora)) == (0, 1)
    with pytest.raises(Stale):
        pass_up_obstacle(obstacle, actor=mara, version=1, line="Again")


def test_pass_up_obstacle_is_refused_at_the_top(obstacle, nora):
    with pytest.raises(Refused):
        pass_up_obstacle(obstacle, actor=nora, version=1, line="Up")


def test_delegate_obstacle_hands_on_the_line(obstacle, mara, dario):
    delegate_obstacle(obstacle, actor=mara, version=1, to=dario, line="Can you free a slot?")
    delegate_obstacle(obstacle, actor=mara, version=1, to=dario, line="Can you free a slot?")
    assert (obstacle.turn_id, ObstacleMove.objects.count(), verbs()) == (dario.pk, 1, ["obstacle.delegated"])


def test_resolve_obstacle_asks_its_owner(obstacle, mara, emil):
    resolve_obstacle(obstacle, actor=mara, version=1, resolution="Booked.")
    resolve_obstacle(obstacle, actor=mara, version=2, resolution="Booked again.")
    obstacle.refresh_from_db()
    assert (obstacle.resolved_by, obstacle.resolution, obstacle.confirmed_at) == (mara, "Booked.", None)
    assert (verbs(), told(), waiting(mara)) == (["obstacle.resolved"], {("goals.obstacle_resolved", emil.pk)}, 0)


def test_resolve_obstacle_by_its_owner_needs_no_confirmation(obstacle, emil):
    resolve_obstacle(obstacle, actor=emil, version=1)
    assert obstacle.confirmed_at is not None
    assert told() == set()


def test_confirm_obstacle_cleared_and_still_there(obstacle, mara, emil):
    resolve_obstacle(obstacle, actor=mara, version=1)
    confirm_obstacle(obstacle, actor=emil, version=2, cleared=True)
    confirm_obstacle(obstacle, actor=emil, version=3, cleared=True)
    assert obstacle.confirmed_at is not None
    confirm_obstacle(obstacle, actor=emil, version=3, cleared=False)
    obstacle.refresh_from_db()
    assert (obstacle.resolved_at, obstacle.turn_id, waiting(mara)) == (None, mara.pk, 1)
    assert verbs() == ["obstacle.resolved", "obstacle.confirmed", "obstacle.reopened"]


def test_share_obstacle_with_a_delivery_lead(obstacle, emil, dario):
    share_obstacle(obstacle, actor=emil, version=1, share_with=dario)
    assert (obstacle.shared_with_id, told()) == (dario.pk, {("goals.obstacle_shared", dario.pk)})
    only_me = ObstacleFactory(goal=GoalFactory(owner=emil, visibility="me"), turn=emil)
    with pytest.raises(Refused):
        share_obstacle(only_me, actor=emil, version=1, share_with=dario)


def test_for_team_shows_what_is_in_hand_and_of_the_team_the_oldest_first(obstacle, emil, mara, nora, otto):
    ObstacleFactory(goal=GoalFactory(owner=emil, visibility="me"), turn=emil)
    ObstacleFactory(goal=GoalFactory(owner=otto), turn=otto)
    ObstacleFactory(goal=GoalFactory(owner=emil), turn=mara, resolved_at=now())
    handed = ObstacleFactory(goal=GoalFactory(owner=emil), turn=nora)
    assert list(Obstacle.objects.for_team(mara)) == [obstacle, handed]
    assert [each.goal.owner for each in Obstacle.objects.for_team(nora)] == [otto, emil]
    assert list(Obstacle.objects.for_team(otto)) == []
