"""What stands behind the bell for one person."""

from typing import Any

from ecosystem.notifications.models import Notification, Nudge
from ecosystem.notifications.querysets import NotificationQuerySet
from ecosystem.notifications.registry import rule_of

SHOWN = 50


def inbox_of(person: Any) -> list[Notification]:
    """The latest notifications, newest first, without those about somebody whom the person may no longer know of."""
    return _still_visible(person, Notification.objects.visible_to(person).for_bell()[:SHOWN])


def waiting_for(person: Any, limit: int = 3) -> list[Notification]:
    """What still waits for an answer, for home: each with its reason."""
    return _still_visible(person, Notification.objects.visible_to(person).waiting().for_bell()[:limit])


def unread_for(person: Any) -> int:
    """How many wait behind the bell. The sign-in query may have brought the number along (`unread_count`)."""
    if getattr(person, "unread_notifications", None) is None:
        person.unread_notifications = Notification.objects.visible_to(person).unread().count()
    return person.unread_notifications


def _still_visible(person: Any, found: NotificationQuerySet) -> list[Notification]:
    """Asks each rule that speaks about others once, for all its subjects together."""
    rows = list(found)
    asked: dict[int, set[int]] = {}
    for row in rows:
        rule = rule_of(row.nudge.rule.code) if row.nudge else None
        if row.nudge and rule and rule.visible:
            asked.setdefault(row.nudge.rule_id, set()).add(row.nudge.subject_id)
    states = {row.nudge.rule_id: row.nudge.rule for row in rows if row.nudge}
    known = {rule_id: states[rule_id].rule.visible(person, ids) for rule_id, ids in asked.items()}
    return [
        row
        for row in rows
        if not row.nudge or row.nudge.subject_id in known.get(row.nudge.rule_id, {row.nudge.subject_id})
    ]


def count_waiting() -> int:
    """Messages for anybody that are neither sent nor dropped: they wait for the hours of their person."""
    return Nudge.objects.waiting().count()
