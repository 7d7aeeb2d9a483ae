"""Searches that find nothing: where to ask for what is missing, and how often that happens. Other apps provide both.

Counted are the words alone, on a search in full only, once a day from each person: so a count is a number of people. What tells
two searches of one person apart is a keyed digest in the cache, which ends with the day.
"""

import re
from collections.abc import Callable
from typing import Any

from django.core.cache import cache
from django.utils.crypto import salted_hmac

from ecosystem.core.clock import today
from ecosystem.core.search_finding import words_of

LONGEST = 120
A_DAY = 86_400
PERSONAL = re.compile(r"@|\d{5}")  # addresses and numbers of people are nobody's need
_ask: Callable[[Any, str], str] | None = None
_count: Callable[[str], None] | None = None


def provide(*, ask: Callable[[Any, str], str], count: Callable[[str], None]) -> None:
    """`ask(person, words)`: the address of a form filled with the words, or nothing. `count(words)`: one more."""
    global _ask, _count
    _ask, _count = ask, count


def where_to_ask(person: Any, query: str) -> str:
    """The address where `person` may ask for what the query did not find; empty where they may not."""
    return _ask(person, query) if _ask and words_of(query) else ""


def note_miss(person: Any, query: str) -> None:
    """One more who found nothing by these words today."""
    words = " ".join(words_of(query))[:LONGEST].strip()
    if _count is None or len(words) < 3 or PERSONAL.search(query):
        return
    once = salted_hmac("core.search_misses", f"{today()} {person.pk} {words}", algorithm="sha256").hexdigest()
    if cache.add(f"search-miss-{once}", True, A_DAY):
        _count(words)
