"""How far a campaign is, as anybody may read it: counts of units, published once a day by the rules of all figures.

Who is asked, and in which unit, stands still from the opening on, so the only thing that changes in a group is who has
done it. A figure is renewed once k people more have (see `ecosystem.core.publishing`), shown in steps of five points, and
never about fewer than k others. Nothing here says who.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import Any

from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from accounts.models import SkillCampaign, Unit
from ecosystem.core.aggregates import Bound, Cell, Mark, share
from ecosystem.core.clock import today
from ecosystem.core.policy import policy
from ecosystem.core.publishing import Block, Publication, publish

EVERYBODY = 0
ROUNDED = {Bound.BELOW: ROUND_CEILING, Bound.ABOUT: ROUND_HALF_UP, Bound.ABOVE: ROUND_FLOOR}
Tally = dict[int, dict[dt.date | None, int]]  # by unit (0: none), by the day on which they did it (None: not yet)


@dataclass(frozen=True)
class Row:
    """One unit with all below it, or everybody asked. `words` are empty where too few people were asked."""

    unit: Unit | None
    depth: int
    asked: int | None
    words: str
    as_of: dt.date | None

    @property
    def is_few(self) -> bool:
        return self.asked is None


@transaction.atomic
def publish_progress(campaign: SkillCampaign) -> None:
    """Today's figures, which count what was done before today. A second time the same day is harmless."""
    day = today()
    kept = SkillCampaign.objects.select_for_update().get(pk=campaign.pk)
    if kept.progress.get("day", "") >= day.isoformat():
        return
    tally, parents = _tally(kept), _parents(kept)
    cells = _cells(tally, parents, day)
    previous = [_block(row) for row in kept.progress.get("blocks", ())]
    made = publish(cells, previous, lambda leaves, since: _changed(tally, leaves, since, day), day, policy().k)
    kept.progress = {
        "day": day.isoformat(),
        "blocks": [_stored(block) for block in made.blocks],
        "figures": _figures(cells, made),
    }
    kept.save(update_fields=["progress"])
    campaign.progress = kept.progress


def rows_of(campaign: SkillCampaign) -> list[Row]:
    """Everybody asked, then the units from top to bottom; empty before the first figures. One statement."""
    figures = campaign.progress.get("figures", [])
    units = Unit.objects.in_bulk({figure["unit"] for figure in figures} - {EVERYBODY})
    below: dict[int | None, list[dict[str, Any]]] = defaultdict(list)
    for figure in figures:
        below[figure["parent"]].append(figure)
    rows, waiting = [], [(figure, 0) for figure in below[None]]
    while waiting:
        figure, depth = waiting.pop()
        rows.append(_row(figure, units.get(figure["unit"]), depth))
        inside = sorted(below[figure["unit"]], key=lambda each: str(units.get(each["unit"], "")), reverse=True)
        waiting += [(each, depth + 1) for each in inside]
    return rows


def upper(rows: Sequence[Row], most: int) -> list[Row]:
    """The units at the top, so many at most, in their order."""
    kept = {id(row) for row in sorted(rows, key=lambda row: row.depth)[:most]}
    return [row for row in rows if id(row) in kept]


def said(done: int, asked: int) -> str:
    """“about 14 of 24”: the share in its steps, as a count. The ends are bands, so that all and none stay unsaid."""
    shown = share(done, asked)
    if shown is None:
        return ""
    number = (Decimal(shown.points * asked) / 100).quantize(Decimal(1), ROUNDED[shown.bound])
    words = {
        Bound.BELOW: _("fewer than %(n)d of %(all)d"),
        Bound.ABOUT: _("about %(n)d of %(all)d"),
        Bound.ABOVE: _("more than %(n)d of %(all)d"),
    }
    return words[shown.bound] % {"n": number, "all": asked}


def _row(figure: Mapping[str, Any], unit: Unit | None, depth: int) -> Row:
    if figure["asked"] is None:
        return Row(unit, depth, None, "", None)
    words = said(figure["done"], figure["asked"])
    return Row(unit, depth, figure["asked"], words, dt.date.fromisoformat(figure["day"]))


def _tally(campaign: SkillCampaign) -> Tally:
    """How many are asked, by unit and day of doing it. One statement."""
    tally: Tally = defaultdict(dict)
    counted = campaign.asks.order_by().values_list("unit", "done_on").annotate(n=Count("pk"))
    for unit, done_on, n in counted:
        tally[unit or EVERYBODY][done_on] = n
    return tally


def _parents(campaign: SkillCampaign) -> dict[int, int]:
    """The unit above each; everybody asked is above the units that were chosen, and above those at the top."""
    above = {unit: parent or EVERYBODY for unit, parent in Unit.objects.values_list("pk", "parent")}
    return {**above, **dict.fromkeys(campaign.units.values_list("pk", flat=True), EVERYBODY)}


def _cells(tally: Tally, parents: Mapping[int, int], day: dt.date) -> list[Cell]:
    """Every unit with somebody asked in it or below, added up to everybody."""
    asked: dict[int, int] = defaultdict(int)
    done: dict[int, int] = defaultdict(int)
    for unit, by_day in tally.items():
        here: int | None = unit
        while here is not None:
            asked[here] += sum(by_day.values())
            done[here] += _done(by_day, None, day)
            here = parents.get(here, EVERYBODY) if here != EVERYBODY else None
    return [
        Cell(unit, n, parents.get(unit, EVERYBODY) if unit != EVERYBODY else None, {"done": Decimal(done[unit])})
        for unit, n in sorted(asked.items())
    ]


def _done(by_day: Mapping[dt.date | None, int], since: dt.date | None, before: dt.date) -> int:
    days = {day: n for day, n in by_day.items() if day is not None and day < before}
    return sum(n for day, n in days.items() if since is None or day >= since)


def _changed(tally: Tally, leaves: frozenset[Any], since: dt.date, day: dt.date) -> int:
    return sum(_done(tally[unit], since, day) for unit in leaves if unit in tally)


def _figures(cells: list[Cell], made: Publication) -> list[dict[str, Any]]:
    figures = []
    for cell in cells:
        figure, place = made.figure(cell.key), {"unit": cell.key, "parent": cell.parent}
        if figure.mark is Mark.SHOWN and figure.day:
            done = int(figure.sums["done"])
            figures.append({**place, "asked": figure.n, "done": done, "day": figure.day.isoformat()})
        elif figure.mark is Mark.FEW:
            figures.append({**place, "asked": None})
    return figures


def _stored(block: Block) -> dict[str, Any]:
    leaves: Any = block.leaves
    return {"units": sorted(leaves), "n": block.n, "done": int(block.sums["done"]), "day": block.day.isoformat()}


def _block(row: Mapping[str, Any]) -> Block:
    sums = {"done": Decimal(row["done"])}
    return Block(frozenset(row["units"]), row["n"], sums, dt.date.fromisoformat(row["day"]))
