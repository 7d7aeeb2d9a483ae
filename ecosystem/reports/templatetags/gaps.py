"""Links and figures of the gap report."""

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accounts.shares import points_text
from ecosystem.core.templatetags.ui import number
from ecosystem.reports import needs_filters
from ecosystem.reports.gap_filters import Filters
from ecosystem.reports.needs_kept import Compared
from ecosystem.reports.needs_lines import PEOPLE_FIGURES, Line

register = template.Library()
register.filter("points", points_text)
SHARES = {"below", "coverage"}


@register.simple_tag
def elsewhere(filters: Filters | needs_filters.Filters, **changes: Any) -> str:
    """The query string of another unit, site or cycle, from the first row on."""
    return filters.elsewhere(**changes)


@register.simple_tag
def again(filters: Filters | needs_filters.Filters, **changes: Any) -> str:
    """The query string of the same place, seen differently."""
    return filters.query(**changes)


@register.simple_tag
def changed(row: Compared, figure: str) -> SafeString:
    """What a figure was and what it is: `15 → 18`; one of them where both are the same, or where it is no more."""
    then = _shown(row.then, figure)
    now = _shown(row.now, figure) if row.now else then
    return format_html("{}", then) if then == now else format_html("<span>{}</span> → <b>{}</b>", then, now)


def _shown(line: Line, figure: str) -> str:
    value = getattr(line, figure)
    if figure in PEOPLE_FIGURES and value is None:
        return _("few") if line.few else "–"
    return points_text(value) if figure in SHARES else number(value)
