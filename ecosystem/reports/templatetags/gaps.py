"""Links and figures of the gap report."""

from typing import Any

from django import template

from accounts.shares import points_text
from ecosystem.reports.gap_filters import Filters

register = template.Library()
register.filter("points", points_text)


@register.simple_tag
def elsewhere(filters: Filters, **changes: Any) -> str:
    """The query string of another unit, site or cycle, from the first row on."""
    return filters.elsewhere(**changes)


@register.simple_tag
def again(filters: Filters, **changes: Any) -> str:
    """The query string of the same place, seen differently."""
    return filters.query(**changes)
