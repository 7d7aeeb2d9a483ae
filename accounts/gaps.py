"""From levels and needs to gaps, severity, coverage and concentration (pure formulas, no database).

All levels are on 0–4 and already rounded to 0.01. Unknown is never 0, surplus never offsets shortage, and a share of
nobody is None. "Self-only" is the person's own rating alone: shown to them, a third share in reports, never in severity.
"""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

COUNTS_FROM = Decimal("0.50")
HOLDER_LEVEL = 3
MOST_RESOURCES = 3


class NeedSource(StrEnum):
    """Who asks for the level; in this order when several ask for the same."""

    ROLE = "role"
    BASELINE = "baseline"
    OBJECTIVE = "objective"


class State(StrEnum):
    GAP = "gap"
    ABOUT_THERE = "about_there"
    NO_GAP = "no_gap"
    SELF_RATED_ONLY = "self_rated_only"
    UNASSESSED = "unassessed"
    NOT_APPLICABLE = "not_applicable"
    NOT_REQUIRED = "not_required"
    NO_PROFILE = "no_profile"


class Concentration(StrEnum):
    ABSENT = "absent"
    SINGLE_POINT = "single_point"
    THIN = "thin"


@dataclass(frozen=True)
class Need:
    """A level wanted of a person; `ref` names the role or objective behind it. Level 0 asks for nothing."""

    level: Decimal
    importance: int = 3
    source: NeedSource = NeedSource.ROLE
    ref: Hashable = None


@dataclass(frozen=True)
class Standing:
    """One person against one skill: what is needed (None: nothing), the known level (None: unknown), and how we know."""

    need: Decimal | None
    level: Decimal | None
    importance: int = 3
    fte: Decimal = Decimal(1)
    self_only: bool = False
    not_applicable: bool = False

    @property
    def is_required(self) -> bool:
        return bool(self.need) and not self.not_applicable

    @property
    def is_assessed(self) -> bool:
        return self.level is not None and not self.self_only


@dataclass(frozen=True)
class Priority:
    """`value = severity·(1 + on objective)/(1 + min(3, resources))`, with its factors, which are always shown."""

    value: Decimal
    severity: Decimal
    on_objective: bool
    resources: int


@dataclass(frozen=True)
class Coverage:
    """Counts of people, and shares 0–1 (None where the denominator is nobody)."""

    required: int
    assessed: int
    met: int
    self_only: int
    unassessed: int
    strict: Decimal | None
    known_only: Decimal | None
    partial: Decimal | None
    self_only_share: Decimal | None
    unassessed_share: Decimal | None


def governing_need(needs: Iterable[Need]) -> Need | None:
    """The highest level wanted; ties go to the higher importance, then role before baseline before objective."""
    order = list(NeedSource)
    asked = [need for need in needs if need.level > 0]
    return max(asked, key=lambda n: (n.level, n.importance, -order.index(n.source)), default=None)


def gap(need: Decimal, level: Decimal | None) -> Decimal | None:
    """`max(0, need − L)`, in levels; None when the level is unknown."""
    return None if level is None else max(Decimal(0), need - level)


def counts_as_gap(size: Decimal | None) -> bool:
    """A gap counts from half a level; below it the person is "about there"."""
    return size is not None and size >= COUNTS_FROM


def counted_gap(need: Decimal, level: Decimal | None) -> Decimal:
    """The gap where it counts, else 0: what enters severity and the sum of gaps."""
    size = gap(need, level)
    return size if size is not None and counts_as_gap(size) else Decimal(0)


def state(standing: Standing, has_profile: bool = True) -> State:
    """Which of the states a person is in for one skill. *Not applicable* overrides; nobody without a role profile and
    without a need is called "no gap"; a self-rating alone is a state of its own whatever it says."""
    if standing.not_applicable:
        return State.NOT_APPLICABLE
    if not standing.need:
        return State.NOT_REQUIRED if has_profile else State.NO_PROFILE
    size = gap(standing.need, standing.level)
    if size is None:
        return State.UNASSESSED
    if standing.self_only:
        return State.SELF_RATED_ONLY
    if counts_as_gap(size):
        return State.GAP
    return State.ABOUT_THERE if size > 0 else State.NO_GAP


def severity(standings: Iterable[Standing]) -> Decimal:
    """`Σ importance·g·fte` over the people assessed whose gap counts [ours]; nobody: 0."""
    return sum((_severity_of(s) for s in standings if s.is_required and s.is_assessed), Decimal(0))


def _severity_of(standing: Standing) -> Decimal:
    return standing.importance * counted_gap(standing.need or Decimal(0), standing.level) * standing.fte


def counted(resources: int) -> int:
    """How many of the fresh resources the priority is divided by."""
    return min(MOST_RESOURCES, max(0, resources))


def priority(severity: Decimal, on_objective: bool, resources: int) -> Priority:
    """What to work on first [ours]: doubled when an objective needs the skill, divided by 1 + the fresh resources at the
    level (at most 3 count)."""
    value = severity * (1 + int(on_objective)) / (1 + counted(resources))
    return Priority(value, severity, on_objective, resources)


def coverage(standings: Iterable[Standing]) -> Coverage:
    """Coverage of one skill over the people it is required of (not applicable: left out).

    strict = assessed without a gap that counts / required; known-only = the same / assessed; partial = mean of
    `min(1, L/need)`, where unknown and self-rated count 0.
    """
    people = [s for s in standings if s.is_required]
    assessed = [s for s in people if s.is_assessed]
    self_only = sum(s.self_only and s.level is not None for s in people)
    met = sum(not counts_as_gap(gap(s.need or Decimal(0), s.level)) for s in assessed)
    unassessed = len(people) - len(assessed) - self_only
    return Coverage(
        required=len(people),
        assessed=len(assessed),
        met=met,
        self_only=self_only,
        unassessed=unassessed,
        strict=_share(met, len(people)),
        known_only=_share(met, len(assessed)),
        partial=_share(sum((_ratio(s) for s in assessed), Decimal(0)), len(people)),
        self_only_share=_share(self_only, len(people)),
        unassessed_share=_share(unassessed, len(people)),
    )


def _ratio(standing: Standing) -> Decimal:
    """How much of the need is there, at most 1: surplus fills no one else's gap."""
    assert standing.level is not None and standing.need
    return min(Decimal(1), standing.level / standing.need)


def _share(part: Decimal | int, whole: int) -> Decimal | None:
    return Decimal(part) / whole if whole else None


def holders(levels: Iterable[Decimal | None], highest_need: Decimal | int = 0) -> int:
    """People at ≥ max(highest need in the scope, 3): those who can carry the skill. Unknown levels hold nothing; pass
    assessed levels only, a self-rating alone holds nothing either."""
    bar = max(Decimal(highest_need), Decimal(HOLDER_LEVEL))
    return sum(level is not None and level >= bar for level in levels)


def concentration(bus_factor: int) -> Concentration | None:
    """The word for how few hold a skill: 0, 1, 2 have one, more have none."""
    words = (Concentration.ABSENT, Concentration.SINGLE_POINT, Concentration.THIN)
    return words[bus_factor] if 0 <= bus_factor < len(words) else None


def skill_loss(leavers: int, joiners: int) -> Decimal | None:
    """Leavers holding a skill per joiner holding it; None without joiners."""
    return _share(leavers, joiners)


def skill_loss_display(leavers: int, joiners: int) -> str:
    """The ratio to one decimal, or "n/0" when nobody joined with the skill."""
    ratio = skill_loss(leavers, joiners)
    return f"{leavers}/0" if ratio is None else f"{ratio:.1f}"
