"""How many reminders went out, for those who run the installation."""

import datetime as dt

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from ecosystem.core.clock import now
from ecosystem.core.figures import Measure
from ecosystem.notifications.models import Nudge

DAY = dt.timedelta(days=1)
MEASURES = [
    Measure("nudges_sent_of_day", _("Reminders found in 24 hours and sent")),
    Measure("nudges_waiting_of_day", _("Found in 24 hours; they wait for the hours of their person")),
    Measure("nudges_held_of_day", _("Found in 24 hours and held back, to see what reminding is worth")),
    Measure("nudges_dropped_of_day", _("Found in 24 hours and dropped, because the reason was gone")),
]


def nudges_of_a_day() -> dict[str, float | None]:
    """By what became of those that were found in the last 24 hours. One statement."""
    dropped = Q(sent_at=None) & ~Q(dropped="")
    return Nudge.objects.filter(due_at__gte=now() - DAY).aggregate(
        nudges_sent_of_day=Count("pk", filter=Q(sent_at__isnull=False)),
        nudges_waiting_of_day=Count("pk", filter=Q(sent_at=None, dropped="", holdout=False)),
        nudges_held_of_day=Count("pk", filter=Q(holdout=True, dropped="")),
        nudges_dropped_of_day=Count("pk", filter=dropped),
    )
