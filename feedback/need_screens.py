"""What the pages of a need show beside the row itself: who needs it, what is near to it, what could answer it."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Exists, OuterRef, QuerySet, Value, When
from django.urls import reverse

from accounts.models import Person, Skill
from ecosystem.core.clock import today
from ecosystem.core.rules import allows
from feedback.board import ON_PAGE
from feedback.models import Need, NeedMove, NeedReporter
from feedback.wording import skill_in
from resources.models import Resource

NAMES_SHOWN, ALIKE_SHOWN, TITLES_SHOWN, OTHERS_SHOWN, OWN_NEWS = 12, 3, 20, 20, 20
LONG_ENOUGH = 4
NEWS = ("accepted", "passed_on", "claimed", "resolved", "declined", "merged", "reopened", "closed")


@dataclass(frozen=True)
class News:
    """A step on a need that somebody reported, as they are told of it."""

    kind: str
    need_id: int
    need: str
    actor: str | None
    words: str
    at: dt.date

    @property
    def url(self) -> str:
        return reverse("feedback:need_page", args=[self.need_id])

    @property
    def step(self) -> str:
        return str(NeedMove.Kind(self.kind).label)


def need_context(need: Need, person: Person) -> dict[str, Any]:
    """Who needs it, as far as the viewer may know, and proposals for the forms that they may use."""
    reporters = list(need.reporters.for_page(person)[:NAMES_SHOWN])
    own = next((row for row in reporters if row.person_id == person.pk), None)
    vars(need)["own_report"] = own
    known = len(reporters) if len(reporters) < NAMES_SHOWN else None
    return {
        "need": need,
        "reporters": reporters,
        "own": own,
        "unnamed": need.people - known if known is not None else need.people - NAMES_SHOWN,
        "titles": _titles(need, person) if allows(person, "feedback.resolve_need", need) else [],
        "others": _others(need) if allows(person, "feedback.merge_needs", need) else [],
    }


def alike_context(words: str, skill: Skill | None, person: Person) -> dict[str, Any]:
    """While typing: open needs that are near, and the skill that the words seem to be about. Two statements."""
    if len(words) < LONG_ENOUGH:
        return {"alike": [], "proposed": None}
    about = skill or skill_in(words)
    own = NeedReporter.objects.filter(need=OuterRef("pk"), person=person)
    near = Need.objects.alike(words, about).for_list().annotate(mine=Exists(own))
    return {"alike": list(near[:ALIKE_SHOWN]), "proposed": None if skill else about}


def own_needs(person: Person, page: int = 1) -> dict[str, Any]:
    """What one reported, 50 a page: what is asked of one first, then the newest. Two statements."""
    asked = Case(When(my_word=None, status="resolved", closed_at=None, ask_again_on__lte=today(), then=0), default=1)
    needs = Need.objects.reported_by(person).for_list().annotate(asked=asked)
    start = (page - 1) * ON_PAGE
    found = list(needs.order_by("asked", "-reported_at", "-pk")[start : start + ON_PAGE + 1])
    next_page = page + 1 if len(found) > ON_PAGE else None
    return {"needs": found[:ON_PAGE], "next_page": next_page, "news": news_for(person)}


def news_for(person: Person, most: int = OWN_NEWS) -> list[News]:
    """“You said, we did”: the latest steps on needs that one reported. One statement."""
    rows = steps_told(person).values_list("kind", "need_id", "need__words", "actor__full_name", "words", "at")
    return [News(*row) for row in rows[:most]]


def steps_told(person: Person) -> QuerySet[NeedMove]:
    """The steps on needs that somebody reported, the latest first."""
    own = NeedReporter.objects.filter(person=person).values("need")
    # A merged need keeps no reporters: its step on the one that goes on tells of it.
    return NeedMove.objects.filter(need__in=own, kind__in=NEWS).order_by("-at", "-pk")


def _titles(need: Need, person: Person) -> list[str]:
    """One's own latest, and the best on the skill."""
    rows = Resource.objects.published()
    rows = (
        rows.filter(skills__skill=need.skill_id) | rows.filter(owner=person)
        if need.skill_id
        else rows.filter(owner=person)
    )
    mine = Case(When(owner=person, then=Value(0)), default=Value(1))
    return list(rows.distinct().order_by(mine, "-usefulness", "-pk").values_list("title", flat=True)[:TITLES_SHOWN])


def _others(need: Need) -> list[str]:
    """Open needs to merge into: those with near words or of the same skill."""
    near = Need.objects.exclude(pk=need.pk).alike(need.words, need.skill)
    return list(near.values_list("words", flat=True)[:OTHERS_SHOWN])
