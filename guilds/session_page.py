"""What the page of one session shows. A fixed number of statements, whatever the number of seats."""

from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.formats import date_format

from accounts.models import Person, Site
from ecosystem.core.clock import now
from ecosystem.core.policy import policy
from ecosystem.core.rules import allows
from guilds.forms.sessions import MaterialForm
from guilds.models import GuildPost, Session
from guilds.repeats import words_of
from guilds.session_lists import meanwhile
from guilds.session_parts import parts_of
from guilds.session_rules import has_begun, is_over, seat_of
from guilds.worth import Said, Worth, worth_of

PLACES_SHOWN, QUESTIONS_SHOWN, DATES_SHOWN = 30, 10, 8
ANSWERS = ("useful", "words", "told_at", "applied", "applied_words", "applied_at")


@dataclass(frozen=True)
class LocalTime:
    """When it is for those of some sites: `Pune, Auckland`, `Thu 10 Dec, 18:00`."""

    sites: str
    words: str


def session_context(session: Session, person: Person, **more: Any) -> dict[str, Any]:
    tends = allows(person, "guilds.view_seats", session)
    begun = has_begun(session)
    return {
        "session": session,
        "seat": seat_of(person, session),
        "ahead": _ahead(session, person),
        "tends": tends,
        "begun": begun,
        "over": is_over(session),
        "meanwhile": "" if begun else meanwhile(session, person),
        "repeats": words_of(session.series.rule) if session.series else "",
        "dates": _next_dates(session, person),
        "material": list(session.material.select_related("resource")),
        "swap": None if begun else session.swaps.offered().select_related("to").first(),
        "questions": _questions(session, person),
        "local_times": [] if begun else local_times(session),
        "worth": worth_of_session(session, person) if is_over(session) else None,
        "material_form": MaterialForm(person=person),
        **parts_of(session, person),
        **more,
    }


def _next_dates(session: Session, person: Person) -> list[Session]:
    """Of its series, also those that were moved or cancelled. One statement, where it is one of a series."""
    if session.series_id is None:
        return []
    coming = Session.objects.visible_to(person).filter(series=session.series_id, starts_at__gt=now())
    return list(coming.only("starts_at", "state", "moved_from").order_by("starts_at", "pk")[:DATES_SHOWN])


def local_times(session: Session) -> list[LocalTime]:
    """For everybody: each time of the day that it is somewhere we work. One statement."""
    sites: dict[str, list[str]] = {}
    for name, zone in Site.objects.order_by("name").values_list("name", "time_zone")[:PLACES_SHOWN]:
        local = session.starts_at.astimezone(ZoneInfo(zone))
        sites.setdefault(f"{date_format(local, 'D j M')}, {date_format(local, 'H:i')}", []).append(name)
    return [LocalTime(", ".join(names), words) for words, names in sites.items()]


@dataclass(frozen=True)
class Answers:
    """What the closing question and the application question brought."""

    worth: Worth
    applied: Worth


def worth_of_session(session: Session, person: Person) -> Answers:
    """One statement. Whose answer it is does not leave this function."""
    k, is_host = policy().k, session.host_id == person.pk
    told = session.seats.exclude(told_at=None, applied_at=None)
    worth, applied = [], []
    for useful, words, at, used, where, then in told.values_list(*ANSWERS):
        if useful is not None:
            worth.append(Said(useful, words, at))
        if used is not None:
            applied.append(Said(int(used), where, then))
    return Answers(worth_of(worth, 2, k, is_host), worth_of(applied, 1, k, is_host))


def _ahead(session: Session, person: Person) -> int:
    """How many wait before the viewer."""
    seat = seat_of(person, session)
    if seat is None or seat.state != "waiting":
        return 0
    return session.seats.waiting().filter(turn__lt=seat.turn).count()


def _questions(session: Session, person: Person) -> list[GuildPost]:
    """Asked about it, here and on the board."""
    posts = GuildPost.objects.visible_to(person).shown().filter(session=session).select_related("author", "accepted")
    return list(posts.order_by("-created_at")[:QUESTIONS_SHOWN])
