"""The best of the library for a skill, for the page of that skill."""

from typing import Any

from django.db.models import CharField, F, FloatField, IntegerField, SmallIntegerField, Value
from django.db.models.functions import Cast

from accounts.models import Person, Skill
from accounts.skill_learning import SHOWN, Source, Way
from ecosystem.core.clock import today
from resources.models import Resource


def resources_for(person: Person, skill: Skill, way: Way) -> Any:
    """Published, not stale, the most useful first."""
    found = Resource.objects.visible_to(person).published().not_stale(today())
    found = found.filter(way.ahead("skills__level"), skills__skill=skill)
    told: dict[str, Any] = {
        "turn": way.turn("skills__level"),
        "source": Value("resource", CharField()),
        "rank": -Cast("usefulness", FloatField()),
        "row": F("pk"),
        "words": F("title"),
        "sort": F("kind"),
        "step": Cast("skills__level", SmallIntegerField()),
        "takes": Cast("minutes", IntegerField()),
    }
    ranked: Any = found.annotate(**told)
    return ranked.order_by("turn", "-usefulness", "-pk")[:SHOWN]


def word(kind: str) -> str:
    return str(Resource.Kind(kind).label)


SOURCE = Source(resources_for, "resources:resource_page", word)
