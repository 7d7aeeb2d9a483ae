"""Ways from a session into somebody's calendar."""

from django import template

from guilds import calendar_links
from guilds.calendar_entries import session_entry
from guilds.models import Session

register = template.Library()


@register.simple_tag
def calendar_links_of(session: Session) -> dict[str, str]:
    """Addresses that put it into a calendar on the web."""
    entry = session_entry(session)
    return {"google": calendar_links.google_link(entry), "outlook": calendar_links.outlook_link(entry)}
