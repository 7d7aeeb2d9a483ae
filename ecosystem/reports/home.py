"""Home, for everyone: where I stand, what waits for me, what to learn next. A fixed number of statements."""

import datetime as dt
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from accounts import first_steps
from accounts.gaps import COUNTS_FROM
from accounts.levels import UNKNOWN_BELOW, confidence
from accounts.models import Assessment, Person, PersonSkill
from accounts.my_skills import Waiting, word_is_wanted
from ecosystem.core.addresses import address
from ecosystem.core.clock import now, today
from ecosystem.core.compiled import prepared, prepared_rows
from ecosystem.core.mail import has_server
from ecosystem.reports.waiting import waiting_for
from goals.goal_lists import Row, row_of, summary_of
from goals.models import LearningGoal, Suggestion
from goals.offers import offers_for

GOALS_SHOWN, GAPS_SHOWN, SUGGESTIONS_SHOWN, OFFERS_SHOWN = 6, 3, 6, 3
MORNING_ENDS, AFTERNOON_ENDS = 12, 18


class OwnSkill(NamedTuple):
    """A skill of somebody with what is needed and known of it; `aimed`: a goal is about it, `said_on`: their own last word."""

    pk: int
    name: str
    required: int | None
    importance: int | None
    need_source: str
    level: Decimal | None
    weight_sum: float
    weight_on: dt.date | None
    self_only: bool
    aimed: bool
    said_on: dt.date | None


class Gap(NamedTuple):
    """A skill below what somebody needs. `wanted_by` is set where an aim of the company wants it, not the role."""

    pk: int
    name: str
    level: Decimal
    required: int
    self_only: bool
    wanted_by: bool
    weight: Decimal

    @property
    def url(self) -> str:
        return address("accounts:skill_page", self.pk)


def home_of(person: Person) -> dict[str, Any]:
    """Everything that the page shows."""
    day = today()
    goals = _active_goals.found(person=person)
    rows = sorted(
        (row_of(goal, person, read=read) for goal, read in zip(goals, goals.values, strict=True)), key=_needy_first
    )
    needs = needs_of(person, day)
    found = waiting_for(person)
    suggestions = _suggestions(person=person) if found.suggestions else []
    return {
        "greeting": greeting(person),
        "rows": rows[:GOALS_SHOWN],
        "summary": summary_of(rows),
        "has_gaps": bool(needs["gaps"]),
        "gaps": needs["gaps"][:GAPS_SHOWN],
        "words_wanted": needs["words_wanted"],
        "profile": needs["profile"],
        "offers": offers_for(person, day, OFFERS_SHOWN),
        "suggestions": suggestions,
        "waiting": found.waiting,
        "waiting_count": sum(thing.n for thing in found.waiting) + len(suggestions),
        "nudges": found.reminders,
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
    rows = [OwnSkill._make(row) for row in _skills(person=person)]
    needed = [row for row in rows if row.required is not None]
    gaps = [gap for row in needed if (gap := _gap(row, day))]
    gaps.sort(key=lambda gap: (gap.wanted_by, -gap.weight, gap.name))
    waiting = Waiting(sum(word_is_wanted(row.required, row.said_on, day) for row in rows))
    return {"gaps": gaps, "words_wanted": waiting, "profile": len(needed)}


def _gap(row: OwnSkill, day: dt.date) -> Gap | None:
    """What is missing, where it counts, is known and has no goal."""
    if row.level is None or row.required is None or row.aimed:
        return None
    size = row.required - row.level
    if size < COUNTS_FROM or not _is_known(row, day):
        return None
    wanted_by = row.need_source.startswith("objective:")
    return Gap(row.pk, row.name, row.level, row.required, row.self_only, wanted_by, size * (row.importance or 3))


def _is_known(row: OwnSkill, day: dt.date) -> bool:
    return confidence(row.weight_sum, row.weight_on, day) >= UNKNOWN_BELOW


# --- statements, each compiled once in a process ---------------------------------------------------------------------
@prepared
def _active_goals(person: Person) -> QuerySet[LearningGoal]:
    return LearningGoal.objects.filter(owner=person).active().for_own_lists()


@prepared_rows
def _skills(person: Person) -> Any:
    aimed = LearningGoal.objects.active().filter(owner=person, skill=OuterRef("skill_id"))
    said = Assessment.objects.filter(person=person, skill=OuterRef("skill_id"), source="self").order_by("-stated_on")
    mine = PersonSkill.objects.filter(person=person, counted=True, not_applicable=False, skill__merged_into=None)
    last_said = Subquery(said.values("stated_on")[:1])
    named = ("skill_id", "skill__name", *OwnSkill._fields[2:])
    return mine.annotate(aimed=Exists(aimed), said_on=last_said).values_list(*named)


@prepared
def _suggestions(person: Person) -> QuerySet[Suggestion]:
    waiting = Suggestion.objects.waiting().filter(person=person).for_page()
    return waiting.order_by("-created_at")[:SUGGESTIONS_SHOWN]
