"""The paths that lead to a skill, for the page of that skill."""

from typing import Any

from django.db.models import CharField, F, FloatField, IntegerField, SmallIntegerField, Value
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from accounts.models import Person, Skill
from accounts.skill_learning import Source, Way
from goals.models import Path

SHOWN = 2


def paths_for(person: Person, skill: Skill, way: Way) -> Any:
    """Published, and not to a level that the person called too easy; the lowest level first."""
    told = {
        "turn": way.turn("to_level"),
        "source": Value("path", CharField()),
        "rank": Cast("to_level", FloatField()) - 10,
        "row": F("pk"),
        "words": F("title"),
        "sort": Value("", CharField()),
        "step": Cast("to_level", SmallIntegerField()),
        "takes": Cast(Value(None), IntegerField()),
    }
    found = Path.objects.published().filter(way.ahead("to_level"), skill=skill).not_too_easy_for(person)
    return found.annotate(**told).order_by("to_level", "title", "pk")[:SHOWN]


def word(_sort: str) -> str:
    return _("Path")


SOURCE = Source(paths_for, "goals:path_page", word)
