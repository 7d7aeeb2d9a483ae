"""What the page of a guild shows: its own row, loaded `for_page()`, and three statements beside it."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from accounts.models import Person
from ecosystem.core.policy import policy
from guilds.models import Guild
from guilds.page_parts import parts_of
from guilds.rules import place_of
from guilds.session_lists import next_of_guild
from guilds.terms import NOTICE
from resources.trust import trust_of

QUESTIONS, KEPT = 3, 4
HEALTHY_FROM = 20


@dataclass(frozen=True)
class Face:
    """Somebody by number and name: enough for a picture and a link."""

    pk: int
    name: str
    until: dt.date | None = None
    opens: bool = False

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class Health:
    """How many act, of how many; `share` in percent. None of it where fewer than k + 1 people belong."""

    active: int
    listening: int

    @property
    def share(self) -> int:
        """Rounded, but never up to a line that is not reached."""
        rounded = round(100 * self.portion)
        return rounded if self.is_healthy else min(rounded, HEALTHY_FROM - 1)

    @property
    def portion(self) -> float:
        return self.active / (self.active + self.listening)

    @property
    def is_healthy(self) -> bool:
        return 100 * self.active >= HEALTHY_FROM * (self.active + self.listening)


def guild_context(guild: Guild, person: Person, day: dt.date) -> dict[str, Any]:
    """`guild` was loaded `for_page()`. Three statements: questions, collection, sessions; one more asks for the viewer's place."""
    at_work = guild.is_at_work
    kept: list[Any] = list(guild.collection.for_list()[:KEPT])
    for each in kept:
        each.trust = trust_of(each.resource, day)
    sessions = next_of_guild(guild, person) if at_work else []
    return {
        "guild": guild,
        "place": place_of(person, guild),
        "faces": sorted((Face(**face) for face in rows(guild, "faces")), key=str),  # people are not ranked
        "more_faces": max(0, guild.members - len(rows(guild, "faces"))),
        "stewards": stewards_shown(guild, day),
        "skills": rows(guild, "skill_list"),
        "questions": list(guild.posts.open_questions().select_related("author").order_by("-created_at")[:QUESTIONS]),
        "kept": kept,
        "sessions": sessions,
        "next": sessions[0] if sessions else None,
        "health": health_of(guild),
        **parts_of(guild),
    }


def rows(guild: Any, name: str) -> list[dict[str, Any]]:
    return list(getattr(guild, name) or ())


def stewards_shown(guild: Any, day: dt.date) -> list[Face]:
    """Those of today with the end of their term; `opens` in its last month."""
    terms = [(term, dt.date.fromisoformat(term["until"])) for term in rows(guild, "stewards_now")]
    return [Face(term["pk"], term["name"], until, until <= day + NOTICE) for term, until in terms]


def health_of(guild: Guild) -> Health | None:
    """From what was counted last; None while too few belong to tell the active from the listening."""
    if guild.members <= policy().k:
        return None
    return Health(guild.active_members, guild.members - guild.active_members)
