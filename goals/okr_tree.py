"""The OKR page as rows: objectives with their key results and the objectives below, in a fixed number of statements.

Counts of learning goals are those published last (`goals.published_learning`), for every reader and on every page the same.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import (
    Case,
    Count,
    DecimalField,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
    prefetch_related_objects,
)
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from accounts.models import Person, Unit, UnitClosure
from ecosystem.core.templatetags.ui import number, percent
from goals.measures import measure_of_key_result
from goals.models import Cycle, KeyResult, Objective, ObjectiveLink
from goals.pace import Pace, elapsed, keep_pace, milestone_pace, pace, yes_no_pace
from goals.progress import clamp, is_keep
from goals.published_learning import Count as Counted
from goals.published_learning import Learning, learning_of

MOST_ROOTS = 50
WITHOUT_READING = dt.timedelta(days=14)


@dataclass
class Row:
    """One line of the table: an objective or a key result, how deep it stands, and how many people learn for it."""

    item: Any
    depth: int
    pace: Pace
    learners: Counted = None
    opened: bool = False
    opens: bool = False
    toggled: str = ""

    @property
    def is_key_result(self) -> bool:
        return isinstance(self.item, KeyResult)

    @property
    def done(self) -> Decimal:
        return clamp(self.item.progress) or Decimal(0)

    @property
    def state(self) -> str:
        if getattr(self.item, "status", "active") in ("done", "cancelled"):
            return "done" if self.item.status == "done" else "na"
        return self.pace.status.value if self.pace.status else "none"

    @property
    def state_word(self) -> str:
        """Other words where the standard ones do not fit: no reading yet, cancelled."""
        unread = _("Under way") if self.item.progress else _("No reading yet")
        return {"none": unread, "na": _("Cancelled")}.get(self.state, "")

    @property
    def value(self) -> str:
        """Where it stands, in its own unit."""
        return self._in_unit(self.item.current) if self._has_unit else percent(self.item.progress)

    @property
    def where(self) -> str:
        """The value beside the share of the way, where a unit of its own measures it."""
        return self.value if self._has_unit and self.item.current is not None else ""

    @property
    def expected_words(self) -> str:
        """What was to be expected by today, in the same unit as the value."""
        share, item = self.pace.expected, self.item
        if share is None:
            return ""
        if not self._has_unit or item.baseline is None or item.target is None:
            return percent(share)
        return self._in_unit(item.baseline + (item.target - item.baseline) * share, places=1)

    @property
    def _has_unit(self) -> bool:
        return self.is_key_result and self.item.kind not in (KeyResult.Kind.MILESTONES, KeyResult.Kind.YES_NO)

    def _in_unit(self, value: Decimal | None, places: int = 3) -> str:
        if value is None:
            return "–"
        if self.item.kind == KeyResult.Kind.PEOPLE_AT_LEVEL:
            return _("%(n)s people") % {"n": number(value, 0)}
        if self.item.kind == KeyResult.Kind.PERCENTAGE:
            return f"{number(value, places)}\u00a0%"
        return f"{number(value, places)} {self.item.unit_of_measure}".strip()

    @property
    def words(self) -> str:
        """The bar for those who do not see it."""
        if self.pace.expected is None:
            return _("%(done)s of the way") % {"done": percent(self.done)}
        shares = {"done": percent(self.done), "expected": percent(self.pace.expected)}
        return _("%(done)s of the way, %(expected)s expected by now") % shares


@dataclass(frozen=True)
class Summary:
    """The sentence: how many company objectives are on pace, the one furthest behind, and key results without news."""

    day: dt.date
    objectives: int
    on_pace: int
    worst: Objective | None
    results: int
    unread: int


def pace_of_objective(objective: Objective, cycle: Cycle, today: dt.date) -> Pace:
    return pace(objective.progress, cycle.start, cycle.end, today)


def pace_of_key_result(key_result: KeyResult, cycle: Cycle, today: dt.date) -> Pace:
    """From the stored progress; milestones by their due dates, where each has one."""
    measure = measure_of_key_result(key_result, (), key_result.milestones.all() if _steps(key_result) else ())
    if _steps(key_result):
        return milestone_pace(measure.milestones, cycle.start, cycle.end, today)
    if key_result.kind == KeyResult.Kind.YES_NO:
        return yes_no_pace(key_result.progress, cycle.start, cycle.end, today, None)
    counted = keep_pace if is_keep(measure) else pace
    return counted(key_result.progress, cycle.start, cycle.end, today)


def roots(person: Person, cycle: Cycle, unit: Unit | None, today: dt.date) -> QuerySet[Objective]:
    """Where the tree begins: objectives that serve no other (or, with a unit, those of it and the units below),
    the furthest behind first."""
    rows = Objective.objects.visible_to(person).filter(cycle=cycle).exclude(level="person").exclude(status="draft")
    if unit:
        below = UnitClosure.objects.filter(ancestor=unit).values("descendant_id")
        rows = rows.filter(unit__in=below)
    else:
        rows = rows.filter(~Exists(ObjectiveLink.objects.filter(child=OuterRef("pk"))))
    return _with_people(rows, cycle).order_by(_needy_first(), "code")


def _with_people(rows: QuerySet[Objective], cycle: Cycle) -> QuerySet[Objective]:
    """With owner and unit, and whether any objective of the cycle stands below."""
    below = ObjectiveLink.objects.filter(parent=OuterRef("pk"), child__cycle=cycle)
    return rows.select_related("owner", "unit").annotate(leads=Exists(below))


def _needy_first() -> Case:
    ended = When(status__in=["done", "cancelled"], then=Value(9))
    return Case(ended, default=Coalesce(F("progress"), Value(2)), output_field=DecimalField())


def summary(person: Person, cycle: Cycle, shown: list[Objective], today: dt.date) -> Summary:
    """Counted over the active company objectives of the cycle; the worst is named where it is among those shown."""
    active = Objective.objects.visible_to(person).active().filter(cycle=cycle, level="company")
    expected = elapsed(cycle.start, cycle.end, today)
    early = expected < Decimal("0.1")
    on_pace = Q(pk__isnull=False) if early else Q(progress__gte=expected)
    late = Q(key_results__current_on=None) | Q(key_results__current_on__lt=today - WITHOUT_READING)
    counts = active.aggregate(
        objectives=Count("pk", distinct=True),
        on_pace=Count("pk", filter=on_pace, distinct=True),
        results=Count("key_results", distinct=True),
        unread=Count("key_results", filter=late, distinct=True),
    )
    read = [o for o in shown if o.status == "active" and o.level == "company" and o.progress is not None]
    worst = min(read, key=lambda objective: objective.progress or 0, default=None)
    behind = worst is not None and not early and (worst.progress or 0) < expected
    return Summary(day=today, worst=worst if behind else None, **counts)


def rows_of(
    objectives: list[Objective], opened: set[int], cycle: Cycle, today: dt.date
) -> tuple[list[Row], dt.date | None]:
    """At most 50 lines in order: each objective, and below an opened one its key results and the objectives under it;
    and of which day the counts of learning are."""
    children = _children(opened, cycle)
    shown = [*objectives, *(child for row in children.values() for child in row)]
    prefetch_related_objects(shown, "key_results__milestones")
    learning = learning_of({objective.pk: objective for objective in shown}.values())
    branches = [list(_walk([root], 0, opened, children, learning, cycle, today)) for root in objectives]
    return _at_most(branches), learning.as_of


def _at_most(branches: list[list[Row]]) -> list[Row]:
    """What is open stays; roots that are closed make room for it, the last ones first."""
    too_many = sum(map(len, branches)) - MOST_ROOTS
    closed = [number for number, branch in enumerate(branches) if not branch[0].opened]
    dropped = set(closed[max(0, len(closed) - too_many) :]) if too_many > 0 else set()
    rows = [row for number, branch in enumerate(branches) if number not in dropped for row in branch]
    return rows[:MOST_ROOTS]


def _walk(objectives, depth, opened, children, learning: Learning, cycle, today) -> Iterator[Row]:
    for objective in objectives:
        key_results = list(objective.key_results.all())
        is_open = objective.pk in opened
        yield Row(
            objective,
            depth,
            pace_of_objective(objective, cycle, today),
            learning.of_objective(objective.pk),
            opened=is_open,
            opens=bool(key_results) or objective.leads,
            toggled=",".join(str(pk) for pk in sorted(opened ^ {objective.pk})) or "0",
        )
        if is_open:
            for key_result in key_results:
                found = pace_of_key_result(key_result, cycle, today)
                yield Row(key_result, depth + 1, found, learning.of_key_result(key_result.pk, objective.pk))
            below = children.get(objective.pk, [])
            yield from _walk(below, depth + 1, opened, children, learning, cycle, today)


def _children(opened: set[int], cycle: Cycle) -> dict[int, list[Objective]]:
    """Objectives below the opened ones; each once, below its first parent on the way."""
    below: dict[int, list[Objective]] = defaultdict(list)
    rows = (
        _with_people(Objective.objects.filter(links_up__parent__in=opened, cycle=cycle), cycle)
        .exclude(level="person")
        .annotate(under=F("links_up__parent_id"))
        .order_by("code")[:MOST_ROOTS]
    )
    for objective in rows:
        below[objective.under].append(objective)
    return below


def _steps(key_result: KeyResult) -> bool:
    return key_result.kind == KeyResult.Kind.MILESTONES
