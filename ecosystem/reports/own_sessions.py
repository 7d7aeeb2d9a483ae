"""The next sessions that somebody hosts, has a seat in or waits for, for home. A part of one statement of `waiting`."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    BooleanField,
    Case,
    CharField,
    Count,
    DateField,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, JSONObject, TruncDate
from django.utils.translation import gettext as _

from accounts.models import Person
from ecosystem.core.addresses import address
from ecosystem.core.clock import now
from ecosystem.reports.forward import as_rows
from guilds.models import Seat, Session

SESSION = "session"
SESSIONS_SHOWN = 3
HOSTS = "hosts"


@dataclass(frozen=True)
class OwnSession:
    """`mine`: "hosts", "seated" or "waiting"; then `place` is one's place on the waiting list. `guild`: unless it is hidden."""

    pk: int
    title: str
    starts: dt.datetime
    guild: str | None
    mine: str
    place: int

    @property
    def url(self) -> str:
        return address("guilds:session_page", self.pk)

    @property
    def sentence(self) -> str:
        if self.mine == HOSTS:
            return _("you host it")
        if self.mine == Seat.State.SEATED:
            return _("you have a seat")
        return _("you are number %(n)d on the waiting list") % {"n": self.place}


class _Among(Func):
    """Whether a number is among those that a query finds: these are looked up, where a join would read all that are planned."""

    template = "(%(expressions)s))"
    arg_joiner = " = ANY ("
    output_field = BooleanField()


def parts(person: Person, columns: tuple[str, ...]) -> list[Any]:
    """As rows that fit the union of home: planned and not over, the next first."""
    return [as_rows(_sessions(person), SESSION, columns)]


def sessions_of(rows: list[tuple[str, Any]]) -> list[OwnSession]:
    """From (sort, last column) of those rows."""
    found = [
        OwnSession(**{**told, "starts": dt.datetime.fromisoformat(told["starts"])})
        for kind, told in rows
        if kind == SESSION
    ]
    return sorted(found, key=lambda session: (session.starts, session.pk))


def _sessions(person: Person) -> QuerySet[Any]:
    """One's place: how many came no later and wait as well."""
    held = Seat.objects.filter(person=person, state__in=[Seat.State.SEATED, Seat.State.WAITING])
    mine = held.filter(session=OuterRef("pk"))
    turn = Subquery(mine.values("turn"))
    ahead = Seat.objects.filter(session=OuterRef("pk"), state=Seat.State.WAITING, turn__lte=OuterRef("my_turn"))
    own = Session.objects.filter(host=person).values("pk").union(held.values("session"))
    rows: Any = Session.objects.upcoming(now()).filter(_Among(F("pk"), ArraySubquery(own)))
    rows = rows.annotate(my_turn=turn).annotate(
        mine=Case(
            When(host=person, then=Value(HOSTS)),
            default=Cast(Subquery(mine.values("state")), CharField()),
            output_field=CharField(),
        ),
        told_guild=Case(When(~Q(guild__joining="hidden"), then="guild__name")),
        ahead=Coalesce(
            Subquery(ahead.order_by().values("session").annotate(n=Count("pk")).values("n")),
            0,
            output_field=IntegerField(),
        ),
    )
    told = JSONObject(pk="pk", title="title", starts="starts_at", guild="told_guild", mine="mine", place="ahead")
    return rows.annotate(told=told, day=Cast(TruncDate("starts_at"), DateField()))[:SESSIONS_SHOWN]
