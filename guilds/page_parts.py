"""What apps above show on the page of a guild: facts that come along with its row, and the partial that draws them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ImproperlyConfigured

PLACES = ("meta", "main", "aside")


@dataclass(frozen=True)
class Part:
    """`expression` is a column of the guild's row, `read` makes of it what the partials find under `name` in the context."""

    name: str
    expression: Callable[[], Any]
    read: Callable[[Any], Any]
    partials: dict[str, str]


_parts: dict[str, Part] = {}


def provide(name: str, expression: Callable[[], Any], *, read: Callable[[Any], Any] = list, **partials: str) -> None:
    """Register a part; `meta`, `main` and `aside` name the partials that draw it there."""
    if unknown := set(partials) - set(PLACES):
        raise ImproperlyConfigured(f"{name} wants to stand where nothing stands: {unknown}")
    _parts[name] = Part(name, expression, read, partials)


def columns() -> dict[str, Any]:
    """For `Guild.objects.for_page()`."""
    return {f"part_{part.name}": part.expression() for part in _parts.values()}


def parts_of(guild: Any) -> dict[str, Any]:
    """For the context of the page: what each part reads, and the partials of each place."""
    read = {part.name: part.read(getattr(guild, f"part_{part.name}") or []) for part in _parts.values()}
    drawn = {place: [part.partials[place] for part in _parts.values() if place in part.partials] for place in PLACES}
    return {**read, "drawn": drawn}
