"""The kinds of things that search finds here."""

from django.utils.translation import gettext_lazy as _

from ecosystem.core import search_misses
from ecosystem.core.search import register
from feedback import zero_hits
from feedback.search_entries import KIND, all_needs, needs_to_find

register(KIND, _("Needs"), "sprout", visible_to=needs_to_find, fill=all_needs, open=True)
search_misses.provide(ask=zero_hits.where_to_ask, count=zero_hits.count_miss)
