"""What people are told about sessions that they host or have a seat in: services, because they booked or were asked."""

import datetime as dt
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Person
from accounts.skill_announcements import known_to
from ecosystem.notifications.models import Nudge
from ecosystem.notifications.registry import Kind, Message, category, rule
from guilds.models import GuildPost, HostSwap, Seat, Session

CATEGORY = "sessions"


def moment_words(moment: dt.datetime, person: Person) -> str:
    """`Thu 10 Dec, 12:30`, on the clock of the person."""
    local = timezone.localtime(moment, person.zone)
    return f"{date_format(local, 'D j M')}, {date_format(local, 'H:i')}"


def moved_up_message(nudge: Nudge) -> Message | None:
    seat = Seat.objects.seated().for_page().filter(pk=nudge.subject_id, person=nudge.person_id).first()
    if seat is None or seat.session.state != Session.State.PLANNED:
        return None
    return _message(
        nudge,
        seat.session,
        subject=_("you have a seat"),
        sentence=_("You moved up: “%(title)s” on %(when)s has a seat for you."),
        why=_("you waited for a seat; say so if you can't make it"),
        action=_("See it"),
    )


def changed_message(nudge: Nudge) -> Message | None:
    return _of_planned(
        nudge,
        subject=_("a session was changed"),
        sentence=_("“%(title)s” was changed: %(when)s, %(where)s."),
        why=_("you host it, have a seat or wait for one"),
        action=_("See it"),
    )


def series_changed_message(nudge: Nudge) -> Message | None:
    return _of_planned(
        nudge,
        subject=_("a series was changed"),
        sentence=_("“%(title)s” and those after it were changed: from %(when)s on, %(where)s."),
        why=_("you host one of them, have a seat or wait for one"),
        action=_("See them"),
    )


def host_changed_message(nudge: Nudge) -> Message | None:
    return _of_planned(
        nudge,
        subject=_("another host"),
        sentence=_("%(host)s hosts “%(title)s” on %(when)s now."),
        why=_("you have a seat or wait for one"),
        action=_("See it"),
    )


def cancelled_message(nudge: Nudge) -> Message | None:
    return _of_cancelled(
        nudge,
        subject=_("a session was cancelled"),
        sentence=_("“%(title)s” on %(when)s does not take place."),
        why=_("you had a seat or waited for one"),
    )


def series_ended_message(nudge: Nudge) -> Message | None:
    return _of_cancelled(
        nudge,
        subject=_("a series has ended"),
        sentence=_("The series “%(title)s” has ended; from %(when)s on it does not take place."),
        why=_("you had a seat or waited for one"),
    )


def swap_offered_message(nudge: Nudge) -> Message | None:
    swap = HostSwap.objects.offered().for_page().filter(pk=nudge.subject_id).first()
    if swap is None or swap.session.state != Session.State.PLANNED:
        return None
    return _message(
        nudge,
        swap.session,
        subject=_("could you host a session?"),
        sentence=_("%(host)s can't make it: could you host “%(title)s” on %(when)s?"),
        needs=_("could you host"),
        body=swap.words,
        why=_("you tend the guild, offer talks on it, or were named"),
        action=_("See it"),
    )


def swap_taken_message(nudge: Nudge) -> Message | None:
    swap = HostSwap.objects.for_page().filter(pk=nudge.subject_id, state=HostSwap.State.TAKEN).first()
    if swap is None:
        return None
    return _message(
        nudge,
        swap.session,
        subject=_("your session has another host"),
        sentence=_("%(host)s hosts “%(title)s” for you on %(when)s."),
        why=_("you could not make it"),
        action=_("See it"),
    )


def swap_declined_message(nudge: Nudge) -> Message | None:
    swap = HostSwap.objects.for_page().filter(pk=nudge.subject_id, session__host=nudge.person_id, to=None).first()
    if swap is None or swap.state == HostSwap.State.TAKEN or swap.session.state != Session.State.PLANNED:
        return None
    words = {
        "name": Person.objects.filter(pk=nudge.params.get("by")).first() or _("Somebody"),
        "title": swap.session.title,
    }
    others = swap.state == HostSwap.State.OFFERED
    said = _("%(name)s can't host “%(title)s” either; others are asked now.")
    alone = _("%(name)s can't host “%(title)s” either, and nobody else would be asked. Name somebody.")
    return Message(
        subject=_("your session still looks for a host"),
        sentence=(said if others else alone) % words,
        needs="" if others else _("Name somebody."),
        why=_("you could not make it"),
        url=swap.session.get_absolute_url(),
        action=_("See it"),
    )


def session_asked_message(nudge: Nudge) -> Message | None:
    posts = GuildPost.objects.shown().select_related("session", "author")
    post = posts.filter(pk=nudge.subject_id, session__host=nudge.person_id).first()
    if post is None or post.session is None:
        return None
    words = {"name": post.author or _("Somebody"), "title": post.session.title, "question": post.title}
    return Message(
        subject=_("a question about your session"),
        sentence=_("%(name)s asks about “%(title)s”: %(question)s") % words,
        needs=post.title,
        why=_("you host it"),
        url=post.get_absolute_url(),
        action=_("Answer"),
    )


