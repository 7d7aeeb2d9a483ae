"""The gardener's bench: what to plant, water, boost and prune, the most worthwhile first, each with why and to what effect.

`worth` is ours, from 0 to 100, so that four kinds of care stand in one queue: planting by the share of the largest gap,
watering by how many read it in the last 90 days, boosting by its score, pruning last, the longer unused the sooner.
"""

import datetime as dt
from collections.abc import Callable, Collection
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import PublishedCell
from ecosystem.core.clock import now
from ecosystem.core.rules import allows
from ecosystem.core.templatetags.ui import number, short_date
from resources import freshness
from resources.experts import Expert, experts_on, first_free
from resources.models import GardenAct, Pick, Resource, ResourceDay, ResourceSkill, WritingRequest
from resources.outlines import MINUTES

MOST = 45
UNUSED = dt.timedelta(days=180)
RECENT = dt.timedelta(days=90)
REST = {"water": dt.timedelta(days=14), "boost": dt.timedelta(days=30)}
NOT_NOW = dt.timedelta(days=30)
BOOST_FOR = dt.timedelta(days=14)
GOOD_SCORE, FEW_VIEWS = 50, 20
WELL_READ = 50
GRACE = dt.timedelta(days=freshness.STALE_AFTER)
Only = Collection[int] | None


@dataclass(frozen=True)
class Proposal:
    """One row of the bench. `asks`: somebody else is asked to act, because it is theirs."""

    kind: str
    subject: Any
    worth: float
    why: str
    effect: str
    asks: bool = False
    can_do: bool = True

    @property
    def key(self) -> str:
        return f"{self.kind}-{self.subject.pk}"

    @property
    def word(self) -> str:
        """What kind of care it is."""
        return str(GardenAct.Kind(self.kind).label)

    @property
    def letter(self) -> str:
        """The key that does it."""
        return LETTERS[self.kind]

    @property
    def deed(self) -> str:
        """On the button: what pressing it does."""
        deeds = {
            "plant": _("Ask an expert"),
            "water": _("Ask its owner") if self.asks else _("It holds"),
            "boost": _("Put forward"),
            "prune": _("Archive"),
        }
        return deeds[self.kind]

    @property
    def words_label(self) -> str:
        if self.kind == "water" and not self.asks:
            return _("Verified against")
        return _("Add a word of thanks") if self.kind == "boost" else _("Add a reason or a word")


LETTERS = {"plant": "p", "water": "w", "boost": "b", "prune": "x"}


def bench_of(person: Any, day: dt.date, mine: bool = False) -> list[Proposal]:
    """The queue of somebody: L&D tends everything, everybody else what they own or write on. At most fifty rows."""
    rows = [row for kind in _kinds_for(person, mine) for row in FINDERS[kind](person, day, mine, None)]
    return sorted(rows, key=lambda row: (-row.worth, row.key))[:MOST]


def proposal_for(person: Any, day: dt.date, key: str) -> Proposal | None:
    """The row of that key, if it still stands in the person's queue."""
    kind, _dash, number_ = key.partition("-")
    for mine in (False, True):
        if kind in _kinds_for(person, mine) and number_.isdecimal() and len(number_) < 19:
            found = FINDERS[kind](person, day, mine, [int(number_)])
            if found:
                return found[0]
    return None


def _kinds_for(person: Any, mine: bool) -> tuple[str, ...]:
    return ("plant", "water", "boost", "prune") if _tends_all(person) and not mine else ("water", "prune")


def _tends_all(person: Any) -> bool:
    return allows(person, "resources.tend_library")


def _resources(person: Any, mine: bool, only: Only) -> QuerySet[Resource]:
    rows = Resource.objects.published().select_related("owner")
    if mine or not _tends_all(person):
        rows = rows.filter(pk__in=Resource.objects.of(person).order_by().values("pk"))
    return rows if only is None else rows.filter(pk__in=only)


