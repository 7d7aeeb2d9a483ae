"""The kinds of things that search finds here."""

from django.utils.translation import gettext_lazy as _

from ecosystem.core.search import register
from guilds.search_entries import KIND, all_guilds, guilds_to_find

register(KIND, _("Guilds"), "messages-square", visible_to=guilds_to_find, fill=all_guilds)
