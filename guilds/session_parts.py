"""What apps above show on the page of a session of a guild."""

from collections.abc import Callable
from typing import Any

Find = Callable[[Any, Any], Any]
_parts: dict[str, Find] = {}


def provide(name: str, find: Find) -> None:
    """`find(session, person)`: what the partials of the page find under `name`, for those who may read it."""
    _parts[name] = find


def parts_of(session: Any, person: Any) -> dict[str, Any]:
    """For the context of the page; nothing of it where the session belongs to no guild."""
    return {name: find(session, person) for name, find in _parts.items()} if session.guild_id else {}
