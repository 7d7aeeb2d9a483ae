"""Acts on learning goals: outcome, audit entry, outbox row, and that a second call is harmless."""

import datetime as dt
from decimal import Decimal

import pytest

from ecosystem.core.audit import SYSTEM
from ecosystem.core.clock import now, today
from ecosystem.core.errors import Refused, Stale
from ecosystem.core.models import AuditEntry, OutboxMessage, SearchEntry
from goals.actions.goals import (
    align_goal,
    cancel_goal,
    change_goal,
    close_goal,
    close_goals_of_leaver,
    reopen_goal,
    set_goal,
    tick_milestone,
)
from goals.models import GoalAlignment, LearningGoal, PersonState, Suggestion
from goals.tasks import close_goals_of_leaver as close_task
from tests.factories.goals import GoalFactory, KeyResultFactory, MilestoneFactory, ObjectiveFactory, ObstacleFactory

pytestmark = pytest.mark.django_db


def wanted(**fields) -> dict:
    return {
        "title": "Accessible forms",
        "measure": "number",
        "baseline": Decimal(0),
        "target": Decimal(6),
        "due_date": today() + dt.timedelta(days=60),
        "visibility": "manager",
        **fields,
    }


def verbs(obj) -> list[str]:
    entries = AuditEntry.objects.filter(kind=obj._meta.label_lower, object_id=str(obj.pk))
    return list(entries.order_by("pk").values_list("verb", flat=True))


def folds() -> int:
    return OutboxMessage.objects.filter(task="goals.fold_changes").count()


def test_set_goal_starts_at_its_baseline_and_counts_for_its_owner(emil):
    goal = set_goal(emil, actor=emil, **wanted(baseline=Decimal(2)))
    assert (goal.owner, goal.current, goal.progress, goal.start_date) == (emil, 2, 0, today())
    assert goal.for_myself
    assert verbs(goal) == ["goal.set"]
    assert PersonState.objects.get(pk=emil.pk).goals == 1
    assert folds() == 1
    assert SearchEntry.objects.get(kind="goal", object_id=goal.pk).audience == f"owner:{emil.pk}"


def test_set_goal_twice_is_one_goal(emil):
    first = set_goal(emil, actor=emil, **wanted())
    assert set_goal(emil, actor=emil, **wanted()) == first
    assert (LearningGoal.objects.count(), len(verbs(first)), folds()) == (1, 1, 1)


def test_set_goal_serves_a_key_result_from_today(emil):
    key_result = KeyResultFactory()
    goal = set_goal(emil, actor=emil, serves=key_result, **wanted())
    alignment = GoalAlignment.objects.get(goal=goal)
    assert (alignment.key_result, alignment.objective, alignment.valid_from) == (
        key_result,
        key_result.objective,
        today(),
    )
    assert not goal.for_myself
    assert PersonState.objects.get(pk=emil.pk).aligned_goals == 1


def test_set_goal_from_a_suggestion_accepts_it_and_only_once(emil, mara):
    suggestion = Suggestion.objects.create(
        person=emil, suggested_by=mara, kind="goal", why="You asked.", created_at=now()
    )
    goal = set_goal(emil, actor=emil, suggestion=suggestion, set_with=mara, **wanted())
    suggestion.refresh_from_db()
    assert (suggestion.state, suggestion.goal, goal.set_with) == ("accepted", goal, mara)
    with pytest.raises(Refused):
        set_goal(emil, actor=emil, suggestion=suggestion, **wanted(title="Another one"))
    assert LearningGoal.objects.count() == 1


def test_set_goal_with_milestones_has_no_value_but_progress(emil):
    steps = [("Outline", None), ("Talk given", today() + dt.timedelta(days=20))]
    goal = set_goal(emil, actor=emil, milestones=steps, **wanted(measure="milestones", target=Decimal(1)))
    assert list(goal.milestones.values_list("title", "due_on")) == steps
    assert (goal.current, goal.progress) == (None, 0)


def test_change_goal_counts_progress_anew(emil):
    goal = GoalFactory(owner=emil, current=3, progress="0.5")
    change_goal(goal, actor=emil, version=1, target=Decimal(12), title="More forms")
    goal.refresh_from_db()
    assert (goal.progress, goal.title, goal.version) == (Decimal("0.25"), "More forms", 2)
    assert verbs(goal) == ["goal.changed"]
    assert SearchEntry.objects.get(kind="goal", object_id=goal.pk).title == "More forms"


def test_change_goal_refuses_a_stale_edition_and_an_ended_goal(emil):
    goal = GoalFactory(owner=emil, version=2)
    with pytest.raises(Stale):
        change_goal(goal, actor=emil, version=1, title="Mine")
    ended = GoalFactory(owner=emil, closed_at=now())
    with pytest.raises(Refused):
        change_goal(ended, actor=emil, version=1, title="Mine")


