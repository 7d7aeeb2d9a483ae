"""What the command palette shows: pages to jump to, and hits in groups by kind."""

from typing import Any

from django.http import HttpRequest

from ecosystem.core.models import SearchEntry
from ecosystem.core.navigation import Frame, Item
from ecosystem.core.search import Kind, kinds, words_of


def jumps(request: HttpRequest, query: str) -> list[Item]:
    """The pages that this person may open whose name has every typed word at the start of one of its words."""
    frame = Frame(request)
    pages = [item for section in frame.sections for item in section["items"]] + frame.mine
    typed = words_of(query)
    return [page for page in pages if _begins(typed, words_of(str(page.name)))]


def grouped(hits: list[SearchEntry]) -> list[dict[str, Any]]:
    """Hits by kind, in the order of the best hit of each: [{kind, hits}]."""
    known: dict[str, Kind] = kinds()
    groups: dict[str, list[SearchEntry]] = {}
    for hit in hits:
        groups.setdefault(hit.kind, []).append(hit)
    return [{"kind": known[name], "hits": found} for name, found in groups.items()]


def _begins(typed: list[str], words: list[str]) -> bool:
    return all(any(word.startswith(part) for word in words) for part in typed)
