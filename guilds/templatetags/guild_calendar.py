"""When a session is, in the words and on the clock of who reads it; and ways from it into their calendar."""

import datetime as dt

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext

from ecosystem.core.clock import now
from guilds import calendar_links
from guilds.calendar_entries import session_entry
from guilds.models import Session

register = template.Library()


@register.filter
def coming_day(moment: dt.datetime) -> str:
    """`today`, `tomorrow`, within a week `Thursday`, else `Thursday 10 December`."""
    day = timezone.localtime(moment).date()
    away = (day - timezone.localtime(now()).date()).days
    words = {0: gettext("today"), 1: gettext("tomorrow")}
    return words.get(away) or date_format(day, "l" if 0 < away < 7 else "l j F")


@register.simple_tag
def city_of_reader() -> str:
    """What the time zone of who reads is called after: `Europe/Lisbon` is Lisbon."""
    return timezone.get_current_timezone_name().rpartition("/")[2].replace("_", " ")


@register.simple_tag
def calendar_links_of(session: Session) -> dict[str, str]:
    """Addresses that put it into a calendar on the web."""
    entry = session_entry(session)
    return {"google": calendar_links.google_link(entry), "outlook": calendar_links.outlook_link(entry)}
