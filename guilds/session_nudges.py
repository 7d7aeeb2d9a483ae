"""Reminders about sessions: the day before for who has a seat and the host; two weeks later the application question."""

import datetime as dt

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.skill_announcements import known_to
from ecosystem.core.clock import now
from ecosystem.notifications.models import Nudge
from ecosystem.notifications.registry import Found, Kind, Message, category, rule
from guilds.models import Seat, Session
from guilds.session_announcements import CATEGORY, moment_words
from guilds.session_rules import APPLIED_AFTER

QUESTIONS = "session_questions"
A_DAY = dt.timedelta(hours=24)
ASKED_FOR = dt.timedelta(days=28)
TOMORROW = """
SELECT session.id AS subject_id, person_id, (session.starts_at AT TIME ZONE 'UTC')::date AS since
FROM guilds_session session CROSS JOIN LATERAL (
    SELECT seat.person_id FROM guilds_seat seat WHERE seat.session_id = session.id AND seat.state = 'seated'
    UNION SELECT session.host_id WHERE session.host_id IS NOT NULL) people
WHERE session.state = 'planned' AND session.starts_at > %s AND session.starts_at <= %s
"""
APPLIED = """
SELECT session.id AS subject_id, seat.person_id, (session.ends_at AT TIME ZONE 'UTC')::date + 14 AS since
FROM guilds_session session JOIN guilds_seat seat ON seat.session_id = session.id
WHERE session.state = 'held' AND session.application_question <> '' AND session.ends_at > %s AND session.ends_at <= %s
  AND seat.state = 'seated' AND seat.attended AND seat.applied IS NULL
"""


def sessions_tomorrow(day: dt.date) -> Found:
    """Everybody with a seat in what begins within 24 hours, and its host; moved to another day it is said again."""
    moment = now()
    return TOMORROW, [moment, moment + A_DAY]


def tomorrow_message(nudge: Nudge) -> Message | None:
    session = Session.objects.planned().filter(pk=nudge.subject_id).first()
    if session is None:
        return None
    seated = session.seats.seated().filter(person=nudge.person_id).exists()
    if not seated and session.host_id != nudge.person_id:
        return None
    words = {"title": session.title, "when": moment_words(session.starts_at, nudge.person)}
    return Message(
        subject=_("soon: %(title)s") % words,
        sentence=_("“%(title)s” is on %(when)s.") % words,
        body=" · ".join(filter(None, (session.place, session.call_url))),
        why=_("you have a seat; say so if you can't make it") if seated else _("you host it"),
        url=session.get_absolute_url(),
        action=_("See it"),
    )


def begins(nudge: Nudge) -> dt.datetime | None:
    return Session.objects.filter(pk=nudge.subject_id).values_list("starts_at", flat=True).first()


def applications_due(day: dt.date) -> Found:
    """Who was there two weeks ago and has not said whether they used it; for four weeks."""
    moment = now() - APPLIED_AFTER
    return APPLIED, [moment - ASKED_FOR, moment]


def application_message(nudge: Nudge) -> Message | None:
    seat = Seat.objects.seated().for_page().filter(session=nudge.subject_id, person=nudge.person_id).first()
    if seat is None or not seat.attended or seat.applied is not None or not seat.session.application_question:
        return None
    words = {"title": seat.session.title, "question": seat.session.application_question}
    return Message(
        subject=_("two weeks after “%(title)s”") % words,
        sentence=_("“%(title)s”: %(question)s") % words,
        needs=seat.session.application_question,
        why=_("you were there two weeks ago; it is counted without your name"),
        url=reverse("guilds:applied_say", args=[seat.pk]),
        action=_("Answer"),
    )


category(
    QUESTIONS,
    gettext_lazy("Two weeks after a session"),
    gettext_lazy("One question: have you used it?"),
)
rule(
    "guilds.session_tomorrow",
    CATEGORY,
    Kind.SERVICE,
    gettext_lazy("A session in which they have a seat, or which they host, begins within 24 hours."),
    name=gettext_lazy("Tomorrow's session"),
    subject_kind=str(Session._meta.verbose_name),
    find=sessions_tomorrow,
    deadline=begins,
    context=tomorrow_message,
    visible=known_to(Session),
)
rule(
    "guilds.application_asked",
    QUESTIONS,
    Kind.NUDGE,
    gettext_lazy("Two weeks ago they were in a session, and have not said whether they used it."),
    name=gettext_lazy("Have you used it"),
    subject_kind=str(Session._meta.verbose_name),
    find=applications_due,
    context=application_message,
    visible=known_to(Session),
    priority=45,
)
