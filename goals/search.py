"""The kinds of things that search finds here."""

from django.utils.translation import gettext_lazy as _

from ecosystem.core.search import register
from goals.search_entries import KIND, all_goals, goals_to_find

register(KIND, _("Goals"), "target", visible_to=goals_to_find, fill=all_goals)
