"""What is prepared for whoever is asked to write: the level that is missing, an outline to fill, and how long it takes.

The outline is Markdown: what a reader can do afterwards in the words of the skill, what colleagues ask in theirs, and
the headings that the kind of text has.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import RoleRequirement, Skill, SkillLevel, SkillTarget
from resources.at_level import fresh_by_level
from resources.models import Resource

MINUTES = {"how_to": 60, "article": 90, "practice": 60, "template": 45, "video": 90, "course": 240}
USUAL_LEVEL = 2
DUE_AFTER = dt.timedelta(days=28)
MOST_ASKED = 5
Source = Callable[[Skill], list[str]]
_sources: list[Source] = []


def provide(source: Source) -> None:
    """Register who knows what colleagues ask about a skill: the skill in, their open questions in plain words out."""
    _sources.append(source)


@dataclass(frozen=True)
class Prepared:
    level: int
    kind: str
    minutes: int
    due_on: dt.date
    outline: str

    def values(self) -> dict[str, Any]:
        return dict(vars(self))


def prepare(skill: Skill, day: dt.date, kind: str = "how_to") -> Prepared:
    """For the lowest level that is asked for and that nothing fresh leads to."""
    level = level_missing(skill, day)
    return Prepared(level, kind, MINUTES[kind], day + DUE_AFTER, outline_for(skill, level, kind))


def level_missing(skill: Skill, day: dt.date) -> int:
    asked: set[int] = set()
    for rows in (RoleRequirement.objects.on(day), SkillTarget.objects.on(day)):
        asked.update(rows.filter(skill=skill).order_by().values_list("level", flat=True).distinct())
    there = {level for _skill, level in fresh_by_level({skill.pk: asked}, day)} if asked else set()
    return min(asked - there or asked or {USUAL_LEVEL})


def outline_for(skill: Skill, level: int, kind: str) -> str:
    sentence = SkillLevel.objects.filter(skill=skill, level=level).values_list("sentence", flat=True).first()
    parts = [
        _part(_("What one can do afterwards"), [sentence or _("Use %(skill)s at level %(n)d.") % _of(skill, level)])
    ]
    asked = [words for source in _sources for words in source(skill)][:MOST_ASKED]
    if asked:
        parts.append(_part(_("What colleagues ask"), asked))
    parts += [_part(heading, [hint]) for heading, hint in _headings(kind)]
    return "\n\n".join(parts)


def title_for(skill: Skill, kind: str) -> str:
    """What the draft is called until its author finds better words."""
    words = {"skill": skill, "kind": Resource.Kind(kind).label}
    return (_("%(skill)s: a how-to") if kind == "how_to" else _("%(skill)s: %(kind)s")) % words


def _of(skill: Skill, level: int) -> dict[str, Any]:
    return {"skill": skill, "n": level}


def _part(heading: str, lines: list[str]) -> str:
    return f"## {heading}\n\n" + "\n".join(f"- {' '.join(line.split())}" for line in lines)


def _headings(kind: str) -> list[tuple[str, str]]:
    before = (_("What you need before"), _("Access, tools, what must be known"))
    trouble = (_("What goes wrong, and what then"), _("The two or three slips that you see most"))
    kinds = {
        "how_to": [before, (_("Step by step"), _("One step a line, in the order in which you do it")), trouble],
        "article": [
            (_("Why it matters here"), _("A case of ours, in two sentences")),
            (_("How it works"), _("The idea, then an example")),
            (_("Where to read on"), _("One or two links that helped you")),
        ],
        "practice": [
            (_("When we do it"), _("What sets it off")),
            (_("Who does what"), _("Each step with whoever does it")),
            (_("How we know that it is done"), _("What is there afterwards")),
        ],
        "template": [
            (_("When to use it"), _("And when not")),
            (_("The template"), _("What is to be filled in, with an example")),
        ],
        "video": [(_("What is shown"), _("Five minutes, one task from beginning to end")), before, trouble],
        "course": [
            (_("For whom"), _("What they know already")),
            (_("Lessons"), _("Three to five, each with what one does in it")),
            (_("The check"), _("A question for each lesson, with its right answer")),
        ],
    }
    return kinds[kind]
