"""How much of what a role requires a path leads to: which requirements the skills of its resources reach (pure; ours)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any


@dataclass(frozen=True)
class Covered:
    """One requirement, and the highest level that a resource of the path leads to in its skill (None: none does)."""

    skill: Any
    level: int
    reached: int | None

    @property
    def state(self) -> str:
        """`done`, `watch` (leads there in part) or `none`."""
        if self.reached is None:
            return "none"
        return "done" if self.reached >= self.level else "watch"


@dataclass(frozen=True)
class RoleCoverage:
    role: Any
    rows: Sequence[Covered]

    @property
    def covered(self) -> int:
        return sum(row.state == "done" for row in self.rows)

    @property
    def share(self) -> Decimal | None:
        """Covered ÷ required; None for a role without requirements."""
        return Decimal(self.covered) / len(self.rows) if self.rows else None


def coverage(role: Any, required: Iterable[tuple[Any, int]], leads: Mapping[int, int]) -> RoleCoverage:
    """`required`: (skill, level); `leads`: by skill id the highest level that a resource leads to. The covered ones first."""
    order = ("done", "watch", "none")
    rows = [Covered(skill, level, leads.get(skill.pk)) for skill, level in required]
    return RoleCoverage(role, sorted(rows, key=lambda row: (order.index(row.state), str(row.skill))))
