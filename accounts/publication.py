"""Once a day, what everybody may know of the gaps: from counts to `PublishedCell`, a skill at a time.

Only what differs from the last published row is written, so a row says since when its figures hold. Days may be published
late (`rollup --on DATE`), but only in order: nothing is inserted before what people have already seen.
"""

import datetime as dt
import itertools
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Q

from accounts import gaps
from accounts.fresh_resources import fresh_resources, levels_asked
from accounts.models import CellScope, PublishedBlock, PublishedCell, RollupDay, Skill, SkillCell, SkillTarget, Unit
from accounts.movements import Asked, Movements, movements
from accounts.rollup import LIVE, fold, one_at_a_time, rebuild, replay
from accounts.single_points import known_since, tell_holders
from accounts.sql import copy, run, text
from accounts.suppression import COMPANY, SUMS, Counts, Published, SkillTable
from ecosystem.core.aggregates import Bound, Mark, Share, says_concentration, share, two_digits
from ecosystem.core.clock import now, today
from ecosystem.core.policy import policy
from ecosystem.core.publishing import Block, Figure
from ecosystem.core.twice import in_turn

BATCH = 50
SINGLE_POINT, NOT_TOLD = gaps.Concentration.SINGLE_POINT, "not told yet"
KEEP_ROWS, KEEP_CHANGES = dt.timedelta(days=40), dt.timedelta(days=400)
Key = tuple[int, int | None]  # unit and site
FIGURES = ("few", "required", "share_below", "share_self_only", "share_unassessed", "coverage", "partial_coverage")
FIELDS = (*FIGURES, "severity", "priority", "on_objective", "resources", "concentration")


@transaction.atomic
def publish(day: dt.date | None = None) -> int:
    """Publish a day's figures. Once a day, and never before a day already published. Returns the rows written."""
    day = day or today()
    one_at_a_time()  # before the next: whoever counts cells and then publishes takes the two in this order
    in_turn("accounts.publication")
    if RollupDay.objects.filter(day__gte=day, published_at__isnull=False).exists():
        return 0
    edition = _Edition(day)
    skills = list(Skill.objects.order_by("pk").values_list("pk", flat=True))
    rows = sum(edition.publish(skills[start : start + BATCH]) for start in range(0, len(skills), BATCH))
    RollupDay.objects.filter(day=day).update(published_at=now(), replayed=edition.replaying)
    return rows


def forget_old_publications() -> int:
    """Of rows superseded more than 40 days ago the last of each month stays; changes older than every published group
    (and any after 400 days) need not be remembered. Returns how many rows went."""
    gone = run(text("forget_publications"), {"rows": today() - KEEP_ROWS, "changes": now() - KEEP_CHANGES})
    return sum(count for (count,) in gone)


@transaction.atomic
def forget_all_publications() -> None:
    """Start publishing anew: for an organisation whose past is still being filled in, never for one that has readers."""
    PublishedCell.objects.all().delete()
    PublishedBlock.objects.all().delete()
    RollupDay.objects.update(published_at=None)


