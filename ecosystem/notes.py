"""The lines above each page that concern the whole installation: the demo, and a scheduler that has gone silent."""

import datetime as dt

from django.conf import settings
from django.db.models import Subquery
from django.http import HttpRequest
from django.utils.translation import gettext as _

from ecosystem.core.clock import now
from ecosystem.core.models import Heartbeat
from ecosystem.core.navigation import Note

SILENT_AFTER = dt.timedelta(minutes=3)


def last_look() -> Subquery:
    """When the scheduler last looked; the sign-in query brings it along."""
    return Subquery(Heartbeat.objects.filter(name="look").values("at")[:1])


def notes_of(request: HttpRequest) -> list[Note]:
    notes = []
    if settings.DEMO:
        words = _("A demo on this machine: all people are invented, and nobody needs a second factor.")
        notes.append(Note(words, "info"))
    looked = getattr(request.user, "last_look", None)
    if looked and now() - looked > SILENT_AFTER:
        notes.append(Note(_("Reminders may be late; nothing is lost."), "late"))
    return notes
