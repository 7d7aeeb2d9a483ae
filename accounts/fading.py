"""When what was stated fades (pure). A statement loses half of its weight in a year; then it should be said anew."""

import datetime as dt
import math
from decimal import Decimal

from accounts.levels import HALF_LIFE_DAYS

HALF_LIFE = dt.timedelta(days=HALF_LIFE_DAYS)


def fades_on(stated_on: dt.date) -> dt.date:
    """The day on which a statement has lost half of its weight: from then on it has faded."""
    return stated_on + HALF_LIFE


def has_faded(stated_on: dt.date, on: dt.date) -> bool:
    return fades_on(stated_on) <= on


def falls_below(weight_sum: float | Decimal, weight_on: dt.date | None, bar: Decimal) -> dt.date | None:
    """The first day on which the confidence is below `bar` if nobody says anything more; None without any weight.

    `min(1, w)·2^(−d/H) < bar` from `d > H·log2(w/bar)`; a weight that is below already was so from its first day.
    """
    if not weight_on or not weight_sum:
        return None
    days = HALF_LIFE_DAYS * math.log2(float(weight_sum) / float(bar))
    return weight_on + dt.timedelta(days=max(0, math.floor(round(days, 6)) + 1))
