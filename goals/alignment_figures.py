"""How learning serves the objectives, published once a day: the same figures for everybody who may read them.

Counts of goals are about people: a count is shown from k + 1 of them, else it is "few"; it is renewed only when at
least k people in it changed, and never so that a hidden count follows from the others (`ecosystem.core.aggregates`).
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db import connection, transaction
from django.db.models import Count, Q, Sum

from accounts.models import PublishedCell
from ecosystem.core.aggregates import Mark, suppress_sums, two_digits
from ecosystem.core.clock import now, today
from ecosystem.core.policy import policy
from goals import sql_alignment as sql
from goals.alignment import top_fifth
from goals.models import AlignmentFigure, GoalAlignment, Objective

WEEK, WEEKS = dt.timedelta(days=7), 14
FEW = "few"
ALL = "all"


@transaction.atomic
def publish_alignment(day: dt.date | None = None) -> int:
    """Publish the figures of one day; publishing a day again replaces it. Returns the number of rows."""
    day = day or today()
    served = {row["objective_id"]: row for row in _rows(sql.PER_OBJECTIVE, day=day)}
    lost = {row["objective_id"]: row for row in _rows(sql.LOST, day=day)}
    company = _company(day)
    aims = list(Objective.objects.counted_on(day))
    shown = _shown(served)
    parts = _key_results([aim.pk for aim in aims], day)
    stated = _confidences(day)
    rows = [_row(aim, shown.get(aim.pk, 0), parts.get(aim.pk, {}), stated.get(aim.pk, []), day) for aim in aims]
    rows += [_lost_row(pk, found, day) for pk, found in lost.items()]
    learning = [aim for aim in aims if not aim.no_learning_needed]
    company["objectives"] = len(learning)
    company["covered"] = sum(bool(served.get(aim.pk)) for aim in learning)
    rows.append(AlignmentFigure(objective=None, day=day, figures=_held_company(company, day), published_at=now()))
    AlignmentFigure.objects.filter(day=day).delete()
    AlignmentFigure.objects.bulk_create(rows)
    with connection.cursor() as cursor:
        cursor.execute(sql.NOBODY_LEARNS)
    return len(rows)


def _company(day: dt.date) -> dict[str, Any]:
    cells = PublishedCell.objects.filter(unit=None, site=None, is_latest=True)
    severities: dict[Any, Decimal] = {
        pk: severity for pk, severity in cells.values_list("skill_id", "severity") if severity
    }
    top = [pk for pk in severities if pk in top_fifth(severities)]
    found = _rows(sql.COMPANY, day=day, top_skills=top)[0]
    found["severity"] = float(two_digits(cells.aggregate(total=Sum("severity"))["total"] or Decimal(0)))
    return found


def _shown(served: Mapping[int, Mapping[str, Any]]) -> dict[int, int | str]:
    """Per objective the number of goals or "few". No hidden one follows from all goals together, from an objective above
    or below, or from the goals that serve it directly, of which those of its key results are parts."""
    k = policy().k
    people = {pk: frozenset(row["people"] or ()) for pk, row in served.items()}
    sums = {pk: frozenset(row["parts"]) for pk, row in served.items()}
    directly = {("directly", pk): frozenset({pk}) for pk, owners in people.items() if owners}
    figures: dict[Any, frozenset] = {**sums, **directly}
    beside = suppress_sums(figures, people, k, fixed=directly)
    left = {pk: parts for pk, parts in sums.items() if beside[pk] is Mark.SHOWN}
    figures = {ALL: frozenset(people), **left}
    marks = suppress_sums(figures, people, k, fixed={ALL})
    return {pk: row["goals"] if marks.get(pk) is Mark.SHOWN else FEW for pk, row in served.items()}


def _key_results(aims: Collection[int], day: dt.date) -> dict[int, dict[int, int | str]]:
    """Per objective and key result how many goals serve it directly, or "few"."""
    served = (
        GoalAlignment.objects.filter(Q(valid_to=None) | Q(valid_to__gte=day), valid_from__lte=day, objective__in=aims)
        .filter(goal__closed_at=None, goal__cancelled_at=None)
        .exclude(goal__visibility="me")
        .values("objective_id", "key_result_id")
        .annotate(goals=Count("goal", distinct=True), people=ArrayAgg("goal__owner", distinct=True))
    )
    rows: dict[int, list[Any]] = defaultdict(list)
    for row in served:
        rows[row["objective_id"]].append(row)
    return {objective: _shown_parts(parts) for objective, parts in rows.items()}


def _shown_parts(rows: list[Any]) -> dict[int, int | str]:
    """Of one objective's key results. The same person may have goals in several of them."""
    goals = {row["key_result_id"]: row["goals"] for row in rows}
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


def _row(
    aim: Objective, goals: int | str, parts: dict[int, int | str], stated: list[float], day: dt.date
) -> AlignmentFigure:
    last = AlignmentFigure.objects.filter(objective=aim, day__lt=day).order_by("-day").first()
    before = last.figures if last else {}
    counted = before.get("key_results", {})
    since = last.day if last else day
    figures = {
        "goals": _held(before.get("goals"), goals, since, objective=aim.pk),
        "key_results": {str(pk): _held(counted.get(str(pk)), n, since, key_result=pk) for pk, n in parts.items()},
        "progress": None if aim.progress is None else float(aim.progress),
        "confidence": None if aim.confidence is None else float(aim.confidence),
        "confidences": stated if aim.confidence is None else [*stated, float(aim.confidence)],
    }
    return AlignmentFigure(objective=aim, day=day, figures=figures, published_at=now())


def _held(before: Any, now_: int | str, since: dt.date, **of: int) -> int | str:
    """The number published before, unless at least k people changed since, or it has to be hidden now."""
    if now_ == FEW or before in (None, FEW, now_):
        return now_
    return now_ if _changed(since, **of) >= policy().k else before


def _held_company(company: dict[str, Any], day: dt.date) -> dict[str, Any]:
    last = AlignmentFigure.objects.filter(objective=None, day__lt=day).order_by("-day").first()
    if 0 < company["people"] <= policy().k:
        hidden = ("goals", "people", "aligned", "aligned_people", "for_themselves", "with_skill", "on_top_skills")
        return {**company, **dict.fromkeys(hidden), FEW: True}
    if last and not last.figures.get(FEW) and _changed(last.day) < policy().k:
        kept = ("goals", "people", "aligned", "aligned_people", "for_themselves", "with_skill", "on_top_skills")
        return {**company, **{name: last.figures[name] for name in kept}}
    return company


def _lost_row(objective_id: int, found: Mapping[str, int], day: dt.date) -> AlignmentFigure:
    shown = found["goals"] if found["people"] > policy().k else FEW
    return AlignmentFigure(objective_id=objective_id, day=day, figures={"lost": shown}, published_at=now())


def _changed(since: dt.date, objective: int | None = None, key_result: int | None = None) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql.CHANGED_PEOPLE, {"objective": objective, "key_result": key_result, "since": since})
        return cursor.fetchone()[0]


def _rows(statement: str, **values: Any) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
