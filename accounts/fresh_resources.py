"""What there is to learn a skill from, for the priority of gaps. The app that keeps it registers how to count it."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from typing import Any

from accounts.models import RoleRequirement, SkillTarget

Levels = Mapping[int, Collection[int]]
Source = Callable[[Levels, dt.date], Mapping[int, int]]
_sources: list[Source] = []


def provide(source: Source) -> None:
    """Register a source: the levels asked for by skill and a day in, one statement, fresh resources by skill out."""
    _sources.append(source)


def asking(day: dt.date) -> tuple[Any, Any]:
    """What asks for a level of a skill on a day: roles; the company and objectives."""
    return RoleRequirement.objects.on(day), SkillTarget.objects.on(day)


def levels_asked(day: dt.date) -> dict[int, set[int]]:
    """By skill the levels asked for on a day. Two statements."""
    asked: dict[int, set[int]] = defaultdict(set)
    for rows in asking(day):
        for skill_id, level in rows.order_by().values_list("skill_id", "level").distinct():
            asked[skill_id].add(level)
    return asked


def fresh_resources(asked: Levels, day: dt.date) -> dict[int, int]:
    """By skill, how many resources can be relied on that day and lead to a level that is asked for."""
    counts: dict[int, int] = defaultdict(int)
    for source in _sources if asked else ():
        for skill_id, number in source(asked, day).items():
            counts[skill_id] += number
    return counts
