"""What the command palette shows: pages to jump to, hits in groups by kind, and the way to all results."""

from collections.abc import Iterable
from functools import lru_cache
from types import SimpleNamespace
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils.translation import gettext as _

from ecosystem.core.addresses import address
from ecosystem.core.navigation import Frame, Item
from ecosystem.core.search import Hit, Kind, find, find_in_part, kinds, words_of

HITS = 12
LEAST_MARKED = 4


class Shown(NamedTuple):
    """A hit with what stands at its end: how far it can be relied on, for kinds that say so."""

    hit: Hit
    badge: Any = None


def while_typing(person: Any, query: str, ask: str) -> dict[str, Any]:
    """The hits for what stands there, else what has some of the words; last the ways on. Four statements at most.

    `ask`: the address where what is not found can be asked for; empty where it may not.
    """
    kind, words = signed(query)
    hits = find(person, words, HITS, kind)
    in_part = [] if hits else find_in_part(person, words, HITS, kind)
    rows = shown(hits or in_part)
    found = {"groups": grouped(rows), "count": len(rows), "in_part": bool(in_part)}
    ways = {"asking": _to_ask(ask, words), "everything": _all_results(query, kind, words)}
    return found | ways | {"typed": to_mark(words, bool(in_part))}


def to_mark(words: str, in_part: bool) -> str:
    """The typed words that hits mark: the longer ones where not all of them say something."""
    return " ".join(word for word in words.split() if len(word) >= LEAST_MARKED) if in_part else words


def _all_results(query: str, kind: str, words: str) -> Any:
    """A row that looks like a hit."""
    asked = {"q": words, "kind": kind} if kind else {"q": query}
    title = _("All results for “%(words)s”") % {"words": query}
    return SimpleNamespace(title=title, subtitle="", url=f"{address('core:search')}?{urlencode(asked)}")


def _to_ask(ask: str, words: str) -> Any:
    """A row that looks like a hit; nothing without an address."""
    subtitle = _("Report “%(words)s” as a need") % {"words": words}
    return SimpleNamespace(title=_("Nothing fits?"), subtitle=subtitle, url=ask) if ask else None


def jumps(request: HttpRequest, query: str) -> list[Item]:
    """The pages that this person may open whose name has every typed word at the start of one of its words."""
    typed = words_of(query)
    return Frame(request).named(lambda name: _begins(typed, _words(name)))


def shown(hits: Iterable[Hit]) -> list[Shown]:
    badges = {name: kind.badge for name, kind in kinds().items()}
    return [Shown(hit, badge(hit) if (badge := badges[hit.kind]) else None) for hit in hits]


def grouped(rows: Iterable[Shown]) -> list[dict[str, Any]]:
    """Hits by kind, in the order of the best hit of each: [{kind, rows}]."""
    known: dict[str, Kind] = kinds()
    groups: dict[str, list[Shown]] = {}
    for row in rows:
        groups.setdefault(row.hit.kind, []).append(row)
    return [{"kind": known[name], "rows": found} for name, found in groups.items()]


def signed(query: str) -> tuple[str, str]:
    """`#py` asks for skills only: the kind whose sign stands first, and the words behind it."""
    for kind in kinds().values():
        if kind.sign and query.startswith(kind.sign):
            return kind.name, query[len(kind.sign) :].strip()
    return "", query


@lru_cache(maxsize=512)
def _words(name: str) -> list[str]:
    """Of the name of a page, which is the same for everybody."""
    return words_of(name)


def _begins(typed: list[str], words: list[str]) -> bool:
    return all(any(word.startswith(part) for word in words) for part in typed)