def test_change_goal_keeps_what_was_done_of_milestones_of_the_same_name(emil):
    goal = GoalFactory(owner=emil, measure="milestones")
    MilestoneFactory(goal=goal, title="Outline", done_on=today(), position=0)
    change_goal(goal, actor=emil, version=1, milestones=[("Outline", None), ("Talk", None)])
    goal.refresh_from_db()
    assert goal.progress == Decimal("0.5")
    assert list(goal.milestones.values_list("title", "done_on")) == [("Outline", today()), ("Talk", None)]


def test_align_goal_keeps_what_it_served_before(emil):
    before, after = ObjectiveFactory(), KeyResultFactory()
    goal = GoalFactory(owner=emil, serves=before)
    align_goal(goal, actor=emil, version=1, serves=after)
    old, new = GoalAlignment.objects.filter(goal=goal).order_by("valid_from")
    assert (old.objective, old.valid_to) == (before, today() - dt.timedelta(days=1))
    assert (new.key_result, new.valid_from, new.valid_to) == (after, today(), None)
    align_goal(goal, actor=emil, version=2, serves=None)
    assert list(GoalAlignment.objects.filter(goal=goal)) == [old]
    assert goal.for_myself
    assert verbs(goal) == ["goal.aligned", "goal.aligned"]


def test_tick_milestone_and_back(emil):
    goal = GoalFactory(owner=emil, measure="milestones")
    first, _second = MilestoneFactory(goal=goal), MilestoneFactory(goal=goal)
    tick_milestone(goal, first, actor=emil, done=True)
    tick_milestone(goal, first, actor=emil, done=True)
    goal.refresh_from_db()
    assert (goal.progress, verbs(goal)) == (Decimal("0.5"), ["goal.milestone_ticked"])
    tick_milestone(goal, first, actor=emil, done=False)
    goal.refresh_from_db()
    assert (goal.progress, len(verbs(goal))) == (0, 2)


def test_close_goal_keeps_the_lesson_clears_obstacles_and_is_not_found_any_more(emil, mara):
    goal = set_goal(emil, actor=emil, **wanted())
    obstacle = ObstacleFactory(goal=goal, turn=mara)
    close_goal(goal, actor=emil, version=goal.version, outcome="partly", lesson="Labels first.")
    close_goal(goal, actor=emil, version=1, outcome="reached", lesson="Another lesson")
    goal.refresh_from_db()
    obstacle.refresh_from_db()
    assert (goal.outcome, goal.lesson, goal.is_active) == ("partly", "Labels first.", False)
    assert obstacle.resolved_at is not None
    assert verbs(goal) == ["goal.set", "goal.closed"]
    assert not SearchEntry.objects.filter(kind="goal", object_id=goal.pk).exists()
    assert PersonState.objects.get(pk=emil.pk).goals == 0
    assert PersonState.objects.get(pk=mara.pk).waiting == 0


def test_close_goal_refuses_a_stale_edition(emil):
    goal = GoalFactory(owner=emil, version=3)
    with pytest.raises(Stale):
        close_goal(goal, actor=emil, version=2, outcome="reached")


def test_cancel_and_reopen_goal(emil):
    goal = GoalFactory(owner=emil, current=1)
    cancel_goal(goal, actor=emil, version=1)
    cancel_goal(goal, actor=emil, version=1)
    assert not goal.is_active
    reopen_goal(goal, actor=emil)
    reopen_goal(goal, actor=emil)
    goal.refresh_from_db()
    assert goal.is_active
    assert verbs(goal) == ["goal.cancelled", "goal.reopened"]
    assert SearchEntry.objects.filter(kind="goal", object_id=goal.pk).exists()


def test_close_goals_of_leaver_leaves_those_of_others(emil, mara):
    own, other = GoalFactory(owner=emil), GoalFactory(owner=mara)
    closed = GoalFactory(owner=emil, closed_at=now(), outcome="reached")
    emil.is_active = False
    emil.save(update_fields=["is_active"])
    close_task(person_id=emil.pk)
    for goal in (own, other, closed):
        goal.refresh_from_db()
    assert (own.outcome, other.outcome, closed.outcome) == ("left", "", "reached")
    assert close_goals_of_leaver(emil, actor=SYSTEM) == 0
    assert verbs(emil) == ["goal.closed_as_left"]
    with pytest.raises(Refused):
        reopen_goal(own, actor=SYSTEM)


def test_close_goals_of_leaver_does_nothing_for_somebody_who_came_back(emil):
    goal = GoalFactory(owner=emil)
    close_task(person_id=emil.pk)
    close_task(person_id=10**9)
    goal.refresh_from_db()
    assert goal.is_active
