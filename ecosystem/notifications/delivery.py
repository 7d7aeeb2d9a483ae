"""The two channels: the bell and the mail."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from ecosystem.core.mail import queue_mail
from ecosystem.core.models import OutgoingMail
from ecosystem.core.policy import policy
from ecosystem.notifications.links import absolute, answer_links, unsubscribe_link
from ecosystem.notifications.models import Notification, Nudge
from ecosystem.notifications.registry import Kind, Message
from ecosystem.notifications.wishes import Wishes

STILL_RIGHT = "notifications.still_right"


@dataclass(frozen=True)
class Item:
    """A row that may be said, with its words and the channels that the person wants for it."""

    nudge: Nudge
    message: Message
    in_app: bool
    email: bool


def ring_bell(items: Sequence[Item], moment: dt.datetime) -> None:
    """Add what is new to the bell. What stands there already is left alone."""
    Notification.objects.bulk_create(
        [_notification(item, moment) for item in items if item.in_app], ignore_conflicts=True
    )


def send_mail(person: Any, items: Sequence[Item]) -> None:
    """One mail: the first item with its button, the others below it as lines."""
    mailed = [item for item in items if item.email]
    if not mailed:
        return
    lead, *also = mailed
    queue_mail(
        to=person.email,
        person_id=person.pk,
        template="notifications/emails/digest" if also else "notifications/emails/nudge",
        context=_mail_context(person, lead, also),
        key=f"nudge-{lead.nudge.pk}",
        unsubscribe_url=unsubscribe_link(person.pk, lead.nudge.rule.rule.category),
        check=STILL_RIGHT,
        about={"nudges": [item.nudge.pk for item in mailed]},
    )


def is_still_right(mail: OutgoingMail) -> bool:
    """Asked again when the mail leaves, be it a day later: the person may still know of every subject in it, and at least
    one thing in it still holds, is unanswered and wanted by mail."""
    rows = Nudge.objects.filter(pk__in=mail.about["nudges"]).select_related("rule", "person")
    nudges = [nudge for nudge in rows if nudge.rule.is_installed]
    return all(map(_is_known, nudges)) and any(_is_wanted(nudge, Wishes.of(nudge.person_id)) for nudge in nudges)


def _is_known(nudge: Nudge) -> bool:
    visible = nudge.rule.rule.visible
    return visible is None or nudge.subject_id in visible(nudge.person, [nudge.subject_id])


def _is_wanted(nudge: Nudge, wishes: Wishes) -> bool:
    rule = nudge.rule.rule
    by_mail = wishes.wants(nudge) and wishes.channels(rule.category)[1]
    return by_mail and not nudge.answer and (rule.still_due is None or rule.still_due(nudge))


def _notification(item: Item, moment: dt.datetime) -> Notification:
    nudge, message = item.nudge, item.message
    return Notification(
        person_id=nudge.person_id,
        key=f"nudge-{nudge.pk}",
        category=nudge.rule.rule.category,
        title=message.sentence[:300],
        body=message.body,
        why=message.why[:300],
        url=message.url,
        action=message.action,
        nudge=nudge,
        created_at=moment,
    )


def _mail_context(person: Any, lead: Item, also: Sequence[Item]) -> dict[str, Any]:
    category = lead.nudge.rule.rule.category
    return {
        "person": person,
        "lead": _line(lead),
        "also": [_line(item) for item in also],
        "rhythm": _rhythm(person, [lead, *also]),
        "unsubscribe_url": unsubscribe_link(person.pk, category),
        "preferences_url": absolute("/notifications/preferences/"),
    }


def _line(item: Item) -> dict[str, Any]:
    before, needs, after = item.message.sentence.partition(item.message.needs or item.message.sentence)
    return {
        "message": item.message,
        "before": before if item.message.needs else item.message.sentence,
        "needs": needs if item.message.needs else "",
        "after": after if item.message.needs else "",
        "url": absolute(item.message.mail_url or item.message.url),
        "answers": answer_links(item.nudge),
    }


def _rhythm(person: Any, items: Sequence[Item]) -> str:
    """The second half of the reason line: how often and when such mails come."""
    if all(item.nudge.kind == Kind.SERVICE for item in items):
        return _("It answers something of yours, so it does not wait for a weekly limit.")
    rules = policy()
    return _(
        "You get at most %(number)s a week, on your working days between %(opens)s and %(closes)s in %(place)s, "
        "none on leave."
    ) % {
        "number": rules.nudges_per_week,
        "opens": f"{rules.quiet_until:%H:%M}",
        "closes": f"{rules.quiet_from:%H:%M}",
        "place": person.zone.key.rsplit("/", 1)[-1].replace("_", " "),
    }
