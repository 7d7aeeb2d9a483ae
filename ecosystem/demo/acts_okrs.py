"""The demo's key results through the cycle, and the objective that was cancelled mid-way."""

import datetime as dt
import random
from decimal import Decimal

from ecosystem.core.audit import SYSTEM
from ecosystem.core.clock import now
from goals.actions.objectives import end_objective
from goals.models import KeyResult, Objective, Reading

EVERY = dt.timedelta(days=14)
NEVER_READ = "O7.2"
COUNTED = KeyResult.Kind.PEOPLE_AT_LEVEL
CANCELLED = "O13"


def read_key_results(rng: random.Random, day: dt.date) -> int:
    """Fortnightly readings from the start of the cycle to the current value, with a confidence that wanders."""
    rows = []
    for key_result in KeyResult.objects.select_related("objective__cycle").order_by("code"):
        if key_result.code == NEVER_READ or key_result.kind in (COUNTED, KeyResult.Kind.MILESTONES):
            continue
        if key_result.current is None or key_result.baseline is None:
            continue
        rows += _readings(rng, key_result, day)
    Reading.objects.bulk_create(rows)
    return len(rows)


def _readings(rng: random.Random, key_result: KeyResult, day: dt.date) -> list[Reading]:
    start = key_result.objective.cycle.start
    days = [start + EVERY * step for step in range(1, 8) if start + EVERY * step < day]
    confidence = key_result.confidence or 6
    rows = []
    for number, on in enumerate(days, start=1):
        share = Decimal(number) / (len(days) + 1)
        value = key_result.baseline + (key_result.current - key_result.baseline) * share
        said = min(10, max(1, confidence + rng.choice((-1, 0, 0, 1)) + (len(days) - number) // 2))
        rows.append(_reading(key_result, value.quantize(Decimal("0.1")), said, on))
    if not key_result.readings.filter(read_on=day).exists():  # the files bring one of their own day
        rows.append(_reading(key_result, key_result.current, confidence, max(start, day - dt.timedelta(days=2))))
    return rows


def _reading(key_result: KeyResult, value: Decimal, confidence: int, on: dt.date) -> Reading:
    return Reading(
        key_result=key_result,
        value=value,
        confidence=confidence,
        read_on=on,
        author_id=key_result.owner_id,
        created_at=min(now(), dt.datetime.combine(on, dt.time(15), tzinfo=dt.UTC)),
    )


def cancel_objective(rng: random.Random, day: dt.date) -> int:
    """“Enter the Nordic market” ends five days ago; five goals lose what they served."""
    objective = Objective.objects.filter(code=CANCELLED, status="active").first()
    if objective is None:
        return 0
    ended = max(objective.cycle.start, day - dt.timedelta(days=5))
    end_objective(objective, actor=SYSTEM, version=objective.version, status="cancelled", on=ended)
    return 1
