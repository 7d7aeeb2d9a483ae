"""Facts for what is drawn once (`{% drawn_once %}`): told apart by what they are made of, not by what was worked out from it."""

from dataclasses import fields
from typing import Any


class Facts:
    """For dataclasses: as a fact one is the values of its fields. What properties keep does not count, so that they are
    worked out only where something is drawn anew."""

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), tuple(getattr(self, part.name) for part in fields(self))  # type: ignore[arg-type]
