"""How often something repeats, as people say it: presets that become rules of RFC 5545, rules as words, and what a rule
becomes when its day moves. Pure."""

import datetime as dt
from typing import Any

from django.db import models
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from icalendar import vRecur

from ecosystem.core.errors import Refused
from guilds.recurrence import read_rule

CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
LAST = -1
PLACES = {
    1: gettext_lazy("first"),
    2: gettext_lazy("second"),
    3: gettext_lazy("third"),
    4: gettext_lazy("fourth"),
    LAST: gettext_lazy("last"),
}


class Repeat(models.TextChoices):
    """What the form offers; each is read from the day of the first one."""

    ONCE = "", gettext_lazy("once")
    WEEKLY = "weekly", gettext_lazy("every week, on this weekday")
    FORTNIGHTLY = "fortnightly", gettext_lazy("every two weeks, on this weekday")
    MONTHLY = "monthly", gettext_lazy("every month, such as on the first Tuesday")
    OWN = "own", gettext_lazy("by a rule of its own")


def rule_for(repeat: str, day: dt.date, own: str = "") -> str:
    """The rule of a preset for somebody who begins on that day; a rule of one's own is read and kept as it is."""
    code = CODES[day.weekday()]
    if repeat == Repeat.WEEKLY:
        return f"FREQ=WEEKLY;BYDAY={code}"
    if repeat == Repeat.FORTNIGHTLY:
        return f"FREQ=WEEKLY;INTERVAL=2;BYDAY={code}"
    if repeat == Repeat.MONTHLY:
        return f"FREQ=MONTHLY;BYDAY={place_in_month(day)}{code}"
    return _written(read_rule(own))


def place_in_month(day: dt.date) -> int:
    """1 … 4, or -1: the fifth of its kind is the last."""
    place = (day.day - 1) // 7 + 1
    return place if place in PLACES else LAST


def words_of(rule: str) -> str:
    """`every Thursday`, `every two weeks on Thursday`, `the first Tuesday of each month`; other rules as they are written."""
    parts = read_rule(rule)
    day = _single_day(parts)
    if day is None or set(parts) - {"FREQ", "INTERVAL", "BYDAY"}:
        return rule
    place, name = day
    interval = parts.get("INTERVAL", [1])[0]
    if parts["FREQ"][0] == "WEEKLY" and not place and interval <= 2:
        said = _("every %(day)s") if interval == 1 else _("every two weeks on %(day)s")
        return said % {"day": name}
    if parts["FREQ"][0] == "MONTHLY" and place in PLACES and interval == 1:
        return _("the %(place)s %(day)s of each month") % {"place": PLACES[place], "day": name}
    return rule


def moved_rule(rule: str, to: dt.date) -> str:
    """The same rhythm on another day: only rules of one weekday, without a number of times, follow."""
    parts = read_rule(rule)
    day = _single_day(parts)
    if day is None or set(parts) - {"FREQ", "INTERVAL", "BYDAY", "UNTIL", "WKST"}:
        raise Refused(
            _("This rule does not follow to another day. End the series here and start one on the new day."),
            "starts_at",
        )
    place = place_in_month(to) if day[0] else ""
    return _written(vRecur({**parts, "BYDAY": [f"{place}{CODES[to.weekday()]}"]}))


def _single_day(parts: vRecur) -> tuple[int, Any] | None:
    """Its one weekday with its place in the month (0: each); None where there are none or several."""
    days = [str(each) for each in parts.get("BYDAY", ())]
    if len(days) != 1 or parts["FREQ"][0] not in {"WEEKLY", "MONTHLY"}:
        return None
    place, code = days[0][:-2], days[0][-2:]
    return int(place or 0), WEEKDAYS[CODES.index(code)]


def _written(parts: vRecur) -> str:
    return parts.to_ical().decode()
