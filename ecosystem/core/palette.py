"""What the command palette shows: pages to jump to, and hits in groups by kind."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any, NamedTuple

from django.http import HttpRequest

from ecosystem.core.navigation import Frame, Item
from ecosystem.core.search import Hit, Kind, kinds, words_of


class Shown(NamedTuple):
    """A hit with what stands at its end: how far it can be relied on, for kinds that say so."""

    hit: Hit
    badge: Any = None


def jumps(request: HttpRequest, query: str) -> list[Item]:
    """The pages that this person may open whose name has every typed word at the start of one of its words."""
    frame = Frame(request)
    pages = [item for section in frame.sections for item in section["items"]] + frame.mine
    typed = words_of(query)
    return [page for page in pages if _begins(typed, _words(str(page.name)))]


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