def _resting(person: Any, kind: str, **about: OuterRef) -> Exists:
    """Something was done about it a while ago and shows no effect yet, or this very person said “not now”."""
    lately = Q(kind=GardenAct.Kind.REST, before__of=kind, by=person, at__gte=now() - NOT_NOW)
    if kind in REST:
        lately |= Q(kind=kind, at__gte=now() - REST[kind])
    return Exists(GardenAct.objects.standing().filter(lately, **about))


def _used(day: dt.date) -> Exists:
    return Exists(ResourceDay.objects.filter(resource=OuterRef("pk"), day__gt=day - UNUSED, views__gt=0))


def _picked(day: dt.date) -> Exists:
    """Somebody puts it forward to all just now."""
    return Exists(Pick.objects.on(day).filter(resource=OuterRef("pk")))


# --- plant: needed, and nothing there ---------------------------------------------------------------------------------
def to_plant(person: Any, day: dt.date, mine: bool, only: Only) -> list[Proposal]:
    """Skills whose published gap in the company is largest, which no fresh resource is about and nobody is asked for."""
    fresh = ResourceSkill.objects.filter(skill=OuterRef("skill"), fresh_until__gte=day)
    resting = _resting(person, "plant", skill=OuterRef("skill"))
    cells = PublishedCell.objects.filter(is_latest=True, unit=None, site=None, few=False, priority__gt=0)
    asked = WritingRequest.objects.open().filter(skill=OuterRef("skill"))
    cells = cells.filter(~Exists(fresh), ~Exists(asked), ~resting, skill__retired_on=None).select_related("skill")
    if only is not None:
        cells = cells.filter(skill__in=only)
    ranked = list(cells.order_by("-priority", "skill__name")[:MOST])
    experts = experts_on([cell.skill_id for cell in ranked], besides=[person.pk])
    return [_plant(cell, ranked[0].priority, experts.get(cell.skill_id, [])) for cell in ranked]


def _plant(cell: PublishedCell, largest: Any, experts: list[Expert]) -> Proposal:
    priority = cell.priority or Decimal(0)
    words: dict[str, Any] = {"priority": number(priority), "half": number(priority / 2)}
    why = _("The gap has priority %(priority)s, and nothing fresh is about it.") % words
    if cell.on_objective:
        why = (
            _("The gap has priority %(priority)s, an objective needs the skill, and nothing fresh is about it.") % words
        )
    expert = first_free(experts)
    if expert:
        words |= {"name": expert.name, "why": expert.why, "minutes": MINUTES["how_to"]}
    effect = _effect_of_asking(expert, experts) % words
    worth = _share(priority, largest)
    return Proposal("plant", cell.skill, worth, why, effect, asks=expert is not None, can_do=expert is not None)


def _effect_of_asking(expert: Expert | None, experts: list[Expert]) -> str:
    """Whom the one key asks, by name; or why nobody can be asked."""
    if expert:
        return _(
            "%(name)s (%(why)s) is asked for a how-to with a prepared outline, about %(minutes)d minutes; a first resource halves the priority, to %(half)s."
        )
    if experts:
        return _(
            "A first resource halves the priority, to %(half)s. Whoever could write it is asked enough already, so nobody can be asked."
        )
    return _("A first resource halves the priority, to %(half)s. Nobody offers to teach it, so nobody can be asked.")


def _share(value: Any, largest: Any) -> float:
    return 100 * float(value) / float(largest) if largest else 0


# --- water: used, and due ---------------------------------------------------------------------------------------------
def to_water(person: Any, day: dt.date, mine: bool, only: Only) -> list[Proposal]:
    """What is due, or stale and still read; what was opened most until last night comes first."""
    rows = (
        _resources(person, mine, only)
        .filter(verify_by__lt=day)
        .filter(~_resting(person, "water", resource=OuterRef("pk")))
    )
    rows = rows.filter(Q(verify_by__gte=day - GRACE) | _used(day)).annotate(recent=_recent_views(day))
    return [_water(person, row, row.recent or 0, day) for row in rows.order_by("-seen", "verify_by", "pk")[:MOST]]


