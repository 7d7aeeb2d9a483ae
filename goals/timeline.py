"""What happened on a goal, and what comes: one list out of check-ins, obstacles, evidence, comments and milestones."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from accounts.models import Person
from ecosystem.core.clock import start_of, today
from ecosystem.core.compiled import Fixed, compiled
from ecosystem.core.rules import allows
from goals.models import CheckIn, Comment, GoalEvidence, LearningGoal, Obstacle
from goals.standing import milestones_of

AT_ONCE = 20
MOST_COMMENTS = 50


@dataclass
class Entry:
    """`kind` chooses the words: check_in, obstacle, evidence, comment, milestone, set, ended, due. `thing` is the row itself."""

    kind: str
    at: dt.datetime
    thing: Any
    comments: list[Comment] = field(default_factory=list)
    future: bool = False

    @property
    def anchor(self) -> str:
        """The id of its line on the page."""
        number = self.thing.id if self.kind == "milestone" else self.thing.pk
        return f"{self.kind.replace('_', '-')}-{number}{'-ahead' if self.future else ''}"

    @property
    def is_done(self) -> bool:
        """Drawn with a tick: a milestone reached, evidence confirmed, a goal reached."""
        if self.kind == "evidence":
            return self.thing.confirmed_at is not None
        return (self.kind == "milestone" and not self.future) or (
            self.kind == "ended" and self.thing.outcome == "reached"
        )


@dataclass
class Timeline:
    ahead: list[Entry]
    entries: list[Entry]
    obstacles: list[Obstacle]
    next_page: int | None = None


def timeline_of(goal: LearningGoal, viewer: Person, page: int = 1) -> Timeline:
    """Twenty at a time, the newest first, what comes above the first twenty. At most four statements, however long it is."""
    wanted = AT_ONCE * page + 1
    reads = allows(viewer, "goals.read_check_ins", goal)
    comments = _comments(goal, viewer)
    obstacles = _obstacles(viewer=viewer, goal=goal, most=Fixed(wanted))
    past = [Entry("obstacle", each.opened_at, each) for each in obstacles]
    if reads:
        past += _check_ins(goal, comments, wanted)
        past += [Entry("evidence", link.added_at, link.evidence) for link in _evidence(goal=goal, most=Fixed(wanted))]
    past += [Entry("comment", each.created_at, each) for each in comments[None]]
    steps = milestones_of(goal)
    past += [Entry("milestone", start_of(step.done_on), step) for step in steps if step.done_on]
    past.append(Entry("set", start_of(goal.start_date), goal))
    past += [Entry("ended", moment, goal) for moment in (goal.closed_at or goal.cancelled_at,) if moment]
    past.sort(key=lambda entry: entry.at, reverse=True)
    shown = past[AT_ONCE * (page - 1) : AT_ONCE * page]
    ahead = _ahead(goal, steps) if page == 1 else []
    return Timeline(ahead, shown, obstacles, page + 1 if len(past) > AT_ONCE * page else None)


def _check_ins(goal: LearningGoal, comments: dict[int | None, list[Comment]], wanted: int) -> list[Entry]:
    rows = _stated(goal=goal, most=Fixed(wanted))
    return [Entry("check_in", row.created_at, row, comments[row.pk]) for row in rows]


@compiled
def _obstacles(viewer: Person, goal: LearningGoal, most: int) -> Any:
    return Obstacle.objects.read_by(viewer).filter(goal=goal).select_related("turn", "shared_with")[:most]


@compiled
def _stated(goal: LearningGoal, most: int) -> Any:
    return CheckIn.objects.for_timeline(goal)[:most]


@compiled
def _evidence(goal: LearningGoal, most: int) -> Any:
    """Evidence of its own; what came with a check-in is shown there."""
    links = GoalEvidence.objects.filter(goal=goal, evidence__check_ins=None)
    return links.select_related("evidence__confirmed_by", "evidence__asked").order_by("-added_at")[:most]


@compiled
def _said(viewer: Person, goal: LearningGoal) -> Any:
    shown = Comment.objects.visible_to(viewer).standing().filter(goal=goal)
    return shown.select_related("author").order_by("-created_at")[:MOST_COMMENTS]


def _comments(goal: LearningGoal, viewer: Person) -> dict[int | None, list[Comment]]:
    """By check-in; those on the goal itself under None."""
    found: dict[int | None, list[Comment]] = defaultdict(list)
    for row in reversed(_said(viewer=viewer, goal=goal)):
        found[row.check_in_id].append(row)
    return found


def _ahead(goal: LearningGoal, steps: list[Any]) -> list[Entry]:
    """What comes, the furthest first: the due date and the milestones with a day."""
    if not goal.is_active:
        return []
    day = today()
    coming = [
        Entry("milestone", start_of(step.due_on), step, future=True)
        for step in steps
        if step.due_on and not step.done_on
    ]
    if goal.due_date >= day:
        coming.append(Entry("due", start_of(goal.due_date), goal, future=True))
    return sorted(coming, key=lambda entry: entry.at, reverse=True)
