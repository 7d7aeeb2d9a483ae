"""The office hours on a skill, for the page of that skill."""

from typing import Any

from django.db.models import CharField, F, FloatField, IntegerField, SmallIntegerField, Value
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from accounts.models import Person, Skill
from accounts.skill_learning import Source, Way
from guilds.models import OfficeHours

SHOWN = 2


def hours_on(person: Person, skill: Skill, _way: Way) -> Any:
    """Those of others that run, the latest opened first."""
    nothing = Value(None)
    told = {
        "turn": Value(0, IntegerField()),
        "source": Value("hours", CharField()),
        "rank": -Cast("pk", FloatField()),
        "row": F("pk"),
        "words": F("about"),
        "sort": F("person__full_name"),
        "step": Cast(nothing, SmallIntegerField()),
        "takes": Cast(nothing, IntegerField()),
    }
    found = OfficeHours.objects.visible_to(person).running().filter(skill=skill).exclude(person=person)
    return found.annotate(**told).order_by("-pk")[:SHOWN]


def word(name: str) -> str:
    return _("Office hours of %(name)s") % {"name": name}


SOURCE = Source(hours_on, "guilds:office_hours_page", word)
