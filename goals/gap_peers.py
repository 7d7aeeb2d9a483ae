"""Who in a team is below the level that they need in a skill, so that a suggestion goes to whom its manager means."""

import datetime as dt
from typing import Any

from django.db.models import Exists, F, OuterRef
from django.db.models.functions import Lower

from accounts.gaps import COUNTS_FROM
from accounts.models import Person, PersonSkill, Skill
from ecosystem.core.clock import today
from goals.models import LearningGoal

KNOWN_FOR = dt.timedelta(days=1200)  # after that a level is unknown, whoever stated it
MOST = 50


def below_in(manager: Person, skill: Skill) -> list[Any]:
    """Direct reports of today from A to Z, never ranked; `.learns`: by a goal on it that is shared. One statement."""
    known = PersonSkill.objects.filter(level__isnull=False, weight_on__gte=today() - KNOWN_FOR)
    below = known.filter(skill=skill, counted=True, not_applicable=False, required__gte=F("level") + COUNTS_FROM)
    learning = LearningGoal.objects.active().exclude(visibility="me").filter(owner=OuterRef("pk"), skill=skill)
    team = Person.objects.reports_of(manager).filter(is_active=True, kind=Person.Kind.PERSON)
    found = team.filter(pk__in=below.values("person")).annotate(learns=Exists(learning))
    return list(found.order_by(Lower("full_name"), "pk")[:MOST])


def whom_beside(manager: Person, skill: Skill | None, person: Person) -> list[Any]:
    """Those of the team with the same gap, the person among them; empty where that is no reason for this one."""
    found = below_in(manager, skill) if skill else []
    return found if any(each.pk == person.pk for each in found) else []
