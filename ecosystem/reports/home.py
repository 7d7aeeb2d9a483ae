"""Home, for everyone: where I stand, what waits for me, what to learn next. A fixed number of statements."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from accounts import first_steps
from accounts.gaps import COUNTS_FROM
from accounts.levels import UNKNOWN_BELOW, confidence
from accounts.models import Assessment, Person, PersonSkill
from accounts.my_skills import Waiting, word_is_wanted
from ecosystem.core.clock import now, today
from ecosystem.core.compiled import compiled
from ecosystem.core.mail import has_server
from ecosystem.notifications.models import Notification
from ecosystem.notifications.registry import Kind
from ecosystem.reports.waiting import waiting_for
from goals.goal_lists import Row, row_of, summary_of
from goals.models import LearningGoal, Suggestion
from goals.offers import offers_for

GOALS_SHOWN, GAPS_SHOWN, SUGGESTIONS_SHOWN, OFFERS_SHOWN, NUDGES_SHOWN = 6, 3, 6, 3, 2
MORNING_ENDS, AFTERNOON_ENDS = 12, 18


@dataclass(frozen=True)
class Gap:
    """A skill below what somebody needs. `wanted_by` is set where an aim of the company wants it, not the role."""

    row: PersonSkill
    size: Decimal
    wanted_by: bool

    @property
    def skill(self) -> Any:
        return self.row.skill


def home_of(person: Person) -> dict[str, Any]:
    """Everything that the page shows."""
    day = today()
    rows = sorted((row_of(goal, person) for goal in _active_goals(person=person)), key=_needy_first)
    needs = needs_of(person, day)
    found = waiting_for(person)
    suggestions = _suggestions(person=person)
    return {
        "greeting": greeting(person),
        "rows": rows[:GOALS_SHOWN],
        "summary": summary_of(rows),
        "gaps": needs["gaps"][:GAPS_SHOWN],
        "words_wanted": needs["words_wanted"],
        "profile": needs["profile"],
        "offers": offers_for(person, day, OFFERS_SHOWN),
        "suggestions": suggestions,
        "waiting": found.waiting,
        "waiting_count": sum(thing.n for thing in found.waiting) + len(suggestions),
        "nudges": nudges_for(person),
        "news": found.news,
        "forward": found.said,
        "paths": found.paths,
        "courses": found.courses,
        "own_needs": found.needs,
        "own_sessions": found.sessions,
        "day": person.local_today(),
        "first_steps": first_steps.waits(person),
        "has_mail": has_server(),
    }


def _needy_first(row: Row) -> tuple[bool, int]:
    """Goals that need their owner before the others, the furthest behind first."""
    return not row.standing.needs_owner, row.standing.points or 0


def greeting(person: Person) -> str:
    hour = now().astimezone(person.zone).hour
    if hour < MORNING_ENDS:
        return _("Good morning, %(name)s") % {"name": person.first_name}
    if hour < AFTERNOON_ENDS:
        return _("Good afternoon, %(name)s") % {"name": person.first_name}
    return _("Good evening, %(name)s") % {"name": person.first_name}


def needs_of(person: Person, day: dt.date) -> dict[str, Any]:
    """Gaps, the largest first and those with a goal left out; how many skills want a word of mine, as *Skills* and the
    round count them; and whether there is a profile at all. One statement."""
    rows = _skills(person=person)
    needed = [row for row in rows if row.required is not None]
    gaps = [
        Gap(row, row.required - row.level, row.need_source.startswith("objective:"))
        for row in needed
        if row.level is not None and _is_known(row, day) and not row.aimed and row.required - row.level >= COUNTS_FROM
    ]
    gaps.sort(key=lambda gap: (gap.wanted_by, -gap.size * (gap.row.importance or 3), gap.skill.name))
    waiting = Waiting(sum(word_is_wanted(row.required, row.said_on, day) for row in rows))
    return {"gaps": gaps, "words_wanted": waiting, "profile": len(needed)}


def _is_known(row: PersonSkill, day: dt.date) -> bool:
    return confidence(row.weight_sum, row.weight_on, day) >= UNKNOWN_BELOW


def nudges_for(person: Person) -> list[Notification]:
    """Reminders about myself that I have not answered, each with its reason; at most two. One statement."""
    return _nudges(person=person)


# --- statements, each compiled once in a process ---------------------------------------------------------------------
@compiled
def _active_goals(person: Person) -> QuerySet[LearningGoal]:
    return LearningGoal.objects.filter(owner=person).active().for_own_lists()


@compiled
def _skills(person: Person) -> QuerySet[PersonSkill]:
    aimed = LearningGoal.objects.active().filter(owner=person, skill=OuterRef("skill_id"))
    said = Assessment.objects.filter(person=person, skill=OuterRef("skill_id"), source="self").order_by("-stated_on")
    mine = PersonSkill.objects.filter(person=person, counted=True, not_applicable=False, skill__merged_into=None)
    last_said = Subquery(said.values("stated_on")[:1])
    return mine.annotate(aimed=Exists(aimed), said_on=last_said).select_related("skill")


@compiled
def _suggestions(person: Person) -> QuerySet[Suggestion]:
    waiting = Suggestion.objects.waiting().filter(person=person).for_page()
    return waiting.order_by("-created_at")[:SUGGESTIONS_SHOWN]


@compiled
def _nudges(person: Person) -> QuerySet[Notification]:
    waiting = Notification.objects.visible_to(person).waiting().for_bell()
    return waiting.filter(nudge__kind__in=[Kind.NUDGE, Kind.DIGEST])[:NUDGES_SHOWN]
