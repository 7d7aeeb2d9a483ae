"""What colleagues ask about a skill, for the outline of whoever is asked to write on it."""

from django.db.models import F

from accounts.models import Skill
from feedback.models import Need

MOST = 5


def open_questions_on(skill: Skill) -> list[str]:
    """The words of open needs, those of most people first; whose they are is not said. One statement."""
    rows = Need.objects.unsettled().filter(skill=skill)
    return [need.words for need in rows.order_by(F("people").desc(), "-reported_at")[:MOST]]
