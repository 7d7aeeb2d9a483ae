"""Two people reworded the same text: what both of them want, and where only a person can decide.

The merging itself is that of `reconcile-text`, line by line: insertions of both sides are kept, deletions of both are
followed. Ours is only to see where the two met in one place, so that nobody publishes a passage which nobody wrote.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import reduce
from itertools import groupby
from typing import NamedTuple

from reconcile_text import reconcile_with_history

LINES = ("title", "summary", "url")
BODY = "body"
TEXTS = ("title", "summary", "body", "url")


class Span(NamedTuple):
    """A stretch of the merged text: where it came from (`Unchanged`, `AddedFromLeft`, `RemovedFromRight` …) and its words."""

    origin: str
    text: str


@dataclass(frozen=True)
class Contested:
    """One of the texts that both sides changed in the same place: theirs as it stands, and mine, both whole."""

    name: str
    theirs: str
    mine: str


@dataclass(frozen=True)
class Merged:
    """All texts as they would stand, and those that a person has to look at first: mine before theirs in each place."""

    texts: dict[str, str]
    contested: list[Contested] = field(default_factory=list)


def merge_texts(base: Mapping[str, str], mine: Mapping[str, str], theirs: Mapping[str, str]) -> Merged:
    """Title, summary, address and body, from what both sides began with. Where only one side changed, that side counts."""
    texts, contested = {}, []
    for name in TEXTS:
        merge = merge_body if name == BODY else merge_line
        texts[name], meets = merge(base[name], mine[name], theirs[name])
        if meets:
            contested.append(Contested(name, theirs[name], mine[name]))
    return Merged(texts, contested)


def merge_line(base: str, mine: str, theirs: str) -> tuple[str, bool]:
    """A text of one line, and whether both changed it differently: then it is mine."""
    if theirs in (base, mine):
        return mine, False
    return (theirs, False) if mine == base else (mine, True)


def merge_body(base: str, mine: str, theirs: str) -> tuple[str, bool]:
    """A text of many lines, and whether both changed the same place: then the words of both stand there, mine first."""
    if theirs == base or mine in (base, theirs):
        return merge_line(base, mine, theirs)
    spans = reconcile_with_history(f"{base}\n", f"{mine}\n", f"{theirs}\n", "Line")["history"]
    text, meets = "", False
    for changed, run in groupby((Span(one["history"], one["text"]) for one in spans), key=_is_changed):
        stretch = list(run)
        sides = {side for side in ("Left", "Right") if any(span.origin.endswith(side) for span in stretch)}
        if changed and len(sides) == 2:
            meets = True
            text = _joined(text, _both(stretch))
        else:
            text = _joined(text, _kept(stretch))
    return text.removesuffix("\n"), meets


def _is_changed(span: Span) -> bool:
    return span.origin != "Unchanged"


def _kept(spans: Iterable[Span]) -> str:
    return reduce(_joined, (span.text for span in spans if not span.origin.startswith("Removed")), "")


def _joined(text: str, more: str) -> str:
    """Spans are made of whole lines, so that words of two of them never stand in one: the break that both sides shared may
    have gone with what one of them took away."""
    apart = text and more and not text.endswith("\n") and not more.startswith("\n")
    return f"{text}\n{more}" if apart else text + more


def _both(stretch: list[Span]) -> str:
    """What each side put there, on lines of its own."""
    parts = (_kept(span for span in stretch if span.origin.endswith(side)) for side in ("Left", "Right"))
    return "\n".join(part.strip("\n") for part in parts if part.strip("\n"))
