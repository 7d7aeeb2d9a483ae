"""How far a message got: shares of those it is for, never who. Pure but for one statement.

What people do counts from the next midnight on. A figure is renewed once k people more have answered, as everywhere, so
that nobody's reading shows by a step from one day to the next; it is shown in steps of five, about k + 1 people or more.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, Count, DateField, Exists, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, TruncDate

from accounts.models import Person
from accounts.shares import words_of
from ecosystem.core.aggregates import Cell, Mark, floor_k, share, suppress
from ecosystem.core.clock import start_of, today
from ecosystem.core.policy import policy
from goals.models import Message, MessageReading
from resources.freshness import POSITIVE
from resources.models import Reaction

Day = tuple[dt.date, int]
ALL, REACHED, READ, LIKED = "all", "reached", "read", "liked"


@dataclass(frozen=True)
class Reach:
    """Words for shares; empty where too few people are asked to say anything."""

    people: int
    reached: str = ""
    read: str = ""
    liked: str = ""
    is_new: bool = False

    @property
    def is_few(self) -> bool:
        return not self.reached and not self.is_new


def reach_of(message: Message) -> Reach:
    """One statement; none for what was published today, which nobody could have read by last midnight."""
    published = message.resource.published_at
    if published and published >= start_of(today()):
        return Reach(people=0, is_new=True)
    days: dict[str, dict[dt.date, int]] = {ALL: {}, REACHED: {}, READ: {}, LIKED: {}}
    for what, day, n in _counted(message):
        days[what][day] = n
    people = sum(days[ALL].values())
    k = floor_k(policy().k)
    if suppress([Cell(ALL, people)], k)[ALL] is not Mark.SHOWN:
        return Reach(people=0)
    reached, read = held(days[REACHED].items(), days[READ], k)
    liked, _none = held(days[LIKED].items(), {}, k)
    return Reach(people, _share(reached, people), _share(read, people), _share(liked, people))


def held(days: Iterable[Day], within: dict[dt.date, int], k: int) -> tuple[int, int]:
    """How many did it, and how many of these also did what `within` counts, up to the last day that completed another k."""
    shown = shown_within = waiting = waiting_within = 0
    for day, n in sorted(days):
        waiting += n
        waiting_within += within.get(day, 0)
        if waiting >= k:
            shown, shown_within = shown + waiting, shown_within + waiting_within
            waiting = waiting_within = 0
    return shown, shown_within


def _share(part: int, people: int) -> str:
    found = share(min(part, people), people)
    return words_of(found) if found else ""


def _counted(message: Message) -> Any:
    """(what, day, how many) among those it is for, but its author; of what was done before today."""
    midnight = start_of(today())
    audience = Person.objects.people().filter(is_active=True).exclude(pk=message.author_id)
    if message.unit_id:
        audience = audience.in_unit(message.unit_id)
    readings = MessageReading.objects.filter(message=message, at__lt=midnight, person__in=audience)
    liked = Reaction.objects.filter(resource=message.resource_id, kind__in=POSITIVE, at__lt=midnight)
    before = liked.filter(person=OuterRef("person"), pk__lt=OuterRef("pk"))
    first = liked.filter(~Exists(before), person__in=audience)
    parts = [
        _by_day(readings, REACHED),
        _by_day(readings.filter(read=True), READ),
        _by_day(first, LIKED),
    ]
    whole = _named(audience, ALL).values("what").annotate(day=Cast(Value(today()), DateField()), n=Count("pk"))
    return whole.values_list("what", "day", "n").union(*parts, all=True)


def _by_day(rows: QuerySet[Any], what: str) -> QuerySet[Any]:
    counted = _named(rows, what).annotate(day=TruncDate("at", tzinfo=policy().zone)).values("what", "day")
    return counted.annotate(n=Count("pk")).values_list("what", "day", "n")


def _named(rows: QuerySet[Any], what: str) -> QuerySet[Any]:
    return rows.order_by().annotate(what=Value(what, CharField()))
