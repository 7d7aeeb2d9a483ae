"""Lists of sessions: those to come, one's own, those past, and the next ones of a guild. One statement each."""

import datetime as dt
from typing import Any

from django.db.models import Q

from accounts.models import Person
from ecosystem.core.clock import now
from guilds.models import Guild, Seat, Session
from guilds.querysets import SeatQuerySet, SessionQuerySet
from guilds.session_rules import APPLIED_AFTER

NEXT_SHOWN = 3
ASKED_FOR = dt.timedelta(days=28)
TAKEN = (Seat.State.SEATED, Seat.State.WAITING, Seat.State.INVITED)


def sessions_for(person: Person, wishes: dict[str, Any]) -> SessionQuerySet:
    """What the list shows: to come (the next first), `mine` to come, or `past` (the latest first); narrowed."""
    rows = Session.objects.visible_to(person).for_rows(person)
    moment = now()
    if wishes.get("show") == "past":
        rows = rows.filter(ends_at__lte=moment).exclude(state=Session.State.CANCELLED).order_by("-starts_at", "-pk")
    else:
        rows = rows.upcoming(moment)
    if wishes.get("show") == "mine":
        rows = rows.filter(Q(host=person) | Q(pk__in=_taken_by(person)))
    for name in ("kind", "skill", "guild"):
        if wishes.get(name):
            rows = rows.filter(**{name: wishes[name]})
    return rows


def next_of_guild(guild: Guild, person: Person, limit: int = NEXT_SHOWN) -> list[Session]:
    """For the guild's page, whose viewer reads the guild: its next sessions, with the viewer's own seats. One statement."""
    return list(guild.sessions.for_rows(person).upcoming(now())[:limit])


def row_of(session: Session, person: Person) -> Session:
    """One row as it stands after an act."""
    return Session.objects.for_rows(person).get(pk=session.pk)


def questions_for(person: Person) -> SeatQuerySet:
    """What one may still answer: the one question for four weeks after a session, then the application question."""
    moment = now()
    mine = Seat.objects.seated().filter(person=person).exclude(attended=False)
    mine = mine.exclude(session__state=Session.State.CANCELLED)
    ended = {"session__ends_at__lte": moment, "session__ends_at__gt": moment - ASKED_FOR}
    later = {
        "session__ends_at__lte": moment - APPLIED_AFTER,
        "session__ends_at__gt": moment - APPLIED_AFTER - ASKED_FOR,
    }
    worth = Q(useful=None, **ended)
    applied = Q(applied=None, attended=True, **later) & ~Q(session__application_question="")
    return mine.filter(worth | applied).select_related("session").order_by("session__ends_at")[:NEXT_SHOWN]


def _taken_by(person: Person) -> Any:
    return Seat.objects.filter(person=person, state__in=TAKEN).values("session")
