"""A new message is mentioned in what people are sent anyway, one a week of each author: a digest, under the caps of all."""

import datetime as dt

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ecosystem.core.clock import start_of
from ecosystem.notifications.models import Nudge
from ecosystem.notifications.registry import Found, Kind, category, rule
from ecosystem.notifications.registry import Message as Told
from goals.announcements import known_to
from goals.models import Message, MessageReading

CATEGORY = "messages"
MENTIONED_FOR = dt.timedelta(days=7)


def messages_to_mention(day: dt.date) -> Found:
    """Those of the last seven days that their author's turn by mail fell on, for whom they are meant and who have not
    answered them."""
    return (
        "SELECT message.resource_id AS subject_id, person.id AS person_id, "
        "(resource.published_at AT TIME ZONE 'UTC')::date AS since "
        "FROM goals_message message "
        "JOIN resources_resource resource ON resource.id = message.resource_id AND resource.state = 'published' "
        "JOIN accounts_person person ON person.is_active AND person.kind = 'person' "
        "AND person.id IS DISTINCT FROM message.author_id "
        "WHERE message.by_mail AND resource.published_at >= %s "
        "AND (message.unit_id IS NULL OR EXISTS (SELECT 1 FROM accounts_unitmembership member "
        "JOIN accounts_unitclosure above ON above.descendant_id = member.unit_id "
        "WHERE above.ancestor_id = message.unit_id AND member.person_id = person.id "
        "AND member.valid_from <= %s AND (member.valid_to IS NULL OR member.valid_to >= %s))) "
        "AND NOT EXISTS (SELECT 1 FROM goals_messagereading answered "
        "WHERE answered.message_id = message.resource_id AND answered.person_id = person.id)",
        [start_of(day - MENTIONED_FOR), day, day],
    )


def still_unanswered(nudge: Nudge) -> bool:
    answered = MessageReading.objects.filter(message=nudge.subject_id, person=nudge.person_id)
    return Message.objects.published().filter(pk=nudge.subject_id).exists() and not answered.exists()


def message_told(nudge: Nudge) -> Told | None:
    message = Message.objects.published().for_panel().filter(pk=nudge.subject_id).first()
    if message is None or message.author is None:
        return None
    words = {"name": message.author, "title": message}
    return Told(
        subject=_("%(name)s has written something") % words,
        sentence=_("%(name)s: “%(title)s”.") % words,
        why=_("it is meant for you; one message a week of each author is mentioned"),
        url=message.get_absolute_url(),
        action=_("Read it"),
    )


category(
    CATEGORY,
    gettext_lazy("Messages of executives and L&D"),
    gettext_lazy("What they say to everyone or to your unit; one a week of each author."),
)
rule(
    "goals.message_published",
    CATEGORY,
    Kind.DIGEST,
    gettext_lazy("An executive or L&D has written a message that is meant for somebody."),
    name=gettext_lazy("A message to read"),
    subject_kind="message",
    find=messages_to_mention,
    still_due=still_unanswered,
    context=message_told,
    visible=known_to(Message),
    wait=30,
    priority=60,
)