def worth_asked_message(nudge: Nudge) -> Message | None:
    seats = Seat.objects.seated().for_page().filter(session=nudge.subject_id, person=nudge.person_id, useful=None)
    seat = seats.exclude(attended=False).first()
    if seat is None or seat.session.state != Session.State.HELD:
        return None
    return _message(
        nudge,
        seat.session,
        subject=_("was it worth your time?"),
        sentence=_("Was “%(title)s” worth your time?"),
        needs=_("worth your time"),
        why=_("you had a seat; one question, counted without your name"),
        action=_("Answer"),
        url=reverse("guilds:worth_say", args=[seat.pk]),
    )


def write_up_asked_message(nudge: Nudge) -> Message | None:
    session = Session.objects.filter(pk=nudge.subject_id, host=nudge.person_id, result=None).first()
    if session is None or session.state != Session.State.HELD:
        return None
    return _message(
        nudge,
        session,
        subject=_("what came of your session?"),
        sentence=_("“%(title)s” is over: who was there, and what should stay of it?"),
        needs=_("what should stay"),
        why=_("you hosted it; most of the write-up is filled in"),
        action=_("Write it up"),
    )


def written_up_message(nudge: Nudge) -> Message | None:
    session = Session.objects.select_related("result").filter(pk=nudge.subject_id).first()
    if session is None or session.result is None:
        return None
    return _message(
        nudge,
        session,
        subject=_("what came of a session"),
        sentence=_("“%(title)s” is written up in the library."),
        why=_("you were there"),
        action=_("Read it"),
        url=session.result.get_absolute_url(),
    )


def _of_planned(nudge: Nudge, **words: Any) -> Message | None:
    session = Session.objects.select_related("host").planned().filter(pk=nudge.subject_id).first()
    return _message(nudge, session, **words) if session else None


def _of_cancelled(nudge: Nudge, **words: Any) -> Message | None:
    session = Session.objects.filter(pk=nudge.subject_id, state=Session.State.CANCELLED).first()
    if session is None:
        return None
    return _message(nudge, session, body=session.state_reason, action=_("See it"), **words)


def _message(nudge: Nudge, session: Session, *, sentence: str, url: str = "", **more: Any) -> Message:
    words = {"title": session.title, "host": session.host or _("Somebody")}
    words |= {"when": moment_words(session.starts_at, nudge.person), "where": _where(session)}
    return Message(sentence=sentence % words, url=url or session.get_absolute_url(), **more)


def _where(session: Session) -> str:
    if session.place:
        return session.place
    return _("by call") if session.call_url else _("place to follow")


category(
    CATEGORY,
    gettext_lazy("Sessions that you host or have a seat in"),
    gettext_lazy(
        "Changes, questions about your sessions, seats that get free, swaps of host, the question at the end, and reminders the day before."
    ),
)
for code, message, model, name, told in (
    (
        "guilds.moved_up",
        moved_up_message,
        Seat,
        gettext_lazy("A seat got free"),
        gettext_lazy("Whoever waits first moves up when a seat gets free."),
    ),
    (
        "guilds.session_changed",
        changed_message,
        Session,
        gettext_lazy("A session was changed"),
        gettext_lazy("Another time, place, link or title of a session."),
    ),
    (
        "guilds.series_changed",
        series_changed_message,
        Session,
        gettext_lazy("A series was changed"),
        gettext_lazy("A session and all after it were changed."),
    ),
    (
        "guilds.host_changed",
        host_changed_message,
        Session,
        gettext_lazy("Another host"),
        gettext_lazy("Somebody else hosts a session now."),
    ),
    (
        "guilds.session_cancelled",
        cancelled_message,
        Session,
        gettext_lazy("A session was cancelled"),
        gettext_lazy("A session does not take place."),
    ),
    (
        "guilds.series_ended",
        series_ended_message,
        Session,
        gettext_lazy("A series has ended"),
        gettext_lazy("The sessions to come of a series do not take place."),
    ),
    (
        "guilds.swap_offered",
        swap_offered_message,
        HostSwap,
        gettext_lazy("A session looks for a host"),
        gettext_lazy("A host who can't make it asks whether somebody takes the session over."),
    ),
    (
        "guilds.swap_taken",
        swap_taken_message,
        HostSwap,
        gettext_lazy("Your session has another host"),
        gettext_lazy("Somebody took over a session that you could not host."),
    ),
    (
        "guilds.swap_declined",
        swap_declined_message,
        HostSwap,
        gettext_lazy("Who was asked can’t host either"),
        gettext_lazy("The one person who was asked to take over a session can’t."),
    ),
    (
        "guilds.session_asked",
        session_asked_message,
        GuildPost,
        gettext_lazy("A question about your session"),
        gettext_lazy("Somebody asks about a session that one hosts."),
    ),
    (
        "guilds.worth_asked",
        worth_asked_message,
        Session,
        gettext_lazy("Was it worth your time"),
        gettext_lazy("The one question at the end of a session."),
    ),
    (
        "guilds.write_up_asked",
        write_up_asked_message,
        Session,
        gettext_lazy("What came of your session"),
        gettext_lazy("The host is asked to keep what came of a session."),
    ),
    (
        "guilds.written_up",
        written_up_message,
        Session,
        gettext_lazy("A session was written up"),
        gettext_lazy("What came of a session stands in the library."),
    ),
):
    rule(
        code,
        CATEGORY,
        Kind.SERVICE,
        told,
        name=name,
        subject_kind=str(model._meta.verbose_name),
        context=message,
        visible=known_to(model),
    )
