"""What apps above keep of a guild, and hand on when it becomes part of another, or end when it closes."""

from collections.abc import Callable
from typing import Any, NamedTuple


class Heritage(NamedTuple):
    """`names`: what would go over, for whoever decides. `hand_on(guild, into, actor)`: within the merge, both guilds held.
    `end(guild, actor)`: within its closing."""

    names: Callable[[Any], list[str]]
    hand_on: Callable[[Any, Any, Any], None]
    end: Callable[[Any, Any], None]


_known: list[Heritage] = []


def provide(heritage: Heritage) -> None:
    """Register what an app above keeps."""
    _known.append(heritage)


def names_of(guild: Any) -> list[str]:
    """All that would go over."""
    return [name for heritage in _known for name in heritage.names(guild)]


def hand_on(guild: Any, into: Any, actor: Any) -> None:
    for heritage in _known:
        heritage.hand_on(guild, into, actor)


def end(guild: Any, actor: Any) -> None:
    for heritage in _known:
        heritage.end(guild, actor)
