"""The ladder that a guild may climb: it talks, it meets, it has a budget, it takes something on, somebody sponsors it.

Each rung makes sense without the next: only the next one is suggested, never demanded. Pure, but for what apps above say
about initiatives, which are theirs.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

NAMES = {
    "channel": _("Talk"),
    "meeting": _("Meet"),
    "budget": _("Budget"),
    "initiatives": _("Initiatives"),
    "sponsor": _("Sponsor"),
}
SUGGESTED = {
    "channel": (_("Ask one question on the board."), _("A guild begins where somebody asks and somebody answers.")),
    "meeting": (_("Hold a session."), _("Three fields make a lunch & learn; once in each rhythm is enough.")),
    "budget": (_("Ask for a small budget."), _("It pays a book, a speaker, a tool; its sponsor or L&D grant it.")),
    "initiatives": (_("Take something on."), _("Say which objective the guild serves, or set a goal of its own.")),
    "sponsor": (_("Find a sponsor."), _("Somebody with a say who speaks for the guild where its members do not sit.")),
}
_initiatives: list[Callable[[Any], bool]] = []


@dataclass(frozen=True)
class Ladder:
    """`done` are the rungs held; `step` is the first that is not, "" at the top."""

    done: tuple[str, ...]
    step: str

    @property
    def names(self) -> list[Any]:
        return list(NAMES.values())

    @property
    def place(self) -> int:
        """The number of the step, from 1; behind the last rung at the top."""
        return list(NAMES).index(self.step) + 1 if self.step else len(NAMES) + 1

    @property
    def what(self) -> Any:
        return SUGGESTED[self.step][0] if self.step else ""

    @property
    def why(self) -> Any:
        return SUGGESTED[self.step][1] if self.step else ""


def ladder_of(**held: bool) -> Ladder:
    """`held` says of each rung by name whether the guild stands on it; one left out below is the next step."""
    done = tuple(rung for rung in NAMES if held.get(rung))
    return Ladder(done, next((rung for rung in NAMES if rung not in done), ""))


def initiatives_are(known: Callable[[Any], bool]) -> None:
    """An app above says what counts as an initiative of a guild: at most one statement."""
    if known not in _initiatives:
        _initiatives.append(known)


def has_initiatives(guild: Any) -> bool:
    return any(known(guild) for known in _initiatives)
