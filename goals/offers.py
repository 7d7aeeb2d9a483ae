"""Opportunities for one person, best match first, each with its reasons in words (`goals.matching`)."""

import datetime as dt
from collections.abc import Hashable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import Person
from ecosystem.core.compiled import compiled
from goals.matching import Candidate, Interest, Match, Reason, offers
from goals.models import Opportunity

LOOKED_AT = 200
WEEKS_AHEAD = 2
WISHES = {"yes": Interest.DECLARED, "later": Interest.FOLLOWED}


@dataclass(frozen=True)
class Offer:
    opportunity: Opportunity
    match: Match

    @property
    def reasons(self) -> list[tuple[str, float, str]]:
        """(whose, strength 0–1, sentence): what I want, what is needed, how it fits, whether there is time."""
        skill, found = self.opportunity.skill, self.match
        words = {
            Reason.WANTS_TO_LEARN: (_("You"), found.interest, _("said you want to learn %(skill)s")),
            Reason.FOLLOWS: (_("You"), found.interest, _("said you want to learn %(skill)s later")),
            Reason.CLOSES_GAP: (_("Your role"), found.need, _("needs more of %(skill)s than you have")),
            Reason.NEXT_STEP: (_("Level"), found.fit, _("one step above where you are")),
            Reason.TIME_FREE: (_("Time"), found.time, _("it fits into your hours for learning")),
        }
        told = (words[reason] for reason in found.reasons)
        return [(whose, strength, sentence % {"skill": skill}) for whose, strength, sentence in told][:3]


def offers_for(person: Person, day: dt.date, limit: int = 3) -> list[Offer]:
    """The opportunities that fit, best first; with at least one true reason. One statement."""
    rows = _open(person=person, is_active=person.is_active, day=day)
    found: dict[Hashable, Any] = {row.pk: row for row in rows}
    declined: dict[Hashable, dt.date] = {row.skill_id: said for row in found.values() if (said := _declined_on(row))}
    matches = offers([_candidate(row, person) for row in found.values()], declined, day)
    fitting = [match for match in matches if match.reasons][:limit]
    return [Offer(row, match) for match in fitting for row in [found[match.candidate.opportunity]]]


def _declined_on(row: Any) -> dt.date | None:
    """When the person last stepped back from work in its skill, or said “not now” to an offer."""
    days = [row.declined_at and row.declined_at.date(), row.not_now_on]
    return max((day for day in days if day), default=None)


@compiled
def _open(person: Person, is_active: bool, day: dt.date) -> Any:
    """Open work that somebody may know of, and neither leads nor has answered to. The number alone does not say who is active."""
    person.is_active = is_active
    rows: Any = Opportunity.objects.visible_to(person)
    rows = rows.open_on(day).for_page().exclude(lead=person).seen_by(person)
    return rows.filter(own_state=None).order_by("needed_by", "pk")[:LOOKED_AT]


def _candidate(row: Any, person: Person) -> Candidate:
    gap = None
    if row.own_required is not None and row.own_level is not None:
        gap = max(Decimal(0), row.own_required - row.own_level)
    hours = person.learning_hours_per_week
    return Candidate(
        opportunity=row.pk,
        skill=row.skill_id,
        opportunity_level=Decimal(row.level),
        interest=WISHES.get(row.wish, Interest.NONE),
        level=row.own_level,
        too_easy=row.too_easy,
        gap=gap,
        importance=row.own_importance or 3,
        needed_hours=Decimal(row.effort_hours),
        free_hours=None if hours is None else hours * WEEKS_AHEAD,
        project=row.project_id,
    )
