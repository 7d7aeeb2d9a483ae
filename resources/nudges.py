"""Who is due a nudge about what they own, and why. Found in one statement; asked again at the moment of sending."""

import datetime as dt

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ecosystem.core.clock import today
from ecosystem.core.templatetags.ui import short_date
from ecosystem.notifications.models import Nudge
from ecosystem.notifications.registry import Found, Kind, Message, category, rule
from resources.models import Resource

REMINDERS = "library_reminders"


def resources_past_their_day(day: dt.date) -> Found:
    """Published resources whose verify-by day has passed; an episode lasts until they are verified."""
    return (
        "SELECT resource.id AS subject_id, resource.owner_id AS person_id, resource.verify_by + 1 AS since "
        "FROM resources_resource resource "
        "WHERE resource.state = 'published' AND resource.owner_id IS NOT NULL AND resource.verify_by < %s",
        [day],
    )


def still_past_its_day(nudge: Nudge) -> bool:
    rows = Resource.objects.published().filter(pk=nudge.subject_id, owner_id=nudge.person_id)
    return rows.filter(verify_by__lt=today()).exists()


def past_its_day_message(nudge: Nudge) -> Message | None:
    resource = Resource.objects.filter(pk=nudge.subject_id, owner_id=nudge.person_id).first()
    if resource is None or resource.verify_by is None:
        return None
    words = {"title": resource.title, "day": short_date(resource.verify_by)}
    return Message(
        subject=_("does “%(title)s” still hold?") % words,
        sentence=_("“%(title)s” was to be verified by %(day)s. Does it still hold?") % words,
        needs=_("Does it still hold?"),
        why=_("you own it, and the day to look at it again has passed"),
        url=resource.get_absolute_url(),
        action=_("Look at it"),
    )


category(
    REMINDERS,
    gettext_lazy("Reminders about what you share"),
    gettext_lazy("That the day to verify something again has passed."),
)
rule(
    "resources.verify_by_passed",
    REMINDERS,
    Kind.NUDGE,
    gettext_lazy("The day to verify a resource again has passed."),
    name=gettext_lazy("Verify it again"),
    subject_kind="resource",
    find=resources_past_their_day,
    still_due=still_past_its_day,
    context=past_its_day_message,
    priority=35,
)
