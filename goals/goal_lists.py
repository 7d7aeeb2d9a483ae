"""Goals in lists: my own with their pace, and what of somebody's a viewer may know of."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from accounts.models import Person
from ecosystem.core.rules import allows
from goals.models import LearningGoal
from goals.standing import Standing
from goals.wording import Figures, figures_of, levels_words

MOST = 50


@dataclass(frozen=True)
class Row:
    """One goal as a list shows it. `reads` False: title, dates and state word only. As a fact it is the values that were read."""

    goal: LearningGoal
    own: bool
    reads: bool = True
    read: tuple | None = None

    def __reduce__(self) -> tuple[Any, ...]:
        return Row, (self.read or self.goal, self.own, self.reads)

    @cached_property
    def standing(self) -> Standing:
        return self.goal.standing

    @cached_property
    def figures(self) -> Figures:
        return figures_of(self.goal, self.standing)

    @cached_property
    def levels(self) -> str:
        return levels_words(self.goal, with_start=self.own)

    @property
    def in_the_way(self) -> dict[str, Any] | None:
        """{text, since, own, turn}: the oldest open obstacle, for the owner."""
        found = vars(self.goal).get("obstacle")
        if not self.own or not found:
            return None
        since = dt.datetime.fromisoformat(found["opened_at"])
        own = found["turn_id"] in (None, self.goal.owner_id)
        return {"text": found["text"].rstrip("."), "since": since, "own": own, "turn": found["turn"]}


def row_of(goal: LearningGoal, viewer: Person, *, reads: bool = True, read: tuple | None = None) -> Row:
    """`read`: the values of a compiled statement that the goal was made of."""
    return Row(goal, goal.owner_id == viewer.pk, reads, read)


def my_goals(person: Person, *, ended: bool = False) -> dict[str, Any]:
    """The active ones, those that need their owner first; or the ended ones, the latest first. Two statements."""
    own = LearningGoal.objects.filter(owner=person)
    chosen = own.ended() if ended else own.active()
    rows = [row_of(goal, person) for goal in chosen.for_own_lists()[:MOST]]
    rows = rows if ended else sorted(rows, key=lambda row: not row.standing.needs_owner)
    return {
        "rows": rows,
        "ended": ended,
        "summary": None if ended else summary_of(rows),
        "closed_count": _other(own, ended),
    }


def _other(own: Any, ended: bool) -> int:
    return (own.active() if ended else own.ended()).count()


def summary_of(rows: Iterable[Row]) -> dict[str, Any]:
    """For the one sentence: how many are fine, and which need their owner."""
    rows = list(rows)
    needy = [row for row in rows if row.standing.needs_owner]
    return {"all": len(rows), "fine": len(rows) - len(needy), "needy": needy, "first": needy[0] if needy else None}


def shown_goals(person: Person, viewer: Person) -> list[Row]:
    """Active goals of somebody that the viewer may know of; each as far as it is shared. One statement."""
    goals = LearningGoal.objects.visible_to(viewer).active().filter(owner=person).with_relations().for_lists()[:MOST]
    return [row_of(goal, viewer, reads=allows(viewer, "goals.read_goal", goal)) for goal in goals]
