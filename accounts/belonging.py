"""What somebody belongs to that apps above know of: the row of a person's page brings it along, without a statement of its own."""

from collections.abc import Callable
from typing import Any

_sources: dict[str, Callable[[], Any]] = {}


def provide(name: str, expression: Callable[[], Any]) -> None:
    """Let the page of a person carry one more column, such as the guilds that everybody may know of."""
    _sources[name] = expression


def brought_along() -> dict[str, Any]:
    return {name: expression() for name, expression in _sources.items()}
