"""What there is to learn a skill from, for its page. Apps above register how to find what they keep of it."""

from collections.abc import Callable
from decimal import Decimal
from math import ceil
from operator import itemgetter
from typing import Any, NamedTuple

from django.db.models import Case, IntegerField, Q, Value, When

from accounts.gaps import COUNTS_FROM
from accounts.models import Person, Skill
from ecosystem.core.addresses import address

SHOWN = 5
COLUMNS = ("turn", "source", "rank", "row", "words", "sort", "step", "takes")


class Way(NamedTuple):
    """From where somebody is to where they aim. `can`: the highest level that they already have, None where unknown."""

    can: int | None = None
    aim: int | None = None

    def ahead(self, level: str) -> Q:
        """What leads to a level that they do not have yet; everything where nobody knows where they are."""
        return Q() if self.can is None else Q(**{f"{level}__gt": self.can})

    def turn(self, level: str) -> Case:
        """0 for what leads no further than the aim, 1 for what leads beyond it; without an aim all alike."""
        beyond = Q(pk__in=[]) if self.aim is None else Q(**{f"{level}__gt": self.aim})
        return Case(When(beyond, then=Value(1)), default=Value(0), output_field=IntegerField())


def way_of(known: Decimal | None, aim: int | None) -> Way:
    """Whoever is about there, by less than a gap that counts, already can it."""
    return Way(None if known is None else ceil(known + COUNTS_FROM) - 1, aim)


class ToLearn(NamedTuple):
    """`step` is the level that it leads to, `takes` how many minutes; None where nobody said so."""

    title: str
    url: str
    word: str
    step: int | None
    takes: int | None


class Source(NamedTuple):
    """`rows`: the best first few that somebody may know of on their way, as `COLUMNS` (`turn` by `Way.turn`, what has no
    level 0; `rank` orders those of one turn, smallest first).

    `page` is the page of a row; `word` says what stands in `sort`.
    """

    rows: Callable[[Person, Skill, Way], Any]
    page: str
    word: Callable[[str], str]


_sources: dict[str, Source] = {}


def provide(name: str, source: Source) -> None:
    """Register a source; its name stands in `source` of each row."""
    _sources[name] = source


def to_learn(skill: Skill, person: Person, way: Way) -> list[ToLearn]:
    """What leads to the aim before what leads beyond it, and nothing to what one already can; of each whom to ask before
    paths, and paths before resources; the best first, five at most. One statement."""
    parts = [source.rows(person, skill, way).values_list(*COLUMNS) for source in _sources.values()]
    rows = parts[0].union(*parts[1:], all=True) if parts else []
    return [_told(*row[1:]) for row in sorted(rows, key=itemgetter(slice(5)))[:SHOWN]]


def _told(name: str, _rank: float, row: int, words: str, sort: str, step: int | None, takes: int | None) -> ToLearn:
    source = _sources[name]
    return ToLearn(words, address(source.page, row), source.word(sort), step, takes)
