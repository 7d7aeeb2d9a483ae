"""The kinds of things that search finds here."""

from django.utils.translation import gettext_lazy as _

from ecosystem.core.search import register
from feedback.search_entries import KIND, all_needs, needs_to_find

register(KIND, _("Needs"), "sprout", visible_to=needs_to_find, fill=all_needs)
