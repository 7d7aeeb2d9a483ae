"""Acts on learning goals: set, change, align, tick a milestone, close, re-open, cancel."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from ecosystem.core.audit import record
from ecosystem.core.clock import now, today
from ecosystem.core.errors import Refused
from ecosystem.core.twice import in_turn
from ecosystem.core.versions import already, change
from goals.measures import measure_of_goal
from goals.models import GoalAlignment, GoalMilestone, KeyResult, LearningGoal, Objective, Obstacle, Suggestion
from goals.noting import note
from goals.progress import progress
from goals.search_entries import forget_goal, index_goal

ACTIVE = {"closed_at": None, "cancelled_at": None}
YESTERDAY = dt.timedelta(days=1)
Step = tuple[str, dt.date | None]


@transaction.atomic
def set_goal(
    owner: Person,
    *,
    actor: Person,
    title: str,
    serves: KeyResult | Objective | None = None,
    milestones: Sequence[Step] = (),
    suggestion: Suggestion | None = None,
    **fields: Any,
) -> LearningGoal:
    """A new goal that starts today; where it starts from is its first value. The same again within the day is the same goal."""
    in_turn("goals.set_goal", owner.pk)
    twin = LearningGoal.objects.active().filter(owner=owner, title=title, start_date=today()).first()
    if twin:
        return twin
    goal = LearningGoal(owner=owner, title=title, for_myself=serves is None, **{"start_date": today(), **fields})
    goal.current = None if goal.measure == "milestones" else goal.baseline
    goal.progress = 0
    goal.save()
    _add_milestones(goal, milestones)
    if serves:
        GoalAlignment.objects.create(goal=goal, valid_from=goal.start_date, **_served(serves))
    if suggestion:
        _accept(suggestion, goal)
    record(actor, "goal.set", goal, fields=["title", *fields], subject=owner)
    index_goal(goal)
    note(owner.pk, key=f"goal-set-{goal.pk}")
    return goal


def _accept(suggestion: Suggestion, goal: LearningGoal) -> None:
    if not change(suggestion, None, where={"state": "open"}, state="accepted", answered_at=now(), goal=goal):
        raise Refused(_("You answered this suggestion already."))


@transaction.atomic
def change_goal(
    goal: LearningGoal, *, actor: Person, version: int, milestones: Sequence[Step] | None = None, **fields: Any
) -> None:
    """Change words, measure or days; progress is counted anew. Ended goals stay as they ended."""
    if not change(goal, version, where=ACTIVE, **fields):
        raise Refused(_("This goal has ended. Re-open it to change it."))
    if milestones is not None:
        _replace_milestones(goal, milestones)
    _store_progress(goal)
    record(actor, "goal.changed", goal, fields=[*fields, *(["milestones"] if milestones is not None else [])])
    index_goal(goal)
    note(goal.owner_id, key=f"goal-changed-{goal.pk}-{goal.version}")


@transaction.atomic
def align_goal(goal: LearningGoal, *, actor: Person, version: int, serves: KeyResult | Objective | None) -> None:
    """From today the goal serves this, or the owner alone; what it served until yesterday is kept."""
    if not change(goal, version, where=ACTIVE, for_myself=serves is None):
        raise Refused(_("This goal has ended. Re-open it to change it."))
    day = today()
    running = GoalAlignment.objects.from_day(day).filter(goal=goal)
    running.filter(valid_from__gte=day).delete()
    running.update(valid_to=day - YESTERDAY)
    if serves:
        GoalAlignment.objects.create(goal=goal, valid_from=day, **_served(serves))
    record(actor, "goal.aligned", goal, fields=["serves"])
    note(goal.owner_id, key=f"goal-aligned-{goal.pk}-{goal.version}")


@transaction.atomic
def tick_milestone(goal: LearningGoal, milestone: GoalMilestone, *, actor: Person, done: bool) -> None:
    """Done today, or not done after all. The same again changes nothing."""
    if not goal.is_active:
        raise Refused(_("This goal has ended. Re-open it to change it."))
    open_or_done = GoalMilestone.objects.filter(pk=milestone.pk, done_on__isnull=done)
    if not open_or_done.update(done_on=today() if done else None):
        return
    change(goal, None)
    _store_progress(goal)
    record(actor, "goal.milestone_ticked" if done else "goal.milestone_reopened", goal, fields=["milestones"])
    note(goal.owner_id, key=f"goal-milestone-{goal.pk}-{goal.version}")


@transaction.atomic
def close_goal(goal: LearningGoal, *, actor: Person, version: int, outcome: str, lesson: str = "") -> None:
    """Close with what came of it and what was learned. Closing twice is harmless."""
    if not change(goal, version, where=ACTIVE, closed_at=now(), outcome=outcome, lesson=lesson):
        return already(goal, "closed_at")
    record(actor, "goal.closed", goal, fields=["outcome", "lesson"])
    _end(goal, actor=actor, key=f"goal-closed-{goal.pk}-{goal.version}")


@transaction.atomic
def cancel_goal(goal: LearningGoal, *, actor: Person, version: int) -> None:
    """Let it go without a verdict; it can be re-opened. Cancelling twice is harmless."""
    if not change(goal, version, where=ACTIVE, cancelled_at=now()):
        return already(goal, "cancelled_at")
    record(actor, "goal.cancelled", goal)
    _end(goal, actor=actor, key=f"goal-cancelled-{goal.pk}-{goal.version}")


@transaction.atomic
def reopen_goal(goal: LearningGoal, *, actor: Person, version: int | None = None) -> None:
    """Go on with a closed or cancelled goal. What was learned so far is kept. Twice is harmless."""
    if goal.is_active:
        return
    if goal.outcome == LearningGoal.Outcome.LEFT and not goal.owner.is_active:
        raise Refused(_("This goal ended because its owner left."))
    ended = {"closed_at": goal.closed_at, "cancelled_at": goal.cancelled_at}
    if not change(goal, version, where=ended, closed_at=None, cancelled_at=None, outcome=""):
        return
    record(actor, "goal.reopened", goal)
    index_goal(goal)
    note(goal.owner_id, key=f"goal-reopened-{goal.pk}-{goal.version}")


@transaction.atomic
def close_goals_of_leaver(person: Person, *, actor: Any) -> int:
    """A leaver's goals close as *left*. Returns how many; a second call finds none."""
    ending = LearningGoal.objects.active().filter(owner=person)
    ids = list(ending.select_for_update().values_list("pk", flat=True))
    if not ids:
        return 0
    LearningGoal.objects.filter(pk__in=ids).update(closed_at=now(), outcome=LearningGoal.Outcome.LEFT)
    hands = _clear_obstacles(ids, actor=actor)
    for pk in ids:
        forget_goal(pk)
    record(actor, "goal.closed_as_left", person, fields=["outcome"], subject=person)
    note(person.pk, *hands, key=f"goals-left-{person.pk}-{ids[-1]}")
    return len(ids)


