"""What the page on a guild's health shows: stored months, and of its people what is told of the latest quarter that is over.

From k + 1 people: how many act, and how many rose in a skill (`guilds.told`). From 25 people: the network of answers, which
all who read the guild can see. Below: not enough people.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils.formats import number_format

from ecosystem.core.aggregates import floor_k
from ecosystem.core.batches import Told
from ecosystem.core.policy import policy
from guilds import ladder
from guilds.actions.health import MONTHS
from guilds.models import Guild, GuildMonth
from guilds.network import Network
from guilds.told import Active, Quarter, is_closed_quarter, moved_of

NETWORK_FROM = 25
HUNDREDTH, DASH, MINUS = Decimal("0.01"), "–", "−"


@dataclass(frozen=True)
class Month:
    """What a stored month says of what the guild does, and of its people if it closes a quarter that is over. None: not
    told, or nothing to divide by."""

    row: GuildMonth

    @property
    def kept_rhythm(self) -> float | None:
        """Sessions held of those that the rhythm asks for, at most 1. None without a rhythm, or before its first turn."""
        return min(1.0, self.row.held / self.row.expected) if self.row.expected else None

    @property
    def tended(self) -> float | None:
        return self.row.tended / self.row.kept if self.row.kept else None

    @property
    def quarter(self) -> Quarter | None:
        row = self.row
        if not is_closed_quarter(row):
            return None
        return Quarter(row.month, row.members, row.active, row.seen or 0, floor_k(policy().k))

    @property
    def acting(self) -> Active | None:
        """Who acts against those who listen."""
        return self.quarter.acting if self.quarter else None

    @property
    def moved(self) -> Told | None:
        """How many rose at least."""
        return moved_of(self.row.moved, self.row.could_move or 0) if self.quarter else None

    @property
    def network(self) -> Network | None:
        row = self.row
        found = Network(row.members, row.edges, row.mutual, row.external, row.internal)
        return found if row.members >= NETWORK_FROM else None

    @property
    def density(self) -> Decimal | None:
        return hundredths(self.network.density) if self.network else None

    @property
    def reciprocity(self) -> Decimal | None:
        return hundredths(self.network.reciprocity) if self.network else None

    @property
    def e_i(self) -> Decimal | None:
        return hundredths(self.network.e_i) if self.network else None

    @property
    def cross_unit(self) -> Decimal | None:
        return hundredths(self.network.cross_unit) if self.network else None

    @property
    def told(self) -> dict[str, str]:
        """The figures of the network with two digits, a dash where there is nothing to divide by."""
        figures = {"density": self.density, "reciprocity": self.reciprocity, "e_i": self.e_i}
        return {
            name: DASH if value is None else number_format(value, 2).replace("-", MINUS)
            for name, value in figures.items()
        }


def hundredths(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(str(value)).quantize(HUNDREDTH, ROUND_HALF_UP)


def health_context(guild: Guild) -> dict[str, Any]:
    """Three statements at most: the months, whether there is a budget, whether it has taken something on."""
    months = [Month(row) for row in reversed(guild.months.order_by("-month")[:MONTHS])]
    latest = months[-1] if months else None
    over = [month for month in months if month.quarter]
    told = over[-1] if over else None
    return {
        "guild": guild,
        "months": months,
        "latest": latest,
        "told": told,
        "few": bool(told and not told.acting),
        "lines": lines_of(months),
        "least": floor_k(policy().k) + 1,
        "network_from": NETWORK_FROM,
        "ladder": ladder_of(guild, latest),
    }


def lines_of(months: list[Month]) -> dict[str, list[float]]:
    """The trend of each figure over the months in which it may be read; a line needs two of them."""
    found: dict[str, list[float | None]] = {
        "active": [month.acting.step if month.acting else None for month in months],
        "held": [month.row.held for month in months],
        "new_speakers": [month.row.new_speakers for month in months],
        "tended": [month.tended for month in months],
        "cross_unit": [_plain(month.cross_unit) for month in months],
        "density": [_plain(month.density) for month in months],
        "reciprocity": [_plain(month.reciprocity) for month in months],
    }
    read = {name: [value for value in line if value is not None] for name, line in found.items()}
    return {name: line if len(line) > 1 else [] for name, line in read.items()}


def ladder_of(guild: Guild, latest: Month | None) -> ladder.Ladder:
    """Where it stands: from the stored month, its ledger, its aims, and its sponsor."""
    return ladder.ladder_of(
        channel=bool(latest and latest.row.posts),
        meeting=bool(latest and latest.row.held),
        budget=guild.ledger.exists(),
        initiatives=ladder.has_initiatives(guild),
        sponsor=guild.sponsor_id is not None,
    )


def _plain(value: Decimal | None) -> float | None:
    return None if value is None else float(value)
