"""What alignment figures are counted from, beside the same counted goal by goal."""

import datetime as dt

import pytest

from ecosystem.core.clock import now, today
from goals.alignment import ActiveGoal, Aim, summarise
from goals.alignment_counts import count
from goals.alignment_figures import publish_alignment
from goals.models import AlignmentFigure, LearningGoal, Objective, ObjectiveLink
from tests.factories.goals import GoalFactory, KeyResultFactory, ObjectiveFactory
from tests.factories.people import PersonFactory
from tests.factories.skills import SkillFactory

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def goal(serves=None, owner=None, **fields):
    return GoalFactory(owner=owner or PersonFactory(), serves=serves, **fields)


@pytest.fixture
def tree(organisation):
    """An objective of the company with one of a unit and one of a person below it, and one that was cancelled."""
    above, below = ObjectiveFactory(), ObjectiveFactory()
    own = ObjectiveFactory(level="person", owner=PersonFactory())
    gone = ObjectiveFactory(status="cancelled", ended_on=today())
    for lower in (below, own):
        above.links_down.create(child=lower)
    own.links_down.create(child=below)
    return above, below, own, gone


def test_each_goal_is_counted_where_it_serves_and_each_person_once(tree):
    above, below, own, gone = tree
    part, busy = KeyResultFactory(objective=below), PersonFactory()
    goal(below, busy).alignments.update(key_result=part)
    others = [goal(below, busy), goal(above, busy), goal(below)]
    goal(own)
    goal(gone)
    goal(above, visibility="me")
    goal(above, closed_at=now())
    goal()
    found = count(today(), today(), [])
    assert found.goals == {above.pk: 4, below.pk: 3}
    assert found.parts == {above.pk: {above.pk, below.pk}, below.pk: {below.pk}}
    assert found.people == {above.pk: {busy.pk}, below.pk: {busy.pk, others[2].owner_id}}
    assert {row["key_result_id"]: row["goals"] for row in found.served[below.pk]} == {part.pk: 1, None: 2}


def test_the_company_is_counted_as_goal_by_goal(tree):
    above, below, own, gone = tree
    wanted, other = SkillFactory(), SkillFactory()
    for serves in (above, below, own, gone, None):
        goal(serves, skill=wanted)
        goal(serves, skill=other, for_myself=serves is None)
        goal(serves, visibility="me", skill=wanted)
        goal(serves, cancelled_at=now(), skill=wanted)
    found = count(today(), None, [wanted.pk]).company
    goals = [
        ActiveGoal(one.pk, one.alignments.get().objective_id if one.alignments.exists() else None)
        for one in LearningGoal.objects.filter(closed_at=None, cancelled_at=None).exclude(visibility="me")
    ]
    aims = [Aim(one.pk, one.cycle.end, one.status == "cancelled") for one in Objective.objects.all()]
    edges = list(ObjectiveLink.objects.values_list("parent_id", "child_id"))
    alone = summarise(goals, aims, edges, today())
    assert (found["goals"], found["aligned"]) == (alone.active_goals, alone.aligned_goals) == (10, 6)
    assert (found["people"], found["aligned_people"], found["for_themselves"]) == (10, 6, 1)
    assert (found["with_skill"], found["on_top_skills"]) == (10, 5)


def test_who_changed_since_a_day_is_counted_once(tree):
    above, _below, _own, gone = tree
    still, since = goal(above), today() - DAY
    started = goal(start_date=since)
    goal(start_date=since, owner=started.owner)
    goal(closed_at=now())
    goal(cancelled_at=now())
    goal(gone, closed_at=now() - 9 * DAY).alignments.update(valid_to=since)
    goal(above, closed_at=now() - 9 * DAY).alignments.update(valid_to=since - DAY)
    assert count(today(), since, []).changed == 4
    assert count(today(), None, []).changed == 0
    still.alignments.update(valid_from=since)
    assert count(today(), since, []).changed == 5


@pytest.mark.parametrize("moved", [4, 5])
def test_the_company_is_renewed_only_when_k_people_changed(tree, moved):
    above, below, *_others = tree
    for _ in range(8):
        goal(above)
    publish_alignment(today() - DAY)
    for _ in range(moved):
        goal(below, start_date=today())
    publish_alignment()
    found = AlignmentFigure.objects.get(objective=None, day=today()).figures
    assert (found["goals"], found["aligned_people"]) == ((8, 8) if moved == 4 else (13, 13))
    assert found["covered"] == 2
