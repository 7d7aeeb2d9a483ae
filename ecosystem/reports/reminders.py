"""What somebody was reminded of and has not answered, each with its reason, for home. A part of one statement of `waiting`."""

from typing import Any, NamedTuple

from django.db.models.functions import JSONObject, TruncDate

from accounts.models import Person
from ecosystem.notifications.models import Notification, Nudge
from ecosystem.notifications.registry import Kind
from ecosystem.reports.forward import as_rows

REMINDER = "reminder"
SHOWN = 2


class Reminder(NamedTuple):
    """About the reader. `at` as the database writes a moment in JSON."""

    pk: int
    title: str
    why: str
    url: str
    at: str


def parts(person: Person, columns: tuple[str, ...]) -> list[Any]:
    """As rows that fit the union of home: the newest."""
    names = ("pk", "title", "why", "url")
    told = JSONObject(**{name: f"notification__{name}" for name in names}, at="notification__created_at")
    waiting = Notification.objects.visible_to(person).waiting()
    rows: Any = Nudge.objects.filter(notification__in=waiting, kind__in=[Kind.NUDGE, Kind.DIGEST])
    rows = rows.annotate(told=told, day=TruncDate("notification__created_at"))
    rows = rows.order_by("-notification__created_at", "-notification__pk")
    return [as_rows(rows[:SHOWN], REMINDER, columns)]


def reminders_of(rows: list[tuple[str, Any]]) -> list[Reminder]:
    """From (sort, last column) of those rows, the newest first."""
    found = [Reminder(**told) for kind, told in rows if kind == REMINDER]
    return sorted(found, key=lambda reminder: (reminder.at, reminder.pk), reverse=True)
