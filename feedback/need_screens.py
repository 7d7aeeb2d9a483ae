"""What the pages of a need show beside the row itself: who needs it, what is near to it, what could answer it."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, When
from django.urls import reverse

from accounts.models import Person, Skill
from ecosystem.core.clock import today
from ecosystem.core.rules import allows
from feedback.board import ON_PAGE
from feedback.models import Need, NeedMove, NeedReporter
from feedback.querysets import WAITING
from feedback.wording import skill_in
from resources.models import Resource, ResourceSkill

NAMES_SHOWN, ALIKE_SHOWN, TITLES_SHOWN, OTHERS_SHOWN, OWN_NEWS = 12, 3, 20, 20, 20
LONG_ENOUGH, MADE_SINCE = 4, 2
NEWS = ("accepted", "passed_on", "claimed", "funded", "resolved", "declined", "merged", "reopened", "closed")


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
    titles, made = _answers(need, person) if allows(person, "feedback.resolve_need", need) else ([], None)
    return {
        "need": need,
        "answers_first": is_awaited(need, person),
        "reporters": reporters,
        "own": own,
        "unnamed": need.people - known if known is not None else need.people - NAMES_SHOWN,
        "titles": titles,
        "made": made,
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
    """What became of what one said: the latest steps on needs that one reported. One statement."""
    rows = steps_told(person).values_list("kind", "need_id", "need__words", "actor__full_name", "words", "at")
    return [News(*row) for row in rows[:most]]


def steps_told(person: Person) -> QuerySet[NeedMove]:
    """The steps on needs that somebody reported, the latest first."""
    own = NeedReporter.objects.filter(person=person).values("need")
    # A merged need keeps no reporters: its step on the one that goes on tells of it.
    return NeedMove.objects.filter(need__in=own, kind__in=NEWS).order_by("-at", "-pk")


def is_awaited(need: Need, person: Person) -> bool:
    """Whether this person is the one who answers now: who makes it, whose turn it is, or L&D where nobody holds it."""
    if need.status == Need.Status.CLAIMED:
        return need.claimed_by_id == person.pk
    return need.status in WAITING and (need.turn_id == person.pk or (need.turn_id is None and person.is_learning))


def _answers(need: Need, person: Person) -> tuple[list[str], Resource | None]:
    """Titles to pick from: what its maker has published since, then one's own, then the best on the skill. And the first
    of them, if somebody makes it and has published anything. One statement."""
    on_skill = Q(pk__in=ResourceSkill.objects.filter(skill=need.skill_id).values("resource"))
    since = Q(owner=need.claimed_by_id, published_at__gte=need.claimed_at) if need.claimed_at else Q(pk__in=[])
    rank = Case(
        *[When(since & on_skill, then=0), When(since, then=1)] if need.claimed_at else (),
        When(owner=person, then=2),
        default=3,
    )
    rows: Any = Resource.objects.published().filter(since | on_skill | Q(owner=person)).annotate(rank=rank)
    found = list(rows.order_by("rank", "-usefulness", "-pk").only("title", "owner")[:TITLES_SHOWN])
    made = next((row for row in found if row.rank < MADE_SINCE), None)
    return [row.title for row in found], made


def _others(need: Need) -> list[Need]:
    """Open needs to merge into, nearest first: those that would stand beside its words while they were typed."""
    return list(Need.objects.exclude(pk=need.pk).alike(need.words, need.skill).for_list()[:OTHERS_SHOWN])
