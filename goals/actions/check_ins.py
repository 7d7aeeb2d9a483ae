"""Check-ins: how it goes, said in fifteen seconds. The row, the goal's own figures and the person's state change at once."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actions import evidence as evidence_acts
from accounts.actions.assessments import Said as Claim
from accounts.models import Evidence, Person
from ecosystem.core.audit import record
from ecosystem.core.clock import now, today
from ecosystem.core.errors import Refused, Stale
from ecosystem.core.planned import add
from ecosystem.core.twice import SENT_TWICE, in_turn
from ecosystem.core.versions import change
from goals.actions.obstacles import open_obstacle
from goals.measures import measure_of_goal
from goals.models import CheckIn, GoalEvidence, GoalMilestone, LearningGoal
from goals.noting import note
from goals.progress import Kind, Measure, Milestone, progress
from goals.standing import milestones_of, proposed_status

ACTIVE = {"closed_at": None, "cancelled_at": None}


@dataclass(frozen=True)
class Said:
    """What a check-in says. Empty `status`: as proposed. Milestone goals have no value but steps done (by id)."""

    value: Decimal | None = None
    done_steps: Sequence[int] = ()
    status: str = ""
    confidence: int | None = None
    text: str = ""
    unchanged: bool = False
    plan_kept: bool | None = None


@transaction.atomic
def check_in(
    goal: LearningGoal,
    *,
    actor: Person,
    version: int,
    said: Said,
    obstacle: str = "",
    share_with: Person | None = None,
    evidence: dict[str, Any] | None = None,
) -> CheckIn:
    """Keep what was said, the status it proposes, and the owner's own word. The same sent twice is one check-in."""
    written = columns_of(goal, said)
    try:
        if not change(goal, version, where=ACTIVE, **figures_after(goal, written)):
            raise Refused(_("This goal has ended. Re-open it to check in."))
    except Stale:
        twin = twin_of(goal, said)
        if twin is None:
            raise
        return twin
    _tick(goal, said)
    shown = _new_evidence(goal, evidence) if evidence else None
    stated = CheckIn(goal=goal, author_id=actor.pk, created_at=now(), evidence=shown, **written)
    add(stated)
    record(actor, "goal.checked_in", goal, fields=["value", "status", "confidence", "text"])
    way = open_obstacle(goal, actor=actor, text=obstacle, share_with=share_with) if obstacle else None
    note(goal.owner_id, way.turn_id if way else None, key=f"check-in-{stated.pk}")
    return stated


@transaction.atomic
def change_check_in(stated: CheckIn, *, actor: Person, version: int, said: Said) -> CheckIn:
    """Correct what was said. The day and the ticked milestones stay; the goal's figures follow if it is the latest one."""
    goal = stated.goal
    written = columns_of(goal, replace(said, done_steps=()), day=stated.checked_on)
    if goal.measure == "milestones":
        written |= {"value": stated.value, "progress": stated.progress, "proposed_status": stated.proposed_status}
        written["status"] = said.status or stated.proposed_status
    change(stated, version, edited_at=now(), **{**written, "unchanged": False})
    if goal.is_active and goal.check_ins.first() == stated:
        figures = figures_after(goal, written)
        change(goal, None, **{name: figures[name] for name in ("current", "progress", "status", "confidence")})
    record(actor, "goal.check_in_changed", goal, fields=["value", "status", "confidence", "text"])
    note(goal.owner_id, key=f"check-in-{stated.pk}-{stated.version}")
    return stated


@transaction.atomic
def add_evidence(goal: LearningGoal, *, actor: Person, level: int | None = None, **fields: Any) -> Evidence:
    """Something that shows it: kept with the goal, and waiting for whoever was asked to confirm it. Twice is once.

    `level` is what it shows of the goal's skill, once confirmed; without it nothing is claimed.
    """
    in_turn("goals.evidence", goal.pk)
    twin = Evidence.objects.filter(goal_link__goal=goal, title=fields["title"], link=fields.get("link", "")).first()
    if twin:
        return twin
    claimed = {goal.skill_id: Claim(level)} if goal.skill_id and level else {}
    evidence = evidence_acts.add_evidence(goal.owner, actor=actor, skills=claimed, **{"occurred_on": today(), **fields})
    GoalEvidence.objects.create(goal=goal, evidence=evidence, added_at=now())
    record(actor, "goal.evidence_added", goal, fields=["evidence"])
    return evidence


def measure_with(goal: LearningGoal, said: Said) -> Measure:
    """The measure as it will stand once this is said."""
    if goal.measure == Kind.MILESTONES:
        steps = [(step, step.done_on is not None or step.id in said.done_steps) for step in milestones_of(goal)]
        return Measure(Kind.MILESTONES, milestones=tuple(Milestone(done, None, step.due_on) for step, done in steps))
    value = goal.current if said.unchanged or said.value is None else said.value
    return replace(measure_of_goal(goal), readings=() if value is None else (value,))


def columns_of(goal: LearningGoal, said: Said, *, day: dt.date | None = None) -> dict[str, Any]:
    """The columns of the check-in. “Nothing changed” keeps the value and says nothing of the status."""
    measure, day = measure_with(goal, said), day or today()
    proposed = proposed_status(goal, measure, day)
    by_steps = measure.kind == Kind.MILESTONES
    return {
        "checked_on": day,
        "value": sum(step.done for step in measure.milestones) if by_steps else next(iter(measure.readings), None),
        "progress": progress(measure),
        "proposed_status": proposed,
        "status": said.status or proposed,
        "confidence": said.confidence,
        "text": said.text,
        "unchanged": said.unchanged,
        "plan_kept": said.plan_kept,
    }


def figures_after(goal: LearningGoal, written: dict[str, Any]) -> dict[str, Any]:
    """What the goal's own row keeps of its latest check-in."""
    return {
        "current": None if goal.measure == Kind.MILESTONES else written["value"],
        "progress": written["progress"],
        "status": written["status"],
        "confidence": written["confidence"] or goal.confidence,
        "last_check_in_on": written["checked_on"],
        "check_ins_count": goal.check_ins_count + 1,
    }


def twin_of(goal: LearningGoal, said: Said) -> CheckIn | None:
    """The latest check-in, if it says just this and is a few minutes old: the button was pressed twice."""
    latest = goal.check_ins.filter(created_at__gte=now() - SENT_TWICE).first()
    if latest is None:
        return None
    same = (latest.text, latest.confidence, latest.unchanged) == (said.text, said.confidence, said.unchanged)
    value_said = not said.unchanged and said.value is not None
    return latest if same and (not value_said or latest.value == said.value) else None


def _tick(goal: LearningGoal, said: Said) -> None:
    if said.done_steps:
        GoalMilestone.objects.filter(goal=goal, pk__in=said.done_steps, done_on=None).update(done_on=today())
        for row in vars(goal).get("milestone_rows", ()):
            if row["id"] in said.done_steps:
                row["done_on"] = row["done_on"] or today().isoformat()


def _new_evidence(goal: LearningGoal, fields: dict[str, Any]) -> Evidence:
    """A link beside a check-in: it claims no level and asks nobody."""
    evidence = Evidence.objects.create(person_id=goal.owner_id, **{"occurred_on": today(), **fields})
    GoalEvidence.objects.create(goal=goal, evidence=evidence, added_at=now())
    return evidence
