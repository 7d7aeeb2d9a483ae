"""What the radar counts at night of signals that L&D may know only as numbers: searches without a hit, obstacles, checks.

All three pass the one module of aggregates and are then held like every published figure: a number stays until at least k
people more or fewer stand behind it. Obstacles are counted from 11 people on (themes, never a text); checks that were not
passed from 6, and where that many tried one at all, fewer are told as “fewer than 6”; searches from 11 people and days.

Words of a search may hold a name or a worry. Nobody is kept with them, so different people are known only within a day:
words are shown when, in 90 days, they were searched on behalf of more than ten people and days and on one day by more than
one person, so never because one person searched again and again. Addresses and long numbers are never counted
(`ecosystem.core.search_misses`), and words that hold the whole name of anybody who works or worked here are left out.
"""

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from accounts.models import Person
from accounts.sql import run
from ecosystem.core.aggregates import K_CROSS, Cell, Mark, floor_k, suppress
from ecosystem.core.clock import now
from ecosystem.core.policy import policy
from ecosystem.core.search_finding import words_of
from feedback.radar_models import RadarCount
from feedback.sql_radar import CHECKS, OBSTACLES, SEARCHES
from feedback.wording import skill_in

SEARCHED_WITHIN = dt.timedelta(days=90)
TRIED_WITHIN = dt.timedelta(days=180)
MOST_SEARCHES = 200
Kind = RadarCount.Kind


@dataclass(frozen=True)
class Counted:
    """One number of today, and whether it may be told. `some`: it may be told that there are a few."""

    kind: str
    code: str
    n: int
    since: dt.date
    told: bool
    some: bool = False
    skill_id: int | None = None
    words: str = ""


@transaction.atomic
def count_signals(day: dt.date) -> int:
    """Publish the numbers of today. Returns how many rows changed; twice is harmless."""
    k = floor_k(policy().k)
    found = [*_stuck(day, k), *_failed(day, k), *_searched(day, k)]
    known = {(row.kind, row.code): row for row in RadarCount.objects.select_for_update()}
    changed = sum(_publish(counted, known.pop((counted.kind, counted.code), None), k) for counted in found)
    return changed + RadarCount.objects.filter(pk__in=[row.pk for row in known.values()]).delete()[0]


def _publish(counted: Counted, known: RadarCount | None, k: int) -> int:
    """Write it where it is new, or where k people at least have come or gone since it was last said."""
    n = counted.n if counted.told else 0
    if known is None:
        return _begin(counted, n) if n or counted.some else 0
    held, same = known.n > k and abs(counted.n - known.n) < k, known.n == n and (n or counted.some)
    if held or same:
        return 0
    rows = RadarCount.objects.filter(pk=known.pk)
    return rows.update(n=n) if n or counted.some else rows.delete()[0]


def _begin(counted: Counted, n: int) -> int:
    about = skill_in(counted.words) if counted.words else None
    RadarCount.objects.create(
        kind=counted.kind,
        code=counted.code,
        words=counted.words,
        n=n,
        since=counted.since,
        skill_id=about.pk if about else counted.skill_id,
    )
    return 1


def _stuck(day: dt.date, k: int) -> Iterator[Counted]:
    rows = run(OBSTACLES)
    told = _told(rows, max(K_CROSS, k))
    yield from (Counted(Kind.OBSTACLE, f"s{skill}", n, day, skill in told, skill_id=skill) for skill, n in rows)


def _failed(day: dt.date, k: int) -> Iterator[Counted]:
    """A few who did not pass are told as a few, where enough have tried: then it says of nobody whether they passed."""
    rows = run(CHECKS, {"since": now() - TRIED_WITHIN})
    told = _told([(skill, failed) for skill, _tried, failed in rows], k)
    for skill, tried, failed in rows:
        yield Counted(Kind.CHECK, f"s{skill}", failed, day, skill in told, some=tried > k, skill_id=skill)


def _searched(day: dt.date, k: int) -> Iterator[Counted]:
    few = max(K_CROSS, k)
    found = run(SEARCHES, {"since": day - SEARCHED_WITHIN, "few": few, "most": MOST_SEARCHES})
    named = _with_a_name(words for words, _n, _since in found)
    rows = [(words, n, since) for words, n, since in found if words not in named]
    told = _told([(words, n) for words, n, _since in rows], few)
    yield from (Counted(Kind.SEARCH, _code_of(words), n, since, words in told, words=words) for words, n, since in rows)


def _told(rows: Iterable[tuple[Any, int]], k: int) -> set[Any]:
    """What may be published; each number stands alone, nobody can subtract one from another."""
    marks = suppress([Cell(key, n) for key, n in rows], k)
    return {key for key, mark in marks.items() if mark is Mark.SHOWN}


def _code_of(words: str) -> str:
    """The same words have the same code from night to night, also after they were forgotten in between."""
    return hashlib.sha256(words.encode()).hexdigest()[:12]


def _with_a_name(searched: Iterable[str]) -> set[str]:
    """The searches that hold every word of the name of somebody who works or worked here."""
    parts = {words: set(words.split()) for words in searched}
    everything = set().union(*parts.values()) if parts else set()
    names = Person.objects.filter(kind="person").values_list("full_name", flat=True)
    held = [set(words_of(name)) for name in names.iterator(chunk_size=5000)] if parts else []
    likely = [name for name in held if name and name <= everything]
    return {words for words, inside in parts.items() if any(name <= inside for name in likely)}
