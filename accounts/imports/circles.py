"""Circles in a graph of “reports to”, “is part of”, “serves” (pure, linear in the number of edges)."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from typing import TypeVar

Node = TypeVar("Node", bound=Hashable)
LONGEST_WAY = 8


def without_ends(edges: Iterable[tuple[Node, Node]]) -> list[tuple[Node, Node]]:
    """The edges that lie on a circle or between two circles: what is left after taking away every loose end, again and again."""
    edges = list(edges)
    only = dict(edges)
    if len(only) == len(edges) and not _comes_back(only):
        return []
    down, up = defaultdict(list), defaultdict(list)
    for low, high in edges:
        up[low].append(high)
        down[high].append(low)
    gone: set[Node] = set()
    for ahead, behind in ((up, down), (down, up)):
        _peel(ahead, behind, gone)
    return [(low, high) for low, highs in up.items() if low not in gone for high in highs if high not in gone]


def _comes_back(only: Mapping[Node, Node]) -> bool:
    """Whether any way leads back to where it was, where every node has one edge up at most."""
    seen: dict[Node, Node] = {}
    for start in only:
        node: Node | None = start
        while node is not None and node not in seen:
            seen[node] = start
            node = only.get(node)
        if node is not None and seen[node] == start:
            return True
    return False


def _peel(ahead: dict[Node, list[Node]], behind: dict[Node, list[Node]], gone: set[Node]) -> None:
    """Take away nodes that nothing leads to, then those that only they led to."""
    counts = {node: sum(n not in gone for n in behind.get(node, ())) for node in {*ahead, *behind} if node not in gone}
    loose = [node for node, count in counts.items() if count == 0]
    while loose:
        node = loose.pop()
        gone.add(node)
        for following in ahead.get(node, ()):
            if following in gone:
                continue
            counts[following] -= 1
            if counts[following] == 0:
                loose.append(following)


def circles(edges: Iterable[tuple[Node, Node]]) -> list[list[Node]]:
    """One circle, in order, for every node that is on one (each circle once). Empty where there is none."""
    left = without_ends(edges)
    up = defaultdict(list)
    for low, high in left:
        up[low].append(high)
    found: list[list[Node]] = []
    seen: set[Node] = set()
    for start in up:
        if start not in seen and (path := _path_back(start, up)):
            found.append(path)
            seen.update(path)
    return found


def way_round(circle: list[Node], start: Node, names: Mapping[Node, str]) -> str:
    """“Ann → Bob → Cem → Ann”, from `start`; long ones are cut."""
    first = circle.index(start)
    turned = [*circle[first:], *circle[:first]]
    shown = [names.get(node, "…") for node in turned[:LONGEST_WAY]]
    return " → ".join([*shown, *(["…"] if len(turned) > LONGEST_WAY else []), names.get(start, "…")])


def _path_back(start: Node, up: dict[Node, list[Node]]) -> list[Node]:
    """The shortest way from a node back to itself; empty when it lies only between two circles."""
    came_from: dict[Node, Node] = {}
    waiting = [start]
    for node in waiting:
        for following in up.get(node, ()):
            if following == start:
                path = [node]
                while path[-1] != start:
                    path.append(came_from[path[-1]])
                return path[::-1]
            if following not in came_from:
                came_from[following] = node
                waiting.append(following)
    return []
