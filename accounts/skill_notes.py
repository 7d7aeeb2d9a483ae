"""What apps above know of a person's skills, for lists of skills: a goal that aims at one. They register how to find it."""

from collections.abc import Callable, Collection, Mapping
from typing import NamedTuple

from accounts.models import Person


class SkillNote(NamedTuple):
    """`text` stands beside the skill's name; `aim` is the level 0–4 that is aimed at, by `until` in words."""

    text: str
    aim: int | None
    until: str
    url: str


Source = Callable[[Person, Collection[int]], Mapping[int, SkillNote]]
_sources: list[Source] = []


def provide(source: Source) -> None:
    """Register a source: the person and skill ids in, one statement, notes by skill id out."""
    _sources.append(source)


def notes_for(person: Person, skill_ids: Collection[int]) -> dict[int, SkillNote]:
    """By skill id; of several sources the later one wins."""
    found: dict[int, SkillNote] = {}
    for source in _sources if skill_ids else ():
        found.update(source(person, skill_ids))
    return found
