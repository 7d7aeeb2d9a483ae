"""Who is due a reminder about needs, and why. Found in one statement each; asked again at the moment of sending."""

import datetime as dt
from typing import Any

from django.db.models import F, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import TeachingOffer
from ecosystem.core.clock import today
from ecosystem.core.templatetags.ui import short_date
from ecosystem.notifications.models import Nudge
from ecosystem.notifications.registry import Found, Kind, Message, category, rule
from feedback.chain import UNCLAIMED
from feedback.links import CLAIM, link_to
from feedback.models import Need

OFFERS = "teaching_offers"


def needs_unclaimed(day: dt.date) -> Found:
    """Open needs that nobody makes since 14 days, for those who offer to teach the skill and did not report it."""
    return (
        "SELECT need.id AS subject_id, offer.person_id, need.turn_since + %s AS since FROM feedback_need need "
        "JOIN accounts_teachingoffer offer ON offer.skill_id = need.skill_id "
        "WHERE need.status IN ('open', 'accepted') AND (need.reported_at AT TIME ZONE 'UTC')::date + %s <= %s "
        "AND NOT EXISTS (SELECT 1 FROM feedback_needreporter own "
        "WHERE own.need_id = need.id AND own.person_id = offer.person_id)",
        [UNCLAIMED, UNCLAIMED, day],
    )


def promises_overdue(day: dt.date) -> Found:
    """Claimed needs whose day has passed, for who claimed them."""
    late: QuerySet[Any] = Need.objects.filter(status="claimed", due_on__lt=day)
    return late.values(subject_id=F("pk"), person_id=F("claimed_by"), since=F("due_on"))


def unclaimed_message(nudge: Nudge) -> Message | None:
    need = Need.objects.waiting().for_list().filter(pk=nudge.subject_id).first()
    if need is None:
        return None
    return Message(
        subject=_("somebody could use what you know"),
        sentence=_("“%(need)s”: nobody makes it yet. Could you?") % {"need": need},
        body=_("%(n)s need it. Ten minutes of yours may answer it.") % {"n": need.people},
        needs=_("Could you?"),
        why=_("you offer to teach %(skill)s, and it has waited for 14 days") % {"skill": need.skill},
        url=need.get_absolute_url(),
        mail_url=link_to(CLAIM, need, nudge.person_id),
        action=_("I can teach this"),
    )


def overdue_message(nudge: Nudge) -> Message | None:
    need = Need.objects.filter(pk=nudge.subject_id, status="claimed", claimed_by=nudge.person_id).first()
    if need is None or need.due_on is None:
        return None
    words = {"need": need, "day": short_date(need.due_on)}
    return Message(
        subject=_("what you wanted to make"),
        sentence=_("“%(need)s” was to be there by %(day)s. Link what you made, or let others make it.") % words,
        needs=_("Link what you made"),
        why=_("you said that you can teach this"),
        url=need.get_absolute_url(),
        action=_("Open the need"),
    )


def is_unclaimed(nudge: Nudge) -> bool:
    waiting = Need.objects.waiting().filter(pk=nudge.subject_id)
    return TeachingOffer.objects.filter(person=nudge.person_id, skill__in=waiting.values("skill")).exists()


def is_overdue(nudge: Nudge) -> bool:
    return Need.objects.filter(
        pk=nudge.subject_id, status="claimed", claimed_by=nudge.person_id, due_on__lt=today()
    ).exists()


category(OFFERS, gettext_lazy("What you could teach"), gettext_lazy("Needs in skills that you offer to teach."))
rule(
    "feedback.need_unclaimed",
    OFFERS,
    Kind.NUDGE,
    gettext_lazy("A need in a skill that somebody offers to teach has been unclaimed for 14 days."),
    name=gettext_lazy("A need nobody makes"),
    subject_kind="need",
    find=needs_unclaimed,
    still_due=is_unclaimed,
    context=unclaimed_message,
    priority=35,
)
rule(
    "feedback.promise_overdue",
    OFFERS,
    Kind.SERVICE,
    gettext_lazy("The day by which somebody wanted to answer a need has passed."),
    name=gettext_lazy("A promise is due"),
    subject_kind="need",
    find=promises_overdue,
    still_due=is_overdue,
    context=overdue_message,
    priority=12,
)
