"""Addresses that put a session into a calendar on the web: the session's own words, and nothing that tells who follows them."""

import datetime as dt
from urllib.parse import urlencode

from guilds.calendar import Entry

GOOGLE = "https://calendar.google.com/calendar/render"
OUTLOOK = "https://outlook.office.com/calendar/deeplink/compose"
LONGEST = 1000


def google_link(entry: Entry) -> str:
    told = {
        "action": "TEMPLATE",
        "text": entry.title,
        "dates": f"{_compact(entry.starts_at)}/{_compact(entry.ends_at)}",
        "ctz": entry.zone,
        "location": entry.location,
        "details": entry.description[:LONGEST],
    }
    return f"{GOOGLE}?{urlencode(told)}"


def outlook_link(entry: Entry) -> str:
    told = {
        "path": "/calendar/action/compose",
        "rru": "addevent",
        "subject": entry.title,
        "startdt": entry.starts_at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "enddt": entry.ends_at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "location": entry.location,
        "body": entry.description[:LONGEST],
    }
    return f"{OUTLOOK}?{urlencode(told)}"


def _compact(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).strftime("%Y%m%dT%H%M%SZ")
