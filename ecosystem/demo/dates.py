"""Re-dating: the demo company's files are written for one day and moved to any other, whole.

Days move by the number of days between the two; cycle codes move by the number of fiscal quarters between them; what a key
result has reached moves by the share of the cycle that is over, so that who is ahead and who is behind stays as it is.
"""

import re
from datetime import date, timedelta
from decimal import Decimal

FISCAL_YEAR_FIRST_MONTH = 2
MEASURED = ("number", "percentage", "money")

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_CYCLE = re.compile(r"(\d{4})(?:-Q([1-4]))?")


def quarter_index(day: date) -> int:
    """Fiscal quarters since year 0: 4 · fiscal year + (0 … 3); the fiscal year is named after the year it starts in."""
    months = day.year * 12 + (day.month - FISCAL_YEAR_FIRST_MONTH)
    return months // 3


def cycle_code(day: date) -> str:
    """The quarter a day lies in, as import files write it: ``2026-Q4`` for 8 December 2026."""
    year, quarter = divmod(quarter_index(day), 4)
    return f"{year}-Q{quarter + 1}"


def share_over(day: date) -> Decimal:
    """The share of the fiscal quarter that is over in the evening of that day: 0 < share ≤ 1."""
    first, after = (_quarter_start(quarter_index(day) + n) for n in (0, 1))
    return Decimal((day - first).days + 1) / (after - first).days


def _quarter_start(index: int) -> date:
    year, month = divmod(index * 3 + FISCAL_YEAR_FIRST_MONTH - 1, 12)
    return date(year, month + 1, 1)


def moved_value(row: dict[str, str], written_for: date, today: date) -> str:
    """What a measured key result has reached by `today`; what is past its target or below its start stays there."""
    if row["kind"] not in MEASURED or not (row["baseline"] and row["target"] and row["current"]):
        return row["current"]
    start, target, current = (Decimal(row[name]) for name in ("baseline", "target", "current"))
    if start == target or not 0 <= (current - start) / (target - start) < 1:
        return row["current"]
    progress = (current - start) / (target - start) * share_over(today) / share_over(written_for)
    value = start + (target - start) * min(progress, Decimal(1))
    places = max(-Decimal(row[name]).as_tuple().exponent for name in ("baseline", "target", "current"))
    return str(value.quantize(Decimal(1).scaleb(-places)))


def is_date_column(name: str) -> bool:
    return name in ("date", "leave_to") or name.endswith(("_date", "_from"))


def moved_day(text: str, days: int) -> str:
    """An ISO day moved by so many days; an empty cell stays empty."""
    return (date.fromisoformat(text) + timedelta(days=days)).isoformat() if _DAY.fullmatch(text) else text


def moved_cycle(text: str, written_for: date, today: date) -> str:
    """``2026-Q4`` or ``2026`` moved by the quarters, or the fiscal years, between the two days."""
    found = _CYCLE.fullmatch(text)
    if not found:
        return text
    year, quarter = int(found[1]), found[2]
    if quarter is None:
        return str(year + quarter_index(today) // 4 - quarter_index(written_for) // 4)
    moved = year * 4 + int(quarter) - 1 + quarter_index(today) - quarter_index(written_for)
    return f"{moved // 4}-Q{moved % 4 + 1}"
