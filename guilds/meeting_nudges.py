"""A reminder of a booked quarter of an hour, the day before: once, to the two who meet."""

import datetime as dt

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.skill_announcements import known_to
from ecosystem.core.clock import now
from ecosystem.notifications.models import Nudge
from ecosystem.notifications.registry import Found, Kind, Message, rule
from guilds.meeting_announcements import CATEGORY
from guilds.models import Slot
from guilds.session_announcements import moment_words

A_DAY = dt.timedelta(hours=24)
SOON = """
SELECT slot.id AS subject_id, people.person_id, (slot.starts_at AT TIME ZONE 'UTC')::date AS since
FROM guilds_slot slot JOIN guilds_officehours hours ON hours.id = slot.hours_id
CROSS JOIN LATERAL (VALUES (slot.booked_by_id), (hours.person_id)) people (person_id)
WHERE slot.state = 'booked' AND slot.starts_at > %s AND slot.starts_at <= %s AND slot.booked_at < slot.starts_at - %s
"""


def slots_tomorrow(day: dt.date) -> Found:
    """Both of each quarter that begins within 24 hours; not where it was booked within these."""
    moment = now()
    return SOON, [moment, moment + A_DAY, A_DAY]


def _booked(nudge: Nudge) -> Slot | None:
    slots = Slot.objects.visible_to(nudge.person).for_page()
    return slots.filter(pk=nudge.subject_id, state=Slot.State.BOOKED).first()


def slot_tomorrow_message(nudge: Nudge) -> Message | None:
    slot = _booked(nudge)
    if slot is None:
        return None
    own = slot.hours.person_id == nudge.person_id
    when = moment_words(slot.starts_at, nudge.person)
    words = {"about": slot.hours.about, "name": slot.booked_by if own else slot.hours.person, "when": when}
    return Message(
        subject=_("soon: %(about)s") % words,
        sentence=_("“%(about)s” with %(name)s is on %(when)s.") % words,
        body=" · ".join(filter(None, (slot.agenda, slot.hours.place, slot.hours.call_url))),
        why=_("it is booked with you; say so if you can't make it") if own else _("you booked it; say so if you can't"),
        url=slot.hours.get_absolute_url(),
        action=_("See the office hours"),
    )


def begins(nudge: Nudge) -> dt.datetime | None:
    return Slot.objects.filter(pk=nudge.subject_id).values_list("starts_at", flat=True).first()


rule(
    "guilds.slot_tomorrow",
    CATEGORY,
    Kind.SERVICE,
    gettext_lazy("A quarter of an hour that they booked, or that is booked with them, begins within 24 hours."),
    name=gettext_lazy("Tomorrow's quarter of an hour"),
    subject_kind="slot",
    find=slots_tomorrow,
    deadline=begins,
    context=slot_tomorrow_message,
    visible=known_to(Slot),
)