def _recent_views(day: dt.date) -> Subquery:
    """How often it was opened in the last 90 days."""
    days = ResourceDay.objects.filter(resource=OuterRef("pk"), day__gt=day - RECENT).order_by()
    return Subquery(days.values("resource").annotate(all=Sum("views")).values("all"))


def _water(person: Any, row: Resource, views: int, day: dt.date) -> Proposal:
    since = {"day": short_date(row.verify_by), "n": views}
    why = ngettext(
        "To be verified by %(day)s; opened once in 90 days.",
        "To be verified by %(day)s; opened %(n)d times in 90 days.",
        views,
    )
    asks = row.owner_id not in (None, person.pk) and bool(row.owner and row.owner.is_active)
    until = freshness.verify_by(row.kind, day)
    words = {"name": row.owner, "day": short_date(until) if until else ""}
    if asks:
        effect = _("%(name)s is asked whether it still holds; verified, it counts until %(day)s.") % words
    else:
        effect = _("You vouch for it today; it counts until %(day)s.") % words
    worth = 20 + 70 * min(1.0, views / WELL_READ)
    return Proposal("water", row, worth, why % since, effect, asks=asks)


# --- boost: good, and unseen ------------------------------------------------------------------------------------------
def to_boost(person: Any, day: dt.date, mine: bool, only: Only) -> list[Proposal]:
    """What few have seen and those few found good, unless it is put forward already."""
    rows = _resources(person, mine, only).filter(Q(verify_by=None) | Q(verify_by__gte=day))
    rows = rows.filter(~_picked(day), ~_resting(person, "boost", resource=OuterRef("pk")))
    rows = rows.filter(score__gte=GOOD_SCORE, seen__lt=FEW_VIEWS, views__lt=FEW_VIEWS)
    return [_boost(row, day) for row in rows.order_by("-score", "seen", "pk")[:MOST]]


def _boost(row: Resource, day: dt.date) -> Proposal:
    words = {"score": row.score, "n": row.views, "day": short_date(day + BOOST_FOR)}
    why = ngettext("Score %(score)d, and opened only once.", "Score %(score)d, and opened only %(n)d times.", row.views)
    effect = _("On home until %(day)s where picks leave room, with no words of yours; its owner is thanked.")
    return Proposal("boost", row, 0.6 * (row.score or 0), why % words, effect % words, asks=False)


# --- prune: stale, and unused -----------------------------------------------------------------------------------------
def to_prune(person: Any, day: dt.date, mine: bool, only: Only) -> list[Proposal]:
    """What is stale and nobody opened for 180 days, unless it is put forward just now; authors prune what they own."""
    rows = _resources(person, mine, only).filter(verify_by__lt=day - GRACE, created_at__lt=now() - UNUSED)
    if not _tends_all(person):
        rows = rows.filter(owner=person)
    rows = rows.filter(~_used(day), ~_picked(day), ~_resting(person, "prune", resource=OuterRef("pk")))
    return [_prune(row, day) for row in rows.order_by("verify_by", "pk")[:MOST]]


def _prune(row: Resource, day: dt.date) -> Proposal:
    late = (day - row.verify_by).days if row.verify_by else 0
    words = {"n": late}
    why = ngettext(
        "Stale for %(n)d day, and nobody opened it in 180 days.",
        "Stale for %(n)d days, and nobody opened it in 180 days.",
        late,
    )
    effect = _("It leaves lists and search; its address still works, and it can be brought back.")
    return Proposal("prune", row, 5 + min(14.0, late / 30), why % words, effect)


Finder = Callable[[Any, dt.date, bool, Only], list[Proposal]]
FINDERS: dict[str, Finder] = {"plant": to_plant, "water": to_water, "boost": to_boost, "prune": to_prune}


def without_owner(limit: int = 10) -> list[Resource]:
    """Published, and nobody who is here owns it."""
    return list(Resource.objects.published().without_owner().order_by("-views", "pk")[:limit])


def open_requests() -> list[WritingRequest]:
    """Who is asked to write or writes, the soonest due first; at most fifty rows."""
    return list(WritingRequest.objects.open().for_page().order_by("due_on", "pk")[:MOST])
