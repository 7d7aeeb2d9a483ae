"""How learning serves the objectives: alignment, coverage, orphans, need-fit, and the graph behind them (pure formulas).

A goal of only its owner's is in no sum, count or denominator here: `summarise` drops it first. Shares are Decimals 0–1,
None over nobody. Objectives form a DAG (parent → child); ids are any hashable.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

GRACE_DAYS = 14
TOP_SHARE = 5

Edge = tuple[Hashable, Hashable]


@dataclass(frozen=True)
class Aim:
    """An objective as alignment sees it: the last day it lives, and whether anybody is meant to learn for it."""

    id: Hashable
    last_day: date
    cancelled: bool = False
    needs_learning: bool = True


@dataclass(frozen=True)
class ActiveGoal:
    """An active learning goal: the objective it serves, itself or through a key result (None: for oneself), its skills,
    and whether only its owner may see it."""

    id: Hashable
    serves: Hashable | None = None
    skills: frozenset[Hashable] = frozenset()
    only_me: bool = False


@dataclass(frozen=True)
class AlignmentSummary:
    active_goals: int
    aligned_goals: int
    alignment: Decimal | None
    active_objectives: int
    covered_objectives: int
    coverage: Decimal | None
    orphan_objectives: frozenset[Hashable]
    orphan_goals: frozenset[Hashable]


def creates_cycle(edges: Iterable[Edge], parent: Hashable, child: Hashable) -> bool:
    """Whether the edge parent → child would close a circle in the graph of (parent, child) edges."""
    return parent == child or parent in reachable(edges, [child])


def reachable(edges: Iterable[Edge], starts: Iterable[Hashable]) -> set[Hashable]:
    """Everything below the starts, themselves included; ends on graphs with circles too."""
    below = defaultdict(list)
    for upper, lower in edges:
        below[upper].append(lower)
    seen: set[Hashable] = set()
    waiting = list(starts)
    while waiting:
        node = waiting.pop()
        if node not in seen:
            seen.add(node)
            waiting.extend(below[node])
    return seen


def is_running(aim: Aim, today: date) -> bool:
    """Not cancelled and not over: what the denominators count."""
    return not aim.cancelled and today <= aim.last_day


def takes_alignment(aim: Aim, today: date) -> bool:
    """Whether a goal that serves it still counts as aligned: running, or over by at most 14 days; never when cancelled."""
    return not aim.cancelled and today <= aim.last_day + timedelta(days=GRACE_DAYS)


def served(direct: Iterable[Hashable], edges: Iterable[Edge], live: set[Hashable]) -> set[Hashable]:
    """The live objectives that goals serve, directly or through live objectives below them."""
    upwards = [(lower, upper) for upper, lower in edges if upper in live and lower in live]
    return reachable(upwards, [objective for objective in direct if objective in live])


def share(part: int, whole: int) -> Decimal | None:
    """part/whole, None over nobody."""
    return Decimal(part) / whole if whole else None


def summarise(goals: Iterable[ActiveGoal], aims: Sequence[Aim], edges: Iterable[Edge], today: date) -> AlignmentSummary:
    """alignment = aligned / active goals; coverage = running objectives with a goal / running objectives, without those
    marked "no learning needed"; orphans both ways."""
    counted = [goal for goal in goals if not goal.only_me]
    open_to = {aim.id for aim in aims if takes_alignment(aim, today)}
    aligned = [goal for goal in counted if goal.serves in open_to]
    running = {aim.id for aim in aims if is_running(aim, today) and aim.needs_learning}
    covered = running & served([goal.serves for goal in aligned], edges, open_to)
    return AlignmentSummary(
        active_goals=len(counted),
        aligned_goals=len(aligned),
        alignment=share(len(aligned), len(counted)),
        active_objectives=len(running),
        covered_objectives=len(covered),
        coverage=share(len(covered), len(running)),
        orphan_objectives=frozenset(running - covered),
        orphan_goals=frozenset(goal.id for goal in counted if goal.serves not in open_to),
    )


def top_fifth(severities: Mapping[Hashable, Decimal]) -> frozenset[Hashable]:
    """The fifth of the skills with the highest severity, rounded up, ties at the edge included; severity 0 never."""
    ranked = sorted((value for value in severities.values() if value > 0), reverse=True)
    if not ranked:
        return frozenset()
    edge = ranked[-(-len(ranked) // TOP_SHARE) - 1]
    return frozenset(skill for skill, value in severities.items() if value >= edge)


def need_fit(goals: Iterable[ActiveGoal], severities: Mapping[Hashable, Decimal]) -> Decimal | None:
    """Goals on the top fifth of skills by severity / goals with a skill."""
    with_skill = [goal for goal in goals if goal.skills and not goal.only_me]
    top = top_fifth(severities)
    return share(sum(bool(goal.skills & top) for goal in with_skill), len(with_skill))
