"""Sessions as a kind of thing that search finds."""

from django.utils.translation import gettext_lazy as _

from ecosystem.core.search import register
from guilds.session_entries import KIND, all_sessions, sessions_to_find

register(KIND, _("Sessions"), "calendar-days", visible_to=sessions_to_find, fill=all_sessions)
