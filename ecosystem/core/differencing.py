"""What can be worked out from published figures by adding and subtracting them (pure, exact linear algebra)."""

from collections import defaultdict, deque
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from fractions import Fraction

Equation = Mapping[Hashable, int]
Row = dict[Hashable, Fraction]
Spot = tuple[int, Hashable]
Lines = dict[tuple[bool, Hashable], list[Spot]]  # the cells of each row (True) and of each column


def derivable(hidden: Collection[Hashable], equations: Iterable[Equation]) -> set[Hashable]:
    """The hidden cells whose value follows from the others.

    `equations` map cells to factors whose weighted sum is 0 ({company: 1, north: −1, south: −1}). Everything outside
    `hidden` is known. Exact rationals, sparse Gauss–Jordan; a cell is derivable when a reduced row holds it alone.
    """
    hidden = set(hidden)
    reduced: dict[Hashable, Row] = {}
    for equation in equations:
        row = {key: Fraction(factor) for key, factor in equation.items() if key in hidden and factor}
        for pivot in [key for key in row if key in reduced]:
            _subtract(row, reduced[pivot], row[pivot])
        if row:
            _insert(reduced, row)
    return {pivot for pivot, row in reduced.items() if len(row) == 1}


def _insert(reduced: dict[Hashable, Row], row: Row) -> None:
    """Add a row that holds no pivot yet, and clear its own pivot from the rows before it."""
    pivot, factor = next(iter(row.items()))
    row = {key: value / factor for key, value in row.items()}
    for other in reduced.values():
        if pivot in other:
            _subtract(other, row, other[pivot])
    reduced[pivot] = row


def _subtract(row: Row, other: Row, factor: Fraction) -> None:
    for key, value in other.items():
        left = row.get(key, Fraction(0)) - factor * value
        if left:
            row[key] = left
        else:
            row.pop(key, None)


def margins_safe(table: Sequence[Mapping[Hashable, int]], k: int) -> bool:
    """Whether the row and column totals of a table of people (rows of part → n, inner cells unpublished) give away no
    group of 1…k of them, to somebody who knows who is in which row and column.

    What follows from the margins is rows minus columns that lie wholly within them. The smallest such group around an
    inner cell is a minimum cut from its row to its column, with each cell's people as the capacity and no way back in;
    so a flow of more than k between them proves the cell safe. Only cells of ≤ k people need looking at.
    """
    cells = {(row, part): n for row, parts in enumerate(table) for part, n in parts.items() if n > 0}
    lines: Lines = defaultdict(list)
    for spot in cells:
        lines[True, spot[0]].append(spot)
        lines[False, spot[1]].append(spot)
    return all(n > k or _flows(cells, lines, row, part, k + 1) for (row, part), n in cells.items())


def _flows(cells: Mapping[Spot, int], lines: Lines, row: int, part: Hashable, wanted: int) -> bool:
    """Whether `wanted` flows from a row to a column: along each cell as many as it has people, backwards any number."""
    left = dict(cells)
    while wanted > 0:
        path = _path(left, lines, row, part)
        if not path:
            return False
        amount = min(wanted, *(left[cell] for cell, forwards in path if forwards))
        for cell, forwards in path:
            left[cell] += -amount if forwards else amount
        wanted -= amount
    return True


def _path(left: Mapping[Spot, int], lines: Lines, row: int, part: Hashable) -> list[tuple[Spot, bool]]:
    """Cells on a shortest way with something left, each with whether it is walked from row to column; [] without one."""
    ways: dict[tuple[bool, Hashable], list[tuple[Spot, bool]]] = {(True, row): []}
    waiting = deque(ways)
    while waiting and (False, part) not in ways:
        in_row, at = waiting.popleft()
        for spot in lines[in_row, at]:
            there = (not in_row, spot[1] if in_row else spot[0])
            if there not in ways and (left[spot] > 0 or not in_row):
                ways[there] = [*ways[in_row, at], (spot, in_row)]
                waiting.append(there)
    return ways.get((False, part), [])
