"""Opportunities for one person, best match first, each with its reasons in words (`goals.matching`)."""

import datetime as dt
from collections.abc import Hashable
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from accounts.models import Person
from ecosystem.core.addresses import address
from ecosystem.core.compiled import prepared_rows
from goals.matching import Candidate, Interest, Match, Reason, offers
from goals.models import Opportunity

LOOKED_AT = 200
WEEKS_AHEAD = 2
WISHES = {"yes": Interest.DECLARED, "later": Interest.FOLLOWED}


FACTORS = {
    Reason.WANTS_TO_LEARN: "interest",
    Reason.FOLLOWS: "interest",
    Reason.CLOSES_GAP: "need",
    Reason.NEXT_STEP: "fit",
    Reason.TIME_FREE: "time",
}
REASONS_SHOWN = 3


class Work(NamedTuple):
    """One opportunity with what the person needs and has in its skill, wants, and answered, as `seen_by` tells it."""

    pk: int
    title: str
    level: int
    effort_hours: int
    needed_by: dt.date
    project_id: int | None
    skill_id: int
    skill_name: str
    lead_name: str
    own_required: int | None
    own_level: Decimal | None
    own_importance: int | None
    wish: str | None
    declined_at: dt.datetime | None
    too_easy: int | None
    not_now_on: dt.date | None


class Offer(NamedTuple):
    """What is shown of the work, and what speaks for it with its strength 0–1."""

    pk: int
    title: str
    level: int
    effort_hours: int
    needed_by: dt.date
    skill_name: str
    lead_name: str
    found: tuple[tuple[Reason, float], ...]

    @property
    def url(self) -> str:
        return address("goals:opportunity_page", self.pk)

    @property
    def reasons(self) -> list[tuple[str, float, str]]:
        """(whose, strength, sentence): what I want, what is needed, how it fits, whether there is time."""
        words = {
            Reason.WANTS_TO_LEARN: (_("You"), _("said you want to learn %(skill)s")),
            Reason.FOLLOWS: (_("You"), _("said you want to learn %(skill)s later")),
            Reason.CLOSES_GAP: (_("Your role"), _("needs more of %(skill)s than you have")),
            Reason.NEXT_STEP: (_("Level"), _("one step above where you are")),
            Reason.TIME_FREE: (_("Time"), _("it fits into your hours for learning")),
        }
        told = [(*words[reason], strength) for reason, strength in self.found]
        return [(whose, strength, sentence % {"skill": self.skill_name}) for whose, sentence, strength in told]


def _offer(work: Work, match: Match) -> Offer:
    shown = [getattr(work, name) for name in Offer._fields[:-1]]
    found = tuple((reason, getattr(match, FACTORS[reason])) for reason in match.reasons[:REASONS_SHOWN])
    return Offer._make([*shown, found])


def offers_for(person: Person, day: dt.date, limit: int = 3) -> list[Offer]:
    """The opportunities that fit, best first; with at least one true reason. One statement."""
    rows = map(Work._make, _open(person=person, is_active=person.is_active, day=day))
    found: dict[Hashable, Work] = {row.pk: row for row in rows}
    declined: dict[Hashable, dt.date] = {row.skill_id: said for row in found.values() if (said := _declined_on(row))}
    matches = offers([_candidate(row, person) for row in found.values()], declined, day)
    fitting = [match for match in matches if match.reasons][:limit]
    return [_offer(found[match.candidate.opportunity], match) for match in fitting]


def _declined_on(row: Work) -> dt.date | None:
    """When the person last stepped back from work in its skill, or said “not now” to an offer."""
    days = [row.declined_at and row.declined_at.date(), row.not_now_on]
    return max((day for day in days if day), default=None)


@prepared_rows
def _open(person: Person, is_active: bool, day: dt.date) -> Any:
    """Open work in skills that are somebody's own, which they may know of, and neither lead nor have answered to. The number
    alone does not say who is active."""
    person.is_active = is_active
    rows: Any = Opportunity.objects.visible_to(person)
    rows = rows.open_on(day).exclude(lead=person).seen_by(person).order_by("needed_by", "pk")
    names = [{"skill_name": "skill__name"}.get(name, name) for name in Work._fields]
    return rows.values_list(*names)[:LOOKED_AT]


def _candidate(row: Work, person: Person) -> Candidate:
    gap = None
    if row.own_required is not None and row.own_level is not None:
        gap = max(Decimal(0), row.own_required - row.own_level)
    hours = person.learning_hours_per_week
    return Candidate(
        opportunity=row.pk,
        skill=row.skill_id,
        opportunity_level=Decimal(row.level),
        interest=WISHES.get(row.wish or "", Interest.NONE),
        level=row.own_level,
        too_easy=row.too_easy,
        gap=gap,
        importance=row.own_importance or 3,
        needed_hours=Decimal(row.effort_hours),
        free_hours=None if hours is None else hours * WEEKS_AHEAD,
        project=row.project_id,
    )
