"""Parts of pages that are drawn once for the same facts: `{% drawn_once "guilds/partials/guild_kept.html" guild=guild kept=kept %}`.

What such a part shows is made of the facts that are handed in, the language, the reader's time zone and the day; nothing else can
be reached while it is drawn: no request and nobody who reads, no policy, no time of the day, no database. Whoever has the same
facts before them gets the same words, so what was drawn is kept by all of these and used again until one of them differs. Forms in
it carry the token of each reader.
"""

import hashlib
import pickle
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from itertools import chain
from typing import Any, NoReturn

from django import template
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from ecosystem.core import clock, policy

register = template.Library()
MOST, MOST_LETTERS = 4096, 16_000_000  # drawings that a process keeps, and how long they are in all; for a day at most
NOON = time(12, tzinfo=UTC)
TOKEN = f"csrf{secrets.token_hex(24)}"  # stands where each reader's own goes; nobody can guess it

_kept: dict[tuple, list[str]] = {}
_days: set[date] = set()


@register.simple_tag(takes_context=True)
def drawn_once(context: template.Context, partial: str, **facts: Any) -> SafeString:
    """The partial with these facts alone."""
    zone, day = policy.policy().zone, clock.today()
    known = hashlib.blake2b(pickle.dumps(facts)).digest()
    key = (partial, get_language(), timezone.get_current_timezone_name(), str(zone), day, known)
    pieces = _kept.get(key)
    if pieces is None:
        with _alone(zone, datetime.combine(day, NOON)):
            drawn = _draw(context, partial, facts)
        _make_room(day, len(drawn))
        pieces = _kept[key] = drawn.split(TOKEN)
    return mark_safe(pieces[0] if len(pieces) == 1 else str(context.get("csrf_token", "")).join(pieces))


def _make_room(day: date, letters: int) -> None:
    """What was drawn yesterday is never asked for again; of today's the oldest go."""
    if day not in _days:
        _kept.clear()
        _days.clear()
        _days.add(day)
    while len(_kept) >= MOST or (_kept and _letters() + letters > MOST_LETTERS):
        _kept.pop(next(iter(_kept)), None)


def _letters() -> int:
    return sum(map(len, chain.from_iterable(list(_kept.values()))))


def _draw(context: template.Context, partial: str, facts: dict[str, Any]) -> str:
    found = context.template.engine.get_template(partial)  # type: ignore[union-attr]
    return found.render(context.new({**facts, "csrf_token": TOKEN}))


@contextmanager
def _alone(zone: Any, noon: datetime) -> Iterator[None]:
    with clock.in_zone(zone), clock.standing_at(noon), policy.out_of_reach(), connection.execute_wrapper(_refuse):
        yield


def _refuse(*_statement: Any) -> NoReturn:
    raise ImproperlyConfigured("What is drawn once asks no database: hand in every fact.")
