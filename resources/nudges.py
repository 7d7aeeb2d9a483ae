"""Who is due a nudge about what they own, and why. Found in one statement; asked again at the moment of sending."""

import datetime as dt

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.skill_announcements import known_to
from ecosystem.core.clock import today
from ecosystem.core.templatetags.ui import short_date
from ecosystem.notifications.models import Nudge
from ecosystem.notifications.registry import Found, Kind, Message, category, rule
from resources.models import Resource, WritingRequest

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


def writing_due(day: dt.date) -> Found:
    """What somebody was asked to write and is open, from a week before its day until that day."""
    return (
        "SELECT request.id AS subject_id, request.person_id, request.due_on - 7 AS since "
        "FROM resources_writingrequest request "
        "WHERE request.state IN ('asked', 'accepted') AND request.due_on BETWEEN %s AND %s + 7",
        [day, day],
    )


def still_to_write(nudge: Nudge) -> bool:
    rows = WritingRequest.objects.open().filter(pk=nudge.subject_id, person=nudge.person_id)
    return rows.filter(due_on__gte=today()).exists()


def writing_due_message(nudge: Nudge) -> Message | None:
    rows = WritingRequest.objects.open().for_page().filter(pk=nudge.subject_id, person=nudge.person_id)
    request = rows.first()
    if request is None:
        return None
    words = {"skill": request.skill, "day": short_date(request.due_on)}
    return Message(
        subject=_("what you were asked to write"),
        sentence=_("What you were asked to write on %(skill)s is wanted by %(day)s.") % words,
        needs=_("wanted by %(day)s") % words,
        why=_("you were asked for it and have neither published nor declined it"),
        url=request.get_absolute_url(),
        action=_("Go on") if request.resource else _("Read the outline"),
    )


category(
    REMINDERS,
    gettext_lazy("Reminders about what you share"),
    gettext_lazy(
        "That the day to verify something again has passed, and that something you were asked to write is wanted soon."
    ),
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
rule(
    "resources.writing_due",
    REMINDERS,
    Kind.NUDGE,
    gettext_lazy("Something that L&D asked for is wanted within a week."),
    name=gettext_lazy("Write what was asked for"),
    subject_kind=str(WritingRequest._meta.verbose_name),
    find=writing_due,
    still_due=still_to_write,
    context=writing_due_message,
    visible=known_to(WritingRequest),
    priority=40,
)
