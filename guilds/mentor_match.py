"""Which guide fits a learner in a skill, with the reasons to say it in words (pure formulas).

Only what people published about themselves counts: that they teach the skill and to how many, to which level what they
shared leads, and their working hours. Nobody's level is looked up but the learner's own.

`M = fit·√overlap·free`, each 0–1: fit is best one to two levels above, overlap counts the hours of a week in which both
work (10 are plenty), free is the share of their places that is free.
"""

import datetime as dt
from collections.abc import Collection, Hashable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from math import sqrt
from zoneinfo import ZoneInfo

WORK = (9, 17)
PLENTY, WORKING_WEEK = 10, 40
UNKNOWN_FIT = 0.6
MOST = 3


@dataclass(frozen=True)
class Guide:
    """An offer to teach a skill as the learner may know it. `leads_to`: the highest level that what they shared leads to."""

    mentor: Hashable
    skill: Hashable
    places: int
    load: int
    hours: float
    level: Decimal | None = None
    leads_to: int | None = None
    met: bool = False
    again: bool = False

    @property
    def is_open(self) -> bool:
        """A place is free, at least one hour of the week is common, and they are no repeat that both did not want."""
        return self.load < self.places and self.hours >= 1 and (self.again or not self.met)

    @property
    def distance(self) -> float | None:
        return None if self.leads_to is None or self.level is None else float(self.leads_to - self.level)


def hours_together(
    mine: ZoneInfo, theirs: ZoneInfo, my_days: Collection[int], their_days: Collection[int], day: dt.date
) -> float:
    """Hours of a week, from the Monday of that day on, in which both are at work: nine to five where each of them is."""
    monday = day - dt.timedelta(days=day.weekday())
    spans = [_spans(place, days, monday) for place, days in ((mine, my_days), (theirs, their_days))]
    common = (min(a[1], b[1]) - max(a[0], b[0]) for a in spans[0] for b in spans[1])
    return sum((each for each in common if each > dt.timedelta(0)), dt.timedelta(0)) / dt.timedelta(hours=1)


def fit(guide: Guide) -> float:
    """1 for one or two levels above, less for further or nearer; .6 where it is not known, .1 at or below the own level."""
    if guide.distance is None:
        return UNKNOWN_FIT
    if guide.distance <= 0:
        return 0.1
    return 1.0 if 1 <= guide.distance <= 2 else 0.7


def score(guide: Guide) -> float:
    free = (guide.places - guide.load) / guide.places
    return fit(guide) * sqrt(min(guide.hours, PLENTY) / PLENTY) * free


def best(guides: Iterable[Guide], limit: int = MOST) -> list[Guide]:
    """The guides to suggest, best first, each person once."""
    chosen: dict[Hashable, Guide] = {}
    for guide in sorted((each for each in guides if each.is_open), key=lambda each: -score(each)):
        chosen.setdefault(guide.mentor, guide)
    return list(chosen.values())[:limit]


def _spans(place: ZoneInfo, days: Collection[int], monday: dt.date) -> list[tuple[dt.datetime, dt.datetime]]:
    found = []
    for number in days:
        day = monday + dt.timedelta(days=number)
        begin, end = (dt.datetime.combine(day, dt.time(hour), place).astimezone(dt.UTC) for hour in WORK)
        found.append((begin, end))
    return found
