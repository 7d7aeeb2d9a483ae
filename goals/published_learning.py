"""How much learning serves objectives and key results: what was published last, the same on every page."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import Subquery

from goals.models import AlignmentFigure, Objective

Count = int | str | None


@dataclass(frozen=True)
class Learning:
    """Numbers of goals, or "few"; None for what was not counted yet. `as_of`: the day of the figures."""

    as_of: dt.date | None = None
    objectives: Mapping[int, Count] = field(default_factory=dict)
    key_results: Mapping[int, Count] = field(default_factory=dict)

    def of_objective(self, pk: int) -> Count:
        return self.objectives.get(pk)

    def of_key_result(self, pk: int, objective: int) -> Count:
        """Nothing was counted for it: 0 where its objective was counted."""
        return self.key_results.get(pk, 0 if objective in self.objectives else None)


def learning_of(objectives: Iterable[Objective]) -> Learning:
    """The figures of these objectives with what lies below them, and of their key results. One statement."""
    latest = AlignmentFigure.objects.order_by("-day").values("day")[:1]
    rows = AlignmentFigure.objects.filter(day=Subquery(latest), objective__in=[each.pk for each in objectives])
    counted = [row for row in rows if row.objective_id and "goals" in row.figures]
    parts = {int(pk): n for row in counted for pk, n in row.figures.get("key_results", {}).items()}
    return Learning(
        as_of=counted[0].day if counted else None,
        objectives={row.objective_id: row.figures["goals"] for row in counted if row.objective_id},
        key_results=parts,
    )
