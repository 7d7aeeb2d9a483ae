"""What somebody belongs to that apps above know of, for the page of a person. They register how to find it."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from accounts.models import Person


class Group(NamedTuple):
    name: str
    url: str


Source = Callable[[Person, Person], Iterable[Group]]
_sources: list[Source] = []


def provide(source: Source) -> None:
    """Register a source: the person and who looks in, one statement, what the looker may know of out."""
    _sources.append(source)


def groups_of(person: Person, viewer: Person) -> list[Group]:
    return [group for source in _sources for group in source(person, viewer)]
