"""When what repeats takes place: rules of RFC 5545 at the wall clock of a zone, read by the calendar library."""

import datetime as dt
from collections.abc import Iterator
from zoneinfo import ZoneInfo

import recurring_ical_events
from django.utils.translation import gettext_lazy as _
from icalendar import Calendar, Event, vRecur

from ecosystem.core.errors import Refused

KNOWN = {"FREQ", "INTERVAL", "BYDAY", "BYMONTHDAY", "BYSETPOS", "COUNT", "UNTIL", "WKST"}
FREQUENCIES = {"DAILY", "WEEKLY", "MONTHLY", "YEARLY"}
LONGEST = dt.timedelta(days=731)


def read_rule(text: str) -> vRecur:
    """The rule as the library knows it. Refused: what cannot be read, what repeats within a day, parts that calendars differ on."""
    try:
        rule = vRecur.from_ical(text.strip().removeprefix("RRULE:"))
    except (ValueError, TypeError, KeyError) as error:
        raise Refused(_("This is not a rule of repetition. Example: FREQ=WEEKLY;BYDAY=TH")) from error
    if not rule.get("FREQ"):
        raise Refused(_("This is not a rule of repetition. Example: FREQ=WEEKLY;BYDAY=TH"))
    if rule["FREQ"][0].upper() not in FREQUENCIES:
        raise Refused(_("Sessions repeat daily, weekly, monthly or yearly."))
    if any(number < 1 for name in ("INTERVAL", "COUNT") for number in rule.get(name, ())):
        raise Refused(_("A rule repeats every one or more, at least once."))
    if set(rule) - KNOWN:
        raise Refused(_("This part of the rule is not known here: %(name)s.") % {"name": min(set(rule) - KNOWN)})
    return rule


def starts(
    rule: str, first_day: dt.date, local_time: dt.time, zone: str, after: dt.date, until: dt.date
) -> Iterator[dt.datetime]:
    """Moments at which it starts, in order, from `after` to `until` (both included, days of its own zone, at most two years).

    The wall clock stays through both DST nights; a time that a night leaves out is taken an hour later.
    """
    place = ZoneInfo(zone)
    event = Event()
    event.add("uid", "series")
    event.add("dtstart", dt.datetime.combine(first_day, local_time, place))
    event.add("duration", dt.timedelta(minutes=5))
    event.add("rrule", read_rule(rule))
    calendar = Calendar()
    calendar.add_component(event)
    last = min(until, after + LONGEST)
    low = dt.datetime.combine(after, dt.time.min, place)
    high = dt.datetime.combine(last + dt.timedelta(days=1), dt.time.min, place)
    for found in sorted(recurring_ical_events.of(calendar).between(low, high), key=lambda each: each.start):
        if after <= found.start.date() <= last:
            yield found.start
