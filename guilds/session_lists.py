"""Lists of sessions: those to come, one's own, and those past. One statement each."""

import datetime as dt
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from accounts.models import Person, Skill
from accounts.views.screens import ROWS, rows_of
from ecosystem.core.clock import now
from ecosystem.core.compiled import compiled, compiled_rows
from guilds.models import Seat, Session
from guilds.querysets import SeatQuerySet, SessionQuerySet
from guilds.session_rows import SessionRow, session_rows
from guilds.session_rules import APPLIED_AFTER

NEXT_SHOWN = 3
ASKED_FOR = dt.timedelta(days=28)
TAKEN = (Seat.State.SEATED, Seat.State.WAITING, Seat.State.INVITED)


def page_of_sessions(person: Person, wishes: dict[str, Any]) -> dict[str, Any]:
    """Fifty of them. The statement of the first page is built once in a process."""
    narrowed = {name: wishes.get(name) or None for name in ("show", "kind", "skill", "guild")}
    page = wishes.get("page") or 1
    if page > 1:
        shown = rows_of(sessions_for(person, **narrowed), page)
        return {**shown, "rows": session_rows(shown["rows"], person)}
    found = session_rows(_first_page(person=person, **narrowed), person)
    return {"rows": found[:ROWS], "page": 1, "next_page": 2 if len(found) > ROWS else None}


@compiled_rows
def _first_page(person: Person, **narrowed: Any) -> SessionQuerySet:
    return sessions_for(person, **narrowed)[: ROWS + 1]


def sessions_for(
    person: Person,
    show: str | None = None,
    kind: str | None = None,
    skill: Skill | None = None,
    guild: int | None = None,
) -> SessionQuerySet:
    """What the list shows: to come (the next first), `mine` to come, or `past` (the latest first); narrowed."""
    rows = Session.objects.visible_to(person).for_rows(person)
    moment = now()
    if show == "past":
        rows = rows.filter(ends_at__lte=moment).exclude(state=Session.State.CANCELLED).order_by("-starts_at", "-pk")
    else:
        rows = rows.upcoming(moment)
    if show == "mine":
        rows = rows.filter(Q(host=person) | Q(pk__in=_taken_by(person)))
    narrowed = {"kind": kind, "skill": skill, "guild": guild}
    return rows.filter(**{name: value for name, value in narrowed.items() if value})


def row_of(session: Session, person: Person) -> SessionRow:
    """One row as it stands after an act."""
    [row] = session_rows(Session.objects.for_rows(person).filter(pk=session.pk), person)
    return row


def meanwhile(session: Session, person: Person) -> str:
    """What else of one's own takes place at the same time, in a sentence; empty where nothing does. One statement."""
    seats = Seat.objects.filter(person=person, state__in=[Seat.State.SEATED, Seat.State.WAITING])
    same_time = Session.objects.planned().filter(starts_at__lt=session.ends_at, ends_at__gt=session.starts_at)
    own = same_time.filter(Q(host=person) | Q(pk__in=seats.values("session"))).exclude(pk=session.pk)
    waits = Exists(seats.waiting().filter(session=OuterRef("pk")))
    other = own.annotate(waits=waits).order_by("starts_at", "pk").values("title", "starts_at", "host", "waits").first()
    if other is None or session.state != Session.State.PLANNED:
        return ""
    words = {"title": other["title"], "time": date_format(localtime(other["starts_at"]), "H:i")}
    if other["host"] == person.pk:
        return _("You host elsewhere then: “%(title)s”, at %(time)s.") % words
    if other["waits"]:
        return _("You wait for a seat elsewhere then: “%(title)s”, at %(time)s.") % words
    return _("You have a seat elsewhere then: “%(title)s”, at %(time)s.") % words


def questions_for(person: Person) -> list[Seat]:
    """What one may still answer: the one question for four weeks after a session, then the application question."""
    return _questions(person=person)


@compiled
def _questions(person: Person) -> SeatQuerySet:
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
