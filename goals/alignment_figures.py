"""How learning serves the objectives, published once a day: the same figures for everybody who may read them.

Counts of goals are about people: a count is shown from k + 1 of them, else it is "few"; it is renewed only when at
least k people in it changed, and never so that a hidden count follows from the others (`ecosystem.core.aggregates`).
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.db.models import OuterRef, QuerySet, Subquery, Sum

from accounts.models import PublishedCell
from accounts.sql import copy
from ecosystem.core.aggregated_sums import suppress_sums
from ecosystem.core.aggregates import Mark, two_digits
from ecosystem.core.clock import now, today
from ecosystem.core.policy import policy
from goals import sql_alignment as sql
from goals.alignment import top_fifth
from goals.alignment_counts import Counts, Row, count, counted
from goals.models import AlignmentFigure, Objective

WEEK, WEEKS = dt.timedelta(days=7), 14
FEW = "few"
ALL = "all"
OF_PEOPLE = ("goals", "people", "aligned", "aligned_people", "for_themselves", "with_skill", "on_top_skills")


@transaction.atomic
def publish_alignment(day: dt.date | None = None) -> int:
    """Publish the figures of one day; publishing a day again replaces it. Returns the number of rows."""
    day = day or today()
    before = AlignmentFigure.objects.filter(objective=None, day__lt=day).order_by("-day").first()
    cells = PublishedCell.objects.filter(unit=None, site=None, is_latest=True)
    counts = count(day, before.day if before else None, _top_skills(cells))
    lost = {row["objective_id"]: row for row in counted(sql.LOST, day=day)}
    aims = list(Objective.objects.counted_on(day).only("progress", "confidence", "no_learning_needed"))
    shown = _shown(counts)
    fresh = {aim.pk: _fresh(shown.get(aim.pk, 0), counts.served.get(aim.pk, [])) for aim in aims}
    held = _held(_last(day), fresh)
    stated = _confidences(day)
    rows = [_row(aim, held[aim.pk], stated.get(aim.pk, []), day) for aim in aims]
    rows += [_lost_row(pk, found, day) for pk, found in lost.items()]
    learning = [aim for aim in aims if not aim.no_learning_needed]
    company = {
        **_held_company(counts, before),
        "severity": float(two_digits(cells.aggregate(total=Sum("severity"))["total"] or Decimal(0))),
        "objectives": len(learning),
        "covered": sum(aim.pk in counts.parts for aim in learning),
    }
    rows.append(AlignmentFigure(objective=None, day=day, figures=company, published_at=now()))
    AlignmentFigure.objects.filter(day=day).delete()
    copy(rows)
    with connection.cursor() as cursor:
        cursor.execute(sql.NOBODY_LEARNS)
    return len(rows)


def _top_skills(cells: QuerySet[PublishedCell]) -> list[Any]:
    severities: dict[Any, Decimal] = {
        pk: severity for pk, severity in cells.values_list("skill_id", "severity") if severity
    }
    return list(top_fifth(severities))


def _shown(counts: Counts) -> dict[int, int | str]:
    """Per objective the number of goals or "few". No hidden one follows from all goals together, from an objective above
    or below, or from the goals that serve it directly, of which those of its key results are parts."""
    k = policy().k
    people, sums = counts.people, counts.parts
    directly = {("directly", pk): frozenset({pk}) for pk, owners in people.items() if owners}
    figures: dict[Any, frozenset] = {**sums, **directly}
    beside = suppress_sums(figures, people, k, fixed=directly)
    left = {pk: parts for pk, parts in sums.items() if beside[pk] is Mark.SHOWN}
    figures = {ALL: frozenset(people), **left}
    marks = suppress_sums(figures, people, k, fixed={ALL})
    return {pk: goals if marks.get(pk) is Mark.SHOWN else FEW for pk, goals in counts.goals.items()}


def _fresh(goals: int | str, served: Sequence[Row]) -> dict[str, Any]:
    """What is counted now of an objective and of its key results, these by the text of their number, as it comes back
    from the database."""
    parts = _shown_parts(served)
    return {"goals": goals, "key_results": {str(pk): figure for pk, figure in parts.items()}}


def _shown_parts(rows: Sequence[Row]) -> dict[int, int | str]:
    """Per key result of one objective how many goals serve it directly, or "few". The same person may have goals in
    several of them."""
    goals = {row["key_result_id"]: row["goals"] for row in rows}
    if not any(goals):
        return {}
    people = {row["key_result_id"]: frozenset(row["people"]) for row in rows}
    figures: dict[Any, frozenset] = {ALL: frozenset(goals), **{part: frozenset({part}) for part in goals if part}}
    marks = suppress_sums(figures, people, policy().k)
    return {part: goals[part] if marks[part] is Mark.SHOWN else FEW for part in goals if part}


def weeks_before(day: dt.date) -> list[dt.date]:
    """The days that a line up to this day is drawn from."""
    return [day - WEEK * number for number in range(1, WEEKS)]


def _confidences(day: dt.date) -> dict[int, list[float]]:
    """Per objective what was stated in the weeks before, the oldest first: read here once for all who read the page."""
    rows = AlignmentFigure.objects.filter(day__in=weeks_before(day), figures__confidence__isnull=False)
    found: dict[int, list[float]] = defaultdict(list)
    for objective, stated in rows.order_by("day").values_list("objective_id", "figures__confidence"):
        if stated is not None:
            found[objective].append(stated)
    return found


def _row(aim: Objective, held: Mapping[str, Any], stated: list[float], day: dt.date) -> AlignmentFigure:
    figures = {
        **held,
        "progress": None if aim.progress is None else float(aim.progress),
        "confidence": None if aim.confidence is None else float(aim.confidence),
        "confidences": stated if aim.confidence is None else [*stated, float(aim.confidence)],
    }
    return AlignmentFigure(objective=aim, day=day, figures=figures, published_at=now())


def _last(day: dt.date) -> dict[int, AlignmentFigure]:
    """What was published last before a day of each objective that counts on it."""
    before = AlignmentFigure.objects.filter(objective=OuterRef("pk"), day__lt=day).order_by("-day")
    last = Objective.objects.counted_on(day).order_by().values(last=Subquery(before.values("pk")[:1]))
    figures = AlignmentFigure.objects.filter(pk__in=last)
    return {figure.objective_id: figure for figure in figures if figure.objective_id}


def _held(last: Mapping[int, AlignmentFigure], fresh: Mapping[int, Mapping[str, Any]]) -> dict[int, dict[str, Any]]:
    """Of each objective what to publish: anew only where at least k people changed since it was published last."""
    before = {aim: last[aim].figures if aim in last else {} for aim in fresh}
    others = [
        aim for aim in fresh if aim in last and fresh[aim] != {name: before[aim].get(name) for name in fresh[aim]}
    ]
    moved = _moved({aim: last[aim].day for aim in others})
    return {aim: _kept(before[aim], figures, moved.get(aim, frozenset())) for aim, figures in fresh.items()}


def _kept(last: Mapping[str, Any], fresh: Mapping[str, Any], moved: Collection[str | None]) -> dict[str, Any]:
    counted = last.get("key_results", {})
    parts = {part: _either(counted.get(part), figure, part in moved) for part, figure in fresh["key_results"].items()}
    return {"goals": _either(last.get("goals"), fresh["goals"], None in moved), "key_results": parts}


def _either(before: Any, fresh: int | str, moved: bool) -> int | str:
    """The number published before, unless enough people moved since, or it has to be hidden now."""
    return fresh if moved or fresh == FEW or before in (None, FEW) else before


def _held_company(counts: Counts, last: AlignmentFigure | None) -> dict[str, Any]:
    if 0 < counts.company["people"] <= policy().k:
        return {**counts.company, **dict.fromkeys(OF_PEOPLE), FEW: True}
    if last and not last.figures.get(FEW) and counts.changed < policy().k:
        return {**counts.company, **{name: last.figures[name] for name in OF_PEOPLE}}
    return counts.company


def _lost_row(objective_id: int, found: Mapping[str, int], day: dt.date) -> AlignmentFigure:
    shown = found["goals"] if found["people"] > policy().k else FEW
    return AlignmentFigure(objective_id=objective_id, day=day, figures={"lost": shown}, published_at=now())


def _moved(published: Mapping[int, dt.date]) -> dict[int, set[str | None]]:
    """Where at least k people changed since the day given for an objective: None for all of it, else the key result."""
    found: dict[int, set[str | None]] = defaultdict(set)
    asked = {"objectives": list(published), "days": list(published.values()), "k": policy().k}
    for row in counted(sql.CHANGED_SERVING, **asked) if published else []:
        found[row["objective_id"]].add(row["key_result_id"] and str(row["key_result_id"]))
    return found