def _end(goal: LearningGoal, *, actor: Person, key: str) -> None:
    hands = _clear_obstacles([goal.pk], actor=actor)
    forget_goal(goal.pk)
    note(goal.owner_id, *hands, key=key)


def _clear_obstacles(goals: Iterable[int], *, actor: Any) -> list[int]:
    """Nothing stands in the way of what has ended. Returns in whose hands the obstacles were."""
    standing = Obstacle.objects.open().filter(goal__in=goals)
    hands = [person for person in standing.values_list("turn_id", flat=True) if person]
    if hands:
        standing.update(resolved_at=now(), resolved_by_id=actor.pk, confirmed_at=now())
    return hands


def _served(serves: KeyResult | Objective) -> dict[str, Any]:
    if isinstance(serves, KeyResult):
        return {"key_result": serves, "objective_id": serves.objective_id}
    return {"objective": serves}


def _add_milestones(goal: LearningGoal, milestones: Iterable[Step]) -> None:
    rows = [
        GoalMilestone(goal=goal, title=title, due_on=due_on, position=position)
        for position, (title, due_on) in enumerate(milestones)
    ]
    if rows:
        GoalMilestone.objects.bulk_create(rows)


def _replace_milestones(goal: LearningGoal, milestones: Sequence[Step]) -> None:
    """As written now; what was done under the same words stays done."""
    done = dict(goal.milestones.filter(done_on__isnull=False).values_list("title", "done_on"))
    goal.milestones.all().delete()
    GoalMilestone.objects.bulk_create(
        GoalMilestone(goal=goal, title=title, due_on=due_on, done_on=done.get(title), position=position)
        for position, (title, due_on) in enumerate(milestones)
    )


def _store_progress(goal: LearningGoal) -> None:
    """From the measure as stored now; milestones are read anew."""
    steps = list(goal.milestones.all()) if goal.measure == "milestones" else []
    vars(goal).pop("milestone_rows", None)
    goal.progress = progress(measure_of_goal(goal, steps))
    goal.save(update_fields=["progress"])
