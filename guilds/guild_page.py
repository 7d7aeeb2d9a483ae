"""What the page of a guild shows: its own row, loaded `for_page()`, and its next sessions beside it."""

import datetime as dt
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, NamedTuple

from accounts.models import Person
from accounts.shares import words_of
from ecosystem.core.aggregates import Bound, Share, share
from ecosystem.core.clock import today
from ecosystem.core.policy import policy
from guilds.models import Guild, Membership
from guilds.page_parts import parts_of
from guilds.rules import remember_place
from guilds.session_lists import next_of_guild
from guilds.terms import NOTICE
from resources.models import Resource
from resources.trust import Trust, trust_of

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
    """How many act, of how many; read as a share in steps, so that nobody is told from one, nor all from all but one.

    None of it where fewer than k + 1 people belong.
    """

    active: int
    listening: int

    @property
    def share(self) -> Share:
        """Never rounded up to a line that is not reached."""
        found = share(self.active, self.active + self.listening) or Share(Bound.BELOW, HEALTHY_FROM)
        reached = self.is_healthy or found.bound is Bound.BELOW or found.points < HEALTHY_FROM
        return found if reached else Share(Bound.BELOW, HEALTHY_FROM)

    @property
    def words(self) -> str:
        return words_of(self.share)

    @property
    def step(self) -> float:
        """For a bar and a line: what is said, 0–1."""
        return self.share.points / 100

    @property
    def is_healthy(self) -> bool:
        return 100 * self.active >= HEALTHY_FROM * (self.active + self.listening)


class Question(NamedTuple):
    """An open question; `at` as the database writes a moment in JSON."""

    pk: int
    title: str
    author: str | None
    at: str
    answers_count: int

    @property
    def created_at(self) -> dt.datetime:
        return dt.datetime.fromisoformat(self.at)


class Kept(NamedTuple):
    """A resource of the collection; days as the database writes them in JSON."""

    pk: int
    title: str
    kind: str
    state: str
    verify_by: str | None
    verified_on: str | None
    outdated: int
    against: str | None
    owner: str | None
    note: str

    @property
    def kind_word(self) -> str:
        return str(Resource.Kind(self.kind).label)

    @property
    def trust(self) -> Trust:
        days = {name: day_of(getattr(self, name)) for name in ("verify_by", "verified_on")}
        return trust_of(SimpleNamespace(**{**self._asdict(), **days}), today())


def day_of(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def guild_context(guild: Guild, person: Person, day: dt.date) -> dict[str, Any]:
    """`guild` was loaded `for_page()` of this person. One statement: sessions."""
    at_work = guild.is_at_work
    place = place_told(guild)
    remember_place(person, guild, place)
    belongs = place is not None and place.state == "member"
    sessions = next_of_guild(guild, person) if at_work else []
    return {
        "guild": guild,
        "place": place,
        "tier": place.get_tier_display() if place and belongs and at_work else "",
        "takes_part": belongs and at_work,
        "faces": sorted((Face(**face) for face in rows(guild, "faces")), key=str),  # people are not ranked
        "more_faces": max(0, guild.members - len(rows(guild, "faces"))),
        "stewards": stewards_shown(guild, day),
        "skills": rows(guild, "skill_list"),
        "questions": [Question(**facts) for facts in rows(guild, "questions_shown")],
        "kept": [Kept(**facts) for facts in rows(guild, "kept_shown")],
        "sessions": sessions,
        "next": sessions[0] if sessions else None,
        "next_session": sessions[0].session if sessions else None,
        "health": health_of(guild),
        **parts_of(guild),
    }


def place_told(guild: Any) -> Membership | None:
    """The reader's own; what the page does not show is not loaded."""
    for facts in rows(guild, "my_place"):
        facts = {**facts, "joined_on": day_of(facts["joined_on"])}
        names = [field.attname for field in Membership._meta.concrete_fields if field.attname in facts]
        return Membership.from_db(guild._state.db, names, [facts[name] for name in names])
    return None


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
