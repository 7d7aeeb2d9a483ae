"""What there is to learn a skill from, for its page. Apps above register how to find what they keep of it."""

from collections.abc import Callable
from operator import itemgetter
from typing import Any, NamedTuple

from accounts.models import Person, Skill
from ecosystem.core.addresses import address

SHOWN = 5
COLUMNS = ("source", "rank", "row", "words", "sort", "step", "takes")


class ToLearn(NamedTuple):
    """`step` is the level that it leads to, `takes` how many minutes; None where nobody said so."""

    title: str
    url: str
    word: str
    step: int | None
    takes: int | None


class Source(NamedTuple):
    """`rows`: the best first few that somebody may know of, as `COLUMNS` (`rank` orders them, smallest first).

    `page` is the page of a row; `word` says what stands in `sort`.
    """

    rows: Callable[[Person, Skill], Any]
    page: str
    word: Callable[[str], str]


_sources: dict[str, Source] = {}


def provide(name: str, source: Source) -> None:
    """Register a source; its name stands in `source` of each row."""
    _sources[name] = source


def to_learn(skill: Skill, person: Person) -> list[ToLearn]:
    """Whom to ask before paths, and paths before resources; the best first, five at most. One statement."""
    parts = [source.rows(person, skill).values_list(*COLUMNS) for source in _sources.values()]
    rows = parts[0].union(*parts[1:], all=True) if parts else []
    return [_told(*row) for row in sorted(rows, key=itemgetter(slice(4)))[:SHOWN]]


def _told(name: str, _rank: float, row: int, words: str, sort: str, step: int | None, takes: int | None) -> ToLearn:
    source = _sources[name]
    return ToLearn(words, address(source.page, row), source.word(sort), step, takes)
