"""What changed between two texts, side by side: rows for a table, with the words in them marked."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from resources.merging import TEXTS, Merged

AROUND = 1
MOST_ROWS = 400
LONGEST_IN_WORDS = 4000
LITTLE_STAYED = 0.5
LABELS = {"title": _("Title"), "summary": _("In one sentence"), "body": _("Text"), "url": _("Address")}
WORDS = re.compile(r"\s+|\w+|[^\w\s]")


class Part(NamedTuple):
    """Words of a line: `same`, `del` on the left, `ins` on the right."""

    kind: str
    text: str


@dataclass(frozen=True)
class Row:
    """One line of before beside one of after; `kind` is same, changed, removed, added or skipped (`lines` of them)."""

    kind: str
    before: tuple[Part, ...] = ()
    after: tuple[Part, ...] = ()
    lines: int = 0


@dataclass(frozen=True)
class Difference:
    """The rows of one of the texts; `cut` says that there are more than are shown."""

    name: str
    rows: tuple[Row, ...]
    cut: bool = False

    @property
    def label(self) -> Promise:
        return LABELS[self.name]


def differences(before: Mapping[str, str], after: Mapping[str, str], names: Sequence[str] = TEXTS) -> list[Difference]:
    """For each text that differs, its rows; nothing for texts that are equal."""
    found = []
    for name in names:
        if before[name] != after[name]:
            rows = tuple(rows_of(before[name], after[name]))
            found.append(Difference(name, rows[:MOST_ROWS], cut=len(rows) > MOST_ROWS))
    return found


def contested_rows(merged: Merged) -> list[Difference]:
    """Both texts of each place where two edits met: theirs as it stands on the left, mine on the right."""
    rows: list[Difference] = []
    for one in merged.contested:
        rows += differences({one.name: one.theirs}, {one.name: one.mine}, [one.name])
    return rows


def rows_of(before: str, after: str) -> Iterator[Row]:
    """Line by line; of what is equal only the line before and after a change, and how many are left out."""
    old, new = before.split("\n"), after.split("\n")
    opcodes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    for index, (what, i1, i2, j1, j2) in enumerate(opcodes):
        if what == "equal":
            yield from _context(old[i1:i2], first=index == 0, last=index == len(opcodes) - 1)
        else:
            yield from _changed(old[i1:i2], new[j1:j2])


def _context(lines: list[str], *, first: bool, last: bool) -> Iterator[Row]:
    head = 0 if first else AROUND
    tail = 0 if last else AROUND
    if len(lines) <= head + tail + 1:
        yield from (_same(line) for line in lines)
        return
    yield from (_same(line) for line in lines[:head])
    yield Row("skipped", lines=len(lines) - head - tail)
    yield from (_same(line) for line in lines[len(lines) - tail :])


def _same(line: str) -> Row:
    part = (Part("same", line),)
    return Row("same", part, part)


def _changed(old: list[str], new: list[str]) -> Iterator[Row]:
    for before, after in zip(old, new, strict=False):
        yield Row("changed", *_words(before, after))
    for line in old[len(new) :]:
        yield Row("removed", before=(Part("del", line),))
    for line in new[len(old) :]:
        yield Row("added", after=(Part("ins", line),))


def _words(before: str, after: str) -> tuple[tuple[Part, ...], tuple[Part, ...]]:
    """Both lines in parts. Where hardly anything stayed, the whole lines are marked: confetti explains nothing."""
    whole = (Part("del", before),), (Part("ins", after),)
    if max(len(before), len(after)) > LONGEST_IN_WORDS:
        return whole
    old, new = WORDS.findall(before), WORDS.findall(after)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if matcher.ratio() < LITTLE_STAYED:
        return whole
    left, right = [], []
    for what, i1, i2, j1, j2 in matcher.get_opcodes():
        gone, come = "".join(old[i1:i2]), "".join(new[j1:j2])
        if what == "equal":
            left.append(Part("same", gone))
            right.append(Part("same", come))
        else:
            left += [Part("del", gone)] if gone else []
            right += [Part("ins", come)] if come else []
    return tuple(left), tuple(right)
