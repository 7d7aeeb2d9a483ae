"""The network of a guild: pure formulas. An edge leads from u to v where v was answered by u; nobody to themselves, and each
pair once in each direction.

Density and reciprocity are those of directed graphs (Wasserman & Faust, 1994), the E-I index is that of Krackhardt & Stern
(1988). A figure over nothing is None, not 0.
"""

from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass

Person = Hashable
Edge = tuple[Person, Person]


@dataclass(frozen=True)
class Network:
    """`people` of a guild, `edges` between them, and of these: `mutual` have one in the other direction, `external` lead to
    another unit, `internal` stay in one. Edges of people without a unit are neither."""

    people: int
    edges: int
    mutual: int = 0
    external: int = 0
    internal: int = 0

    @property
    def density(self) -> float | None:
        """m / (n(n − 1)), 0–1: of all edges that there could be, those there are. None below two people."""
        possible = self.people * (self.people - 1)
        return self.edges / possible if possible else None

    @property
    def reciprocity(self) -> float | None:
        """Edges answered by one in the other direction / m, 0–1. None without edges."""
        return self.mutual / self.edges if self.edges else None

    @property
    def e_i(self) -> float | None:
        """(external − internal) / all by unit: −1 all within units, 1 all across. None without edges by unit."""
        by_unit = self.external + self.internal
        return (self.external - self.internal) / by_unit if by_unit else None

    @property
    def cross_unit(self) -> float | None:
        """external / all by unit, 0–1: the same as the E-I index, as a share."""
        by_unit = self.external + self.internal
        return self.external / by_unit if by_unit else None


def network_of(edges: Collection[Edge], units: Mapping[Person, Hashable | None]) -> Network:
    """`units` names everybody in the guild, with their unit or None. Edges to oneself, to others, and repeated ones do not
    count."""
    found = {(u, v) for u, v in edges if u != v and u in units and v in units}
    mutual = sum((v, u) in found for u, v in found)
    by_unit = [(units[u], units[v]) for u, v in found if units[u] is not None and units[v] is not None]
    external = sum(one != other for one, other in by_unit)
    return Network(len(units), len(found), mutual, external, len(by_unit) - external)
