"""What is told of the people of a guild: once a quarter, when it is over, of that quarter alone.

Two quarters share no act and no step in a skill, and a step in a skill counts in one guild, so nothing of one figure can be
subtracted from another. What anybody who reads the guild can see for themselves (posts, answers, hosting, what was added, who
tends it) is no secret; of the others a whole batch is told together (`ecosystem.core.batches`).
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import DateField, F, OuterRef, Q, Value
from django.db.models.functions import Cast, JSONObject, TruncMonth
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ecosystem.core.aggregates import STEP, floor_k
from ecosystem.core.batches import Told, told
from ecosystem.core.clock import today
from ecosystem.core.policy import policy
from guilds.models import GuildMonth

HEALTHY_FROM = 20
CLOSING = {3: 31, 6: 30, 9: 30, 12: 31}
COLUMNS = ("month", "members", "active", "seen")


@dataclass(frozen=True)
class Active:
    """How many of `members` act: at least and at most so many."""

    low: int
    high: int
    members: int

    @property
    def points(self) -> tuple[int, int]:
        """From and to in percent, in steps of 5, wider rather than narrower."""
        low, high = 100 * self.low // self.members, -(-100 * self.high // self.members)
        return low - low % STEP, high + -high % STEP

    @property
    def words(self) -> str:
        low, high = self.points
        if low == 0 and 100 * self.high < high * self.members:
            return _("under %(n)s %%") % {"n": high}
        if low == 0:
            return _("up to %(n)s %%") % {"n": high}
        if high == 100:
            return _("%(n)s %% or more") % {"n": low}
        return _("%(low)s to %(high)s %%") % {"low": low, "high": high}

    @property
    def step(self) -> float:
        """For a line: the middle of what is said, 0–1."""
        return (self.least + self.most) / 2

    @property
    def least(self) -> float:
        return self.points[0] / 100

    @property
    def most(self) -> float:
        return self.points[1] / 100

    @property
    def is_healthy(self) -> bool | None:
        """None where the line is within what is told."""
        line = healthy_line(self.members)
        return True if self.low >= line else False if self.high < line else None


@dataclass(frozen=True)
class Quarter:
    """A guild as of the end of the quarter that `month` closes."""

    month: dt.date
    members: int
    active: int
    seen: int
    k: int

    @property
    def words(self) -> str:
        """`July to September 2026`."""
        begin = date_format(self.month.replace(month=self.month.month - 2), "F")
        return _("%(begin)s to %(end)s") % {"begin": begin, "end": date_format(self.month, "F Y")}

    @property
    def acting(self) -> Active | None:
        """None where fewer than k + 1 belong, or nothing is left to tell."""
        if self.members <= self.k:
            return None
        unseen = self.members - self.seen
        line = max(0, healthy_line(self.members) - self.seen)
        found = told(self.active - self.seen, unseen, self.k, line)
        acting = Active(self.seen + found.low, self.seen + found.high, self.members)
        return acting if acting.points != (0, 100) else None


def healthy_line(members: int) -> int:
    """From how many on a guild is healthy."""
    return -(-HEALTHY_FROM * members // 100)


def moved_of(number: int, could: int) -> Told | None:
    """How many rose, of those whose rise counts here; None where they are too few to tell."""
    found = told(number, could, policy().k)
    return found if found.says_something else None


def closed_quarters() -> Any:
    """The stored months that close a quarter that is over, counted to their end."""
    this_month = TruncMonth(Cast(Value(today()), DateField()))
    to_its_end = Q(*(Q(month__month=month, counted_on__day=day) for month, day in CLOSING.items()), _connector=Q.OR)
    return GuildMonth.objects.filter(to_its_end, month__lt=this_month, seen__isnull=False)


def is_closed_quarter(row: GuildMonth) -> bool:
    is_over = row.month < today().replace(day=1) and CLOSING.get(row.month.month) == row.counted_on.day
    return is_over and row.seen is not None


def latest_quarter(guild: str) -> ArraySubquery:
    """As a column of rows in which `guild` names it: at most one, as `quarter_of` reads it."""
    rows = closed_quarters().filter(guild=OuterRef(guild)).order_by("-month")
    return ArraySubquery(rows.values_list(JSONObject(**{name: F(name) for name in COLUMNS}))[:1])


def quarter_of(rows: Any) -> Quarter | None:
    """From what `latest_quarter` brought."""
    for facts in rows or ():
        return Quarter(**{**facts, "month": dt.date.fromisoformat(facts["month"]), "k": floor_k(policy().k)})
    return None
