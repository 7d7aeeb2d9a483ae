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
    """One number of today, before anything is hidden. `among`: of how many people, where that many may be told of."""

    kind: str
    code: str
    n: int
    since: dt.date
    skill_id: int | None = None
    words: str = ""
    among: int = 0


@transaction.atomic
def count_signals(day: dt.date) -> int:
    """Publish the numbers of today. Returns how many rows changed; twice is harmless."""
    k = floor_k(policy().k)
    found = [*_stuck(day, k), *_failed(day, k), *_searched(day, k)]
    known = {(row.kind, row.code): row for row in RadarCount.objects.select_for_update()}
    changed = sum(_publish(counted, known.pop((counted.kind, counted.code), None), k) for counted in found)
    gone = [row.pk for row in known.values() if row.n == 0 or row.n >= k]
    return changed + RadarCount.objects.filter(pk__in=gone).delete()[0]


def _publish(counted: Counted, known: RadarCount | None, k: int) -> int:
    """Write it where it is new, or where k people at least have come or gone since it was last said."""
    if known is None:
        fields = {"kind": counted.kind, "code": counted.code, "words": counted.words, "since": counted.since}
        skill = counted.skill_id or (getattr(skill_in(counted.words), "pk", None) if counted.words else None)
        RadarCount.objects.create(n=counted.n, skill_id=skill, **fields)
        return 1
    if abs(counted.n - known.n) < k:
        return 0
    return RadarCount.objects.filter(pk=known.pk).update(n=counted.n)


def _stuck(day: dt.date, k: int) -> Iterator[Counted]:
    rows = [Counted(Kind.OBSTACLE, f"s{skill}", n, day, skill) for skill, n in run(OBSTACLES)]
    yield from (row for row in rows if row.code in _shown(rows, max(K_CROSS, k)))


def _failed(day: dt.date, k: int) -> Iterator[Counted]:
    """A few who did not pass are told as a few, where enough have tried: then it says of nobody whether they passed."""
    tried = run(CHECKS, {"since": now() - TRIED_WITHIN})
    rows = [Counted(Kind.CHECK, f"s{skill}", failed, day, skill, among=among) for skill, among, failed in tried]
    shown = _shown(rows, k)
    for row in rows:
        if row.code in shown:
            yield row
        elif row.among > k:
            yield Counted(row.kind, row.code, 0, day, row.skill_id)


def _searched(day: dt.date, k: int) -> Iterator[Counted]:
    few = max(K_CROSS, k)
    found = run(SEARCHES, {"since": day - SEARCHED_WITHIN, "few": few, "most": MOST_SEARCHES})
    named = _with_a_name(words for words, _n, _since in found)
    rows = [
        Counted(Kind.SEARCH, _code_of(words), n, since, words=words) for words, n, since in found if words not in named
    ]
    yield from (row for row in rows if row.code in _shown(rows, few))


def _shown(rows: Iterable[Counted], k: int) -> set[str]:
    """The codes of those that may be published; each stands alone, nobody can subtract one from another."""
    marks = suppress([Cell(row.code, row.n) for row in rows], k)
    return {str(code) for code, mark in marks.items() if mark is Mark.SHOWN}


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
