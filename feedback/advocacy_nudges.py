"""Who is due to look at money that they gave again, and why. Asked again at the moment of sending."""

import datetime as dt
from typing import Any

from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ecosystem.core.clock import today
from ecosystem.notifications.models import Nudge
from ecosystem.notifications.registry import Found, Kind, Message, category, rule
from feedback.came import so_far
from feedback.models import Funding
from goals.announcements import known_to
from guilds.money import money

REVIEWS = "funding_reviews"
ONE_NOTICE = 3650  # days; nobody is asked twice


def fundings_to_review(day: dt.date) -> Found:
    """On the day that they chose, and from then on until they say what came of it; of who left, whoever sees to it."""
    due: QuerySet[Any] = Funding.objects.to_review(day).asking()
    return due.values(subject_id=F("pk"), person_id=F("asked"), since=F("review_on"))


def _due(nudge: Nudge) -> Funding | None:
    rows: Any = Funding.objects.to_review(today()).asking().for_page()
    return rows.filter(pk=nudge.subject_id, asked=nudge.person_id).first()


def review_message(nudge: Nudge) -> Message | None:
    funding = _due(nudge)
    if funding is None:
        return None
    words = {"title": funding.of, "amount": money(funding.amount)}
    told = _("“%(title)s” was funded with %(amount)s; you see to it. What came of it?")
    if funding.by_id == nudge.person_id:
        told = _("You funded “%(title)s” with %(amount)s. What came of it?")
    return Message(
        subject=_("money that you gave"),
        sentence=told % words,
        needs=_("What came of it?"),
        body=_("Expected: %(effect)s So far: %(facts)s.")
        % {"effect": _ended(funding.effect), "facts": so_far(funding)},
        why=_("this is the day on which it was to be looked at again"),
        url=reverse("feedback:funding_review", args=[funding.pk]),
        action=_("Say what came of it"),
    )


def _ended(sentence: str) -> str:
    return sentence if sentence.endswith((".", "!", "?")) else f"{sentence}."


category(
    REVIEWS,
    gettext_lazy("Reminders about money that you gave"),
    gettext_lazy("That the day has come to look at it again."),
)
rule(
    "feedback.funding_review_due",
    REVIEWS,
    Kind.NUDGE,
    gettext_lazy("The day has come on which they wanted to look again at money that they gave."),
    name=gettext_lazy("What came of your money"),
    subject_kind="funding",
    find=fundings_to_review,
    still_due=lambda nudge: _due(nudge) is not None,
    context=review_message,
    visible=known_to(Funding),
    wait=ONE_NOTICE,
    priority=38,
)
