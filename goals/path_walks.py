"""Paths as their learners see them: the steps of their number, how far they are, and at which pace."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q
from django.utils.translation import gettext as _

from accounts.models import Person
from ecosystem.core.clock import now, today
from goals.models import Enrolment, Path, PathStep, StepDone
from goals.pace import Pace, pace
from goals.path_progress import Far, StepState, how_far
from goals.path_querysets import latest_of

MOST = 20
ASKED_FOR = dt.timedelta(days=30)


@dataclass(frozen=True)
class Walk:
    """Somebody's way along a path on a day."""

    enrolment: Enrolment
    steps: Sequence[Any]
    day: dt.date

    @cached_property
    def far(self) -> Far:
        return how_far(states_of(self.steps))

    @cached_property
    def pace(self) -> Pace:
        return pace(self.far.share, self.enrolment.started_on, self.enrolment.due_on, self.day)

    @property
    def state(self) -> str:
        status = self.pace.status
        return "done" if self.enrolment.finished_at else status.value if status else "none"

    @property
    def expected_steps(self) -> Any:
        """How many steps were to be expected by now, in tenths; nothing on the first day."""
        return None if not self.pace.expected else round(self.pace.expected * self.far.of, 1)

    @property
    def word(self) -> str:
        """In place of the word of its state, on the first day."""
        begun = self.runs and self.state == "early" and self.enrolment.started_on == self.day
        return _("Begun today") if begun else ""

    @property
    def next(self) -> Any | None:
        """The first that counts and is not done."""
        return next((step for step in self.steps if not step.is_done and state_of(step).counted), None)

    @property
    def minutes_left(self) -> int:
        return sum(step.takes for step in self.steps if not step.is_done and state_of(step).counted)

    @property
    def runs(self) -> bool:
        return self.enrolment.finished_at is None and self.enrolment.left_at is None

    @property
    def is_behind_the_path(self) -> bool:
        """The path has a later number than the one that is followed."""
        return self.runs and self.enrolment.number < self.enrolment.path.number

    @property
    def may_finish(self) -> bool:
        return self.runs and self.far.whole


def state_of(step: Any) -> StepState:
    return StepState(done=step.is_done, optional=step.optional, gone=step.until_number is not None)


def states_of(steps: Iterable[Any]) -> list[StepState]:
    return [state_of(step) for step in steps]


def own_steps(enrolment: Enrolment) -> Any:
    """The steps of the number that it follows, and those that were done, each with `is_done`."""
    done = StepDone.objects.filter(enrolment=enrolment, step=OuterRef("pk"))
    numbered = PathStep.objects.of_number(enrolment.number).filter(path=enrolment.path_id)
    steps = PathStep.objects.filter(path=enrolment.path_id).annotate(is_done=Exists(done))
    return steps.filter(Q(pk__in=numbered.values("pk")) | Q(is_done=True))


def steps_of(enrolment: Enrolment) -> list[Any]:
    """One statement."""
    return list(own_steps(enrolment).for_page())


def steps_today(path: Path) -> list[Any]:
    """The steps of the path as it stands, for somebody who is not on it. One statement."""
    steps: list[Any] = list(PathStep.objects.current().filter(path=path).for_page())
    for step in steps:
        step.is_done = False
    return steps


def walk_of(path: Path, person: Person) -> Walk | None:
    """Somebody's way along the path: the running one, else the latest that they did not leave. Two statements at most."""
    mine = Enrolment.objects.filter(path=path, person=person, left_at=None).select_related("goal")
    enrolment = latest_of(mine).first()
    if enrolment is None:
        return None
    enrolment.path = path
    return Walk(enrolment, steps_of(enrolment), today())


def my_walks(person: Person) -> list[Walk]:
    """One's running paths, what is due first, and those just finished that wait for a word. Three statements at most."""
    mine = Enrolment.objects.filter(person=person).shown(now() - ASKED_FOR).for_page()
    steps = Prefetch("path__steps", PathStep.objects.for_page())
    enrolments = mine.order_by("due_on", "pk").prefetch_related(steps, "done")[:MOST]
    return [Walk(enrolment, _picked(enrolment), today()) for enrolment in enrolments]


def _picked(enrolment: Enrolment) -> list[Any]:
    """The same as `steps_of`, from what was brought along."""
    done, number, found = {row.step_id for row in enrolment.done.all()}, enrolment.number, []
    steps: Any = enrolment.path.steps.all()
    for step in steps:
        step.is_done = step.pk in done
        holds = step.since_number <= number and (step.until_number is None or step.until_number >= number)
        if holds or step.is_done:
            found.append(step)
    return found


def in_places(steps: Iterable[Any]) -> list[list[Any]]:
    """Steps of the same position together: in any order."""
    return [list(place) for _position, place in groupby(steps, key=lambda step: step.position)]
