"""What apps above show on the page of a guild: facts that come along with its row, and the partial that draws them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ImproperlyConfigured

PLACES = ("meta", "main", "aside")


@dataclass(frozen=True)
class Part:
    """`expression` is a column of the guild's row for a reader, `read` makes of it what the partials find under `name` in the context."""

    name: str
    expression: Callable[[Any], Any]
    read: Callable[[Any], Any]
    partials: dict[str, str]


_parts: dict[str, Part] = {}


def provide(name: str, expression: Callable[[Any], Any], *, read: Callable[[Any], Any] = list, **partials: str) -> None:
    """Register a part; `meta`, `main` and `aside` name the partials that draw it there."""
    if unknown := set(partials) - set(PLACES):
        raise ImproperlyConfigured(f"{name} wants to stand where nothing stands: {unknown}")
    _parts[name] = Part(name, expression, read, partials)


def columns(reader: Any) -> dict[str, Any]:
    """For `Guild.objects.for_page()`."""
    return {f"part_{part.name}": part.expression(reader) for part in _parts.values()}


def parts_of(guild: Any) -> dict[str, Any]:
    """For the context of the page: what each part reads, by name and as `parts` of each place; and the partials there."""
    read = {part.name: part.read(getattr(guild, f"part_{part.name}") or []) for part in _parts.values()}
    there = {place: [part for part in _parts.values() if place in part.partials] for place in PLACES}
    parts = {place: {part.name: read[part.name] for part in found} for place, found in there.items()}
    drawn = {place: [part.partials[place] for part in found] for place, found in there.items()}
    return {**read, "parts": parts, "drawn": drawn}
