"""Guides suggested to one person, with reasons: skills they want or their role needs, offers to teach, outside their line."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Max, Q
from django.utils.translation import gettext as _

from accounts.models import Interest, Person, PersonSkill, ReportingClosure, Skill, TeachingOffer
from ecosystem.core.clock import now, today
from guilds.mentor_match import WORKING_WEEK, Guide, best, fit, hours_together
from guilds.models import Mentoring
from resources.models import ResourceSkill

LOOKED_AT = 300
UNANSWERED = dt.timedelta(days=14)
RESTS = dt.timedelta(days=90)


@dataclass(frozen=True)
class Suggested:
    """A guide with the rows to show and why."""

    mentor: Person
    skill: Skill
    guide: Guide

    @property
    def reasons(self) -> list[tuple[str, float | None, str]]:
        """(whose, strength 0–1 where there is more and less of it, sentence)."""
        guide, words = self.guide, {"skill": self.skill, "to": self.guide.leads_to, "n": round(self.guide.hours)}
        found: list[tuple[str, float | None, str]] = [(_("Skill"), None, _("they offer to teach %(skill)s") % words)]
        if (guide.distance or 0) > 0:
            found.append((_("Level"), fit(guide), _("what they shared leads to level %(to)s, above yours") % words))
        found.append(
            (_("Time"), min(1.0, guide.hours / WORKING_WEEK), _("%(n)s hours a week in which you both work") % words)
        )
        if guide.again:
            found.append((_("Again"), None, _("you both wanted to meet again")))
        return found


def suggestions(person: Person) -> list[Suggested]:
    """At most three, best first; nobody of one's line, nobody whose places are taken, no repeat unless both want it."""
    levels = _levels(person)
    found = list(_offers(person, set(levels)))
    guides = _guides(person, found, levels)
    rows = {(offer.person_id, offer.skill_id): offer for offer in found}
    chosen = [(rows[guide.mentor, guide.skill], guide) for guide in best(guides)]  # type: ignore[index]
    return [Suggested(offer.person, offer.skill, guide) for offer, guide in chosen]


def suggested(person: Person, mentor_id: int, skill_id: int) -> Suggested | None:
    """The one that somebody was shown, as long as it still stands."""
    return next(
        (each for each in suggestions(person) if (each.mentor.pk, each.skill.pk) == (mentor_id, skill_id)), None
    )


def in_line() -> Any:
    """Pairs of people of whom one is above the other."""
    return ReportingClosure.objects.filter(depth__gt=0)


def load_of(*mentors: int) -> Counter[int]:
    """Mentorings asked for or under way of each, over all skills."""
    rows = Mentoring.objects.filter(mentor__in=mentors, state__in=["asked", "active"])
    return Counter(rows.values_list("mentor", flat=True))


def _levels(person: Person) -> dict[int, Any]:
    """Skills one wants to learn, or has too little of for one's role, with one's own level."""
    rows = PersonSkill.objects.filter(person=person).values_list("skill", "level", "required")
    known = {skill: (level, required) for skill, level, required in rows}
    wanted = Interest.objects.filter(person=person, answer="yes").values_list("skill", flat=True)
    missing = [skill for skill, (level, required) in known.items() if required and (level or 0) < required]
    return {skill: known.get(skill, (None, None))[0] for skill in {*wanted, *missing}}


def _offers(person: Person, skills: set[int]) -> Any:
    """Of nobody in one's line, under way with somebody one is with, or who said no or nothing in the last 90 days."""
    above = in_line().filter(descendant=person).values("ancestor")
    below = in_line().filter(ancestor=person).values("descendant")
    under_way = Q(learner=person, state__in=["asked", "active"]) | Q(mentor=person, state="active")
    unheard = Q(ended_at=None) | Q(ended_at__gte=F("asked_at") + UNANSWERED)
    declined = Q(learner=person, state="declined", asked_at__gte=now() - RESTS) & unheard
    busy = Mentoring.objects.filter(under_way | declined).values_list("mentor", "learner")
    taken = {one for pair in busy for one in pair} | {person.pk}
    offers = TeachingOffer.objects.filter(skill__in=skills, places__gte=1, person__is_active=True)
    offers = offers.exclude(person__in=above).exclude(person__in=below).exclude(person__in=taken)
    return offers.select_related("person__site", "skill").order_by("pk")[:LOOKED_AT]


def _guides(person: Person, offers: list[Any], levels: dict[int, Any]) -> list[Guide]:
    mentors = {offer.person_id for offer in offers}
    load = load_of(*mentors)
    shared = ResourceSkill.objects.filter(resource__owner__in=mentors, resource__state="published", skill__in=levels)
    leads = {
        (row["owner"], row["skill"]): row["top"]
        for row in shared.values("skill", owner=F("resource__owner")).annotate(top=Max("level")).order_by()
    }
    past = Mentoring.objects.filter(learner=person, mentor__in=mentors, state="ended").order_by("ended_at")
    again = dict(past.values_list("mentor", "again"))
    return [
        Guide(
            mentor=offer.person_id,
            skill=offer.skill_id,
            places=offer.places,
            load=load[offer.person_id],
            hours=_hours(person, offer.person),
            level=levels[offer.skill_id],
            leads_to=leads.get((offer.person_id, offer.skill_id)),
            met=offer.person_id in again,
            again=again.get(offer.person_id, False),
        )
        for offer in offers
    ]


def _hours(person: Person, mentor: Person) -> float:
    return hours_together(person.zone, mentor.zone, person.working_days, mentor.working_days, today())