class _Edition:
    """One day's publication: the organisation as it stands, and one batch of skills after the other."""

    def __init__(self, day: dt.date) -> None:
        self.day, self.k = day, policy().k
        self.replaying = day < today()
        if not self.replaying:
            fold()
        elif not RollupDay.objects.filter(day=day).exists():
            rebuild(day)
        self.people = replay(day) if self.replaying else LIVE
        self.parent = {unit: above or COMPANY for unit, above in Unit.objects.values_list("pk", "parent")}
        self.headcount = dict(run(text("headcount"), {"day": day}))
        targets = SkillTarget.objects.filter(Q(valid_to=None) | Q(valid_to__gte=day), valid_from__lte=day)
        self.wanted = set(targets.filter(source__startswith="objective:").values_list("skill", flat=True))
        self.resources = fresh_resources(levels_asked(day), day)

    def publish(self, skills: Sequence[int]) -> int:
        own = self._own(skills)
        blocks, site_blocks = self._blocks(skills)
        asked = {(skill, b.day) for old in (blocks, site_blocks) for skill, listed in old.items() for b in listed}
        moved = movements(asked, self.people, self.replaying)
        words = self._words(skills)
        latest = self._latest(skills)
        rows = 0
        for skill in skills:
            since = _since(moved, skill)
            table = SkillTable(own[skill], self.parent, since, self.day, self.k)
            made = table.publish(blocks[skill], site_blocks[skill])
            _keep_blocks(skill, [*blocks[skill], *site_blocks[skill]], made)
            rows += self._write(skill, made, words[skill], latest[skill])
        return rows

    def _own(self, skills: Sequence[int]) -> dict[int, dict]:
        own: dict[int, dict[tuple[int, int], Counts]] = defaultdict(dict)
        for skill, unit, site, *counts in run(text("parts", people=self.people), {"skills": list(skills)}):
            own[skill][unit, site] = tuple(int(count) for count in counts)
        return own

    def _blocks(self, skills: Sequence[int]) -> tuple[dict[int, list[Block]], dict[int, list[Block]]]:
        """The groups in force: of units, and of units by site."""
        units: dict[int, list[Block]] = defaultdict(list)
        sites: dict[int, list[Block]] = defaultdict(list)
        for row in PublishedBlock.objects.filter(skill__in=skills).order_by("pk"):
            leaves: Iterable[Any] = row.units if row.sites is None else itertools.product(row.units, row.sites)
            sums = {name: Decimal(value) for name, value in row.sums.items()}
            block = Block(frozenset(leaves), row.people, sums, row.day)
            (units if row.sites is None else sites)[row.skill_id].append(block)
        return units, sites

    def _words(self, skills: Sequence[int]) -> dict[int, dict[int, str]]:
        """Absent, single point or thin, where it may be said; of a single point only once that person was told."""
        words: dict[int, dict[int, str]] = defaultdict(dict)
        cells = SkillCell.objects.filter(day=self.day, scope=CellScope.BELOW, skill__in=skills)
        for unit, skill, needing, holders in cells.values_list("unit", "skill", "required", "holders"):
            people = self.headcount.get(unit or COMPANY, 0)
            if says_concentration(people, needing, unit is None, self.k):
                words[skill][unit or COMPANY] = gaps.concentration(holders) or ""
        alone = {(s, unit) for s, said in words.items() for unit, word in said.items() if word == SINGLE_POINT}
        if not self.replaying:
            tell_holders(skills, alone, self.day)
        for skill, unit in alone - known_since(skills, self.day):
            words[skill][unit] = NOT_TOLD
        return words

    def _latest(self, skills: Sequence[int]) -> dict[int, dict[Key, PublishedCell]]:
        latest: dict[int, dict[Key, PublishedCell]] = defaultdict(dict)
        for row in PublishedCell.objects.filter(skill__in=skills, is_latest=True):
            latest[row.skill_id][row.unit_id or COMPANY, row.site_id] = row
        return latest

    def _write(self, skill: int, made: Published, words: dict[int, str], latest: dict[Key, PublishedCell]) -> int:
        """New rows where anything differs from the row in force; the latter is superseded."""
        figures: dict[Any, Figure] = {(unit, None): figure for unit, figure in made.figures.items()}
        figures.update(made.site_figures)
        fresh, superseded = [], []
        for key in figures.keys() | latest.keys():
            figure = figures.get(key, Figure(Mark.EMPTY))
            old = latest.get(key)
            if old is None and figure.mark is Mark.EMPTY:
                continue
            word = _said(words.get(key[0], ""), old) if key[1] is None else ""
            row = self._row(skill, key, figure, word)
            if old is None or any(getattr(row, name) != getattr(old, name) for name in FIELDS):
                fresh.append(row)
                superseded += [old.pk] if old else []
        PublishedCell.objects.filter(pk__in=superseded).update(is_latest=False)
        copy(fresh)
        return len(fresh)

    def _row(self, skill: int, key: Key, figure: Figure, word: str) -> PublishedCell:
        row = PublishedCell(
            skill_id=skill,
            unit_id=None if key[0] == COMPANY else key[0],
            site_id=key[1],
            day=self.day,
            published_at=now(),
            as_of=figure.day,
            few=figure.mark is Mark.FEW,
            on_objective=skill in self.wanted,
            resources=self.resources.get(skill, 0),
            concentration=word,
        )
        if figure.mark is Mark.EMPTY:
            row.required = 0
        if figure.mark is Mark.SHOWN:
            _fill(row, figure)
        return row


def _said(word: str, before: PublishedCell | None) -> str:
    """Until the one holder was told long enough, what was said before goes on, unless it was about somebody else."""
    if word != NOT_TOLD:
        return word
    earlier = before.concentration if before else ""
    return "" if earlier == SINGLE_POINT else earlier


def _fill(row: PublishedCell, figure: Figure) -> None:
    """Rounded: shares to steps of 5 points with bands at the ends, severity and priority to two digits."""
    n = row.required = figure.n or 0
    sums: Mapping[str, Any] = figure.sums
    row.share_below = points(share(sums["below"], n))
    row.share_self_only = points(share(sums["self_only"], n))
    row.share_unassessed = points(share(sums["unassessed"], n))
    row.coverage = points(share(sums["met"], n))
    row.partial_coverage = points(share(sums["ratio_points"] / 10_000, n))
    row.severity = two_digits(sums["severity_points"] / 10_000).quantize(Decimal("0.01"))
    ranked = gaps.priority(row.severity, row.on_objective, row.resources)
    row.priority = two_digits(ranked.value).quantize(Decimal("0.01"))


def points(shown: Share | None) -> int | None:
    """A share as one number that still sorts: the step itself, one less for "below" it, one more for "above"."""
    if shown is None:
        return None
    return shown.points + {Bound.BELOW: -1, Bound.ABOUT: 0, Bound.ABOVE: 1}[shown.bound]


def share_of(points: int | None) -> Share | None:
    """The share behind a stored number."""
    if points is None:
        return None
    step, rest = round(points / 5) * 5, points % 5
    return Share({0: Bound.ABOUT, 4: Bound.BELOW, 1: Bound.ABOVE}[rest], step)


def _since(moved: dict[Asked, Movements], skill: int) -> dict[dt.date, Movements]:
    return {day: found for (moved_skill, day), found in moved.items() if moved_skill == skill}


def _keep_blocks(skill: int, old: Iterable[Block], made: Published) -> None:
    """Replace the skill's groups where they are others than before."""
    if {_mark_of(block) for block in old} == {_mark_of(block) for block in [*made.blocks, *made.site_blocks]}:
        return
    PublishedBlock.objects.filter(skill=skill).delete()
    copy(
        [_stored(skill, block, None) for block in made.blocks]
        + [_stored(skill, block, sorted({site for _, site in _spots(block)})) for block in made.site_blocks]
    )


def _spots(block: Block) -> Iterable[Any]:
    return block.leaves


def _mark_of(block: Block) -> tuple:
    """What tells groups apart; it does not matter since when a group is empty."""
    return block.leaves, block.n, block.day if block.n else None


def _stored(skill: int, block: Block, sites: list[int] | None) -> PublishedBlock:
    units: Any = block.leaves if sites is None else {unit for unit, _ in _spots(block)}
    sums = {name: int(block.sums[name]) for name in SUMS}
    return PublishedBlock(skill_id=skill, units=sorted(units), sites=sites, day=block.day, people=block.n, sums=sums)
