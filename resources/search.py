"""The kinds of things that search finds here."""

from django.utils.translation import gettext_lazy as _

from ecosystem.core.search import register
from resources.search_entries import KIND, all_resources, badge_of, resources_to_find

register(KIND, _("Resources"), "book-open", visible_to=resources_to_find, fill=all_resources, open=True, badge=badge_of)
