"""What the page of a guild shows: its own row, loaded `for_page()`, and its next sessions beside it."""

import datetime as dt
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, NamedTuple

from accounts.models import Person
from ecosystem.core.clock import today
from ecosystem.core.rules import allows
from guilds.models import Guild, Membership
from guilds.page_parts import parts_of
from guilds.rules import TERMS, remember_place
from guilds.session_rows import rows_told
from guilds.templatetags.guild_calendar import coming_day
from guilds.terms import NOTICE
from guilds.told import quarter_of
from resources.models import Resource
from resources.trust import Trust, trust_of


@dataclass(frozen=True)
class Face:
    """Somebody by number and name: enough for a picture and a link."""

    pk: int
    name: str
    until: dt.date | None = None
    opens: bool = False

    def __str__(self) -> str:
        return self.name


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


class About(NamedTuple):
    """The guild's own row as far as its page shows it: the same facts for every reader."""

    pk: int
    name: str
    purpose: str
    audience: str
    rhythm: int
    joining: str
    character: str
    state: str
    state_since: dt.datetime
    members: int
    version: int
    number: int
    charter_changed_at: dt.datetime
    asked: int
    kept: int
    open_questions: int
    sponsor: str

    @property
    def is_at_work(self) -> bool:
        return self.state in TERMS

    @property
    def rhythm_words(self) -> str:
        return str(Guild.Rhythm(self.rhythm).label)


class Rights(NamedTuple):
    """What the reader may do, by the rules of `RIGHTS`."""

    tends: bool
    joins: bool
    belongs: bool
    takes: bool
    collects: bool
    invites: bool
    leaves: bool
    reads_health: bool
    reads_budget: bool


RIGHTS = {
    "tends": "guilds.tend_guild",
    "joins": "guilds.join_guild",
    "belongs": "guilds.write_post",
    "takes": "guilds.take_stewardship",
    "collects": "guilds.collect_resource",
    "invites": "guilds.invite_member",
    "leaves": "guilds.leave_guild",
    "reads_health": "guilds.view_health",
    "reads_budget": "guilds.view_budget",
}


def guild_context(guild: Guild, person: Person, day: dt.date) -> dict[str, Any]:
    """`guild` was loaded `for_page()` of this person. No further statement."""
    place = place_told(guild)
    remember_place(person, guild, place)
    sessions = rows_told(rows(guild, "next_shown"), person) if guild.is_at_work else []
    faces = sorted((Face(**face) for face in rows(guild, "faces")), key=str)  # people are not ranked
    return {
        "guild": guild,
        "about": about(guild),
        "rights": Rights(**{name: allows(person, permission, guild) for name, permission in RIGHTS.items()}),
        "place": place,
        "tier": place.get_tier_display() if place and place.state == "member" and guild.is_at_work else "",
        "faces": faces,
        "more_faces": max(0, guild.members - len(faces)),
        "stewards": stewards_shown(guild, day),
        "skills": rows(guild, "skill_list"),
        "questions": [Question(**facts) for facts in rows(guild, "questions_shown")],
        "kept": [Kept(**facts) for facts in rows(guild, "kept_shown")],
        "sessions": sessions,
        "next": sessions[0] if sessions else None,
        "coming": coming_day(sessions[0].starts_at) if sessions else "",
        "merged_into": merged_into(guild, person),
        "quarter": quarter_of(rows(guild, "quarter_told")),
        **parts_of(guild),
    }


def about(guild: Guild) -> About:
    known = {**vars(guild), "pk": guild.pk, "sponsor": guild.sponsor.full_name if guild.sponsor else ""}
    return About._make([known[name] for name in About._fields])


def merged_into(guild: Guild, person: Person) -> Face | None:
    """Where its people and things are now, if the reader may know of it."""
    other = guild.merged_into
    return Face(other.pk, other.name) if other and allows(person, "guilds.view_guild", other) else None


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
