"""One row of a list of sessions: the facts that are drawn, and nothing else of the rows they come from."""

import datetime as dt
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef
from django.db.models.functions import JSONObject

from accounts.models import Person
from ecosystem.core.clock import now
from guilds.models import Guild, Session

COLUMNS = (
    *("pk", "title", "kind", "state", "starts_at", "ends_at", "zone", "capacity", "seated", "waiting"),
    *("host_id", "host__full_name", "guild_id", "guild__name", "my_state"),
)

MOMENTS = ("starts_at", "ends_at")
NEXT = 3


class SessionRow(NamedTuple):
    """`my_state`: of the reader's own seat, None without one; `is_mine`: the reader hosts it; `is_open`: to seats."""

    pk: int
    title: str
    kind: str
    state: str
    starts_at: dt.datetime
    ends_at: dt.datetime
    zone: str
    capacity: int | None
    seated: int
    waiting: int
    host_id: int | None
    host_name: str | None
    guild_id: int | None
    guild_name: str | None
    my_state: str | None
    is_mine: bool
    is_open: bool

    @property
    def session(self) -> Session:
        """The row of the model, as far as it is known here."""
        host = Person(pk=self.host_id, full_name=self.host_name or "") if self.host_id else None
        guild = Guild(pk=self.guild_id, name=self.guild_name or "") if self.guild_id else None
        own = dict(zip(COLUMNS[:10], self[:10], strict=True))
        return Session(**own, host=host, guild=guild)


def session_rows(found: Iterable[Any], person: Person) -> list[SessionRow]:
    """`found` are the columns of `for_rows()`."""
    moment = now()
    return [_row(facts, person.pk, moment) for facts in found]


def next_of_guild(person: Person) -> ArraySubquery:
    """Those columns of its next sessions, for a reader of the guild: a column of its row."""
    rows = Session.objects.filter(guild=OuterRef("pk")).with_seat_of(person).upcoming(now())
    return ArraySubquery(rows.values_list(JSONObject(**{name: F(name) for name in COLUMNS}))[:NEXT])


def rows_told(found: Iterable[dict[str, Any]], person: Person) -> list[SessionRow]:
    """The same from JSON, in which moments are text."""
    return session_rows([[_read(name, facts[name]) for name in COLUMNS] for facts in found], person)


def _read(name: str, value: Any) -> Any:
    return dt.datetime.fromisoformat(value) if name in MOMENTS else value


def _row(facts: Any, reader: int, moment: dt.datetime) -> SessionRow:
    state, ends_at, host = facts[3], facts[5], facts[10]
    is_mine, is_open = host == reader, state == Session.State.PLANNED and ends_at > moment
    return SessionRow._make((*facts, is_mine, is_open))
