"""Check-ins: what is kept of them, on the goal and on the person; twice is once; a stale one says so."""

import datetime as dt
from decimal import Decimal

import pytest

from accounts.models import Evidence
from ecosystem.core.clock import now, today
from ecosystem.core.errors import Refused, Stale
from ecosystem.core.models import AuditEntry, OutboxMessage
from goals.actions.check_ins import Said, add_evidence, change_check_in, check_in
from goals.models import CheckIn, GoalEvidence, LearningGoal, Obstacle, PersonState
from tests.factories.goals import CheckInFactory, GoalFactory, MilestoneFactory
from tests.factories.skills import SkillFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def goal(emil):
    return GoalFactory(owner=emil, current=1, progress="0.1667")


def verbs() -> list[str]:
    return list(AuditEntry.objects.order_by("pk").values_list("verb", flat=True))


def test_check_in_keeps_the_word_and_moves_the_goal_and_the_person(goal, emil):
    stated = check_in(goal, actor=emil, version=1, said=Said(value=Decimal(2), confidence=5, text="Slow."))
    goal.refresh_from_db()
    assert (stated.value, stated.progress, stated.proposed_status, stated.status) == (
        2,
        Decimal(2) / 6,
        "watch",
        "watch",
    )
    assert (goal.current, goal.status, goal.confidence, goal.check_ins_count) == (2, "watch", 5, 1)
    assert goal.last_check_in_on == stated.checked_on == today()
    state = PersonState.objects.get(pk=emil.pk)
    assert (state.check_ins, state.confidence, state.last_check_in_on) == (1, 5, today())
    assert verbs() == ["goal.checked_in"]
    assert OutboxMessage.objects.get().task == "goals.fold_changes"


def test_check_in_keeps_the_owners_own_word_beside_the_proposal(goal, emil):
    stated = check_in(goal, actor=emil, version=1, said=Said(value=Decimal(1), status="on_track"))
    assert (stated.proposed_status, stated.status) == ("behind", "on_track")
    fresh = LearningGoal.objects.get(pk=goal.pk)
    assert (fresh.standing.state, fresh.standing.computed, fresh.standing.needs_owner) == ("on_track", "behind", False)


def test_check_in_nothing_changed_keeps_the_value_and_the_confidence_of_before(goal, emil):
    LearningGoal.objects.filter(pk=goal.pk).update(confidence=8)
    goal.refresh_from_db()
    stated = check_in(goal, actor=emil, version=1, said=Said(unchanged=True))
    assert (stated.value, stated.confidence, stated.unchanged, goal.confidence) == (1, None, True, 8)


def test_check_in_sent_twice_is_one(goal, emil):
    said = Said(value=Decimal(2), confidence=5)
    first = check_in(goal, actor=emil, version=1, said=said)
    assert check_in(LearningGoal.objects.get(pk=goal.pk), actor=emil, version=1, said=said) == first
    assert (CheckIn.objects.count(), verbs()) == (1, ["goal.checked_in"])


def test_check_in_on_an_old_edition_is_stale_and_on_an_ended_goal_refused(goal, emil):
    check_in(goal, actor=emil, version=1, said=Said(value=Decimal(2)))
    with pytest.raises(Stale):
        check_in(LearningGoal.objects.get(pk=goal.pk), actor=emil, version=1, said=Said(value=Decimal(4)))
    ended = GoalFactory(owner=emil, cancelled_at=now())
    with pytest.raises(Refused):
        check_in(ended, actor=emil, version=1, said=Said(value=Decimal(2)))
    assert CheckIn.objects.count() == 1


def test_check_in_ticks_milestones(emil):
    goal = GoalFactory(owner=emil, measure="milestones", start_date=today() - dt.timedelta(days=60))
    first, second = (MilestoneFactory(goal=goal, due_on=today() + dt.timedelta(days=days)) for days in (-1, 9))
    goal = LearningGoal.objects.for_check_in().get(pk=goal.pk)
    stated = check_in(goal, actor=emil, version=1, said=Said(done_steps=(first.pk,)))
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.done_on, second.done_on) == (today(), None)
    assert (stated.value, stated.progress, stated.status) == (1, Decimal("0.5"), "on_track")
    assert goal.standing.value == 1


@pytest.mark.parametrize(("value", "progress", "status"), [(1, 1, "done"), (0, 0, "")])
def test_check_in_yes_or_no(emil, value, progress, status):
    goal = GoalFactory(owner=emil, measure="yes_no", target=1)
    stated = check_in(goal, actor=emil, version=1, said=Said(value=Decimal(value)))
    assert (stated.progress, stated.status) == (progress, status)


def test_check_in_with_an_obstacle_and_a_link(goal, emil, mara, dario):
    evidence = {"title": "Sign-up step 2", "link": "https://git.example.com/8"}
    stated = check_in(
        goal,
        actor=emil,
        version=1,
        said=Said(value=Decimal(2)),
        obstacle="No slot",
        share_with=dario,
        evidence=evidence,
    )
    obstacle = Obstacle.objects.get()
    assert (obstacle.turn, obstacle.shared_with, obstacle.text) == (mara, dario, "No slot")
    assert (stated.evidence.person, stated.evidence.occurred_on) == (emil, today())
    assert GoalEvidence.objects.get().goal == goal
    assert verbs() == ["goal.checked_in", "obstacle.raised"]
    assert PersonState.objects.get(pk=mara.pk).waiting == 1


def test_change_check_in_moves_the_goal_only_if_it_is_the_latest(goal, emil):
    old = CheckInFactory(goal=goal, checked_on=today() - dt.timedelta(days=9), value=1)
    latest = CheckInFactory(goal=goal, value=2)
    change_check_in(old, actor=emil, version=1, said=Said(value=Decimal(0), text="Miscounted."))
    goal.refresh_from_db()
    assert (old.value, old.text, goal.current) == (0, "Miscounted.", 1)
    change_check_in(CheckIn.objects.for_change().get(pk=latest.pk), actor=emil, version=1, said=Said(value=Decimal(3)))
    goal.refresh_from_db()
    latest.refresh_from_db()
    assert (goal.current, goal.progress, latest.edited_at is not None) == (3, Decimal("0.5"), True)
    assert verbs() == ["goal.check_in_changed", "goal.check_in_changed"]


def test_change_check_in_is_stale_when_changed_meanwhile(goal, emil):
    stated = CheckInFactory(goal=goal, version=2, text="Theirs")
    with pytest.raises(Stale) as stale:
        change_check_in(stated, actor=emil, version=1, said=Said(value=Decimal(3), text="Mine"))
    assert stale.value.current.text == "Theirs"


def test_add_evidence_waits_for_whoever_was_asked(goal, emil, otto):
    fields = {"title": "Sign-up step 2", "link": "", "rung": "artefact", "asked": otto}
    evidence = add_evidence(goal, actor=emil, **fields)
    assert add_evidence(goal, actor=emil, **fields) == evidence
    assert Evidence.objects.count() == 1
    assert PersonState.objects.get(pk=otto.pk).waiting == 1
    assert verbs() == ["evidence.added", "goal.evidence_added"]
    assert (evidence.goal_link.goal, evidence.assessments.count()) == (goal, 0)


def test_add_evidence_claims_a_level_only_where_one_is_named(emil):
    goal = GoalFactory(owner=emil, skill=SkillFactory())
    claimed = add_evidence(goal, actor=emil, title="Audit report", rung="practical", level=2)
    statement = claimed.assessments.get()
    assert (statement.skill, statement.level, statement.source) == (goal.skill, 2, "evidence")
