"""When the quarters of an hour of somebody's office hours are, and until when they wait for whoever books them: pure dates."""

import datetime as dt
from collections.abc import Iterator
from zoneinfo import ZoneInfo

from guilds.recurrence import starts

QUARTER = dt.timedelta(minutes=15)
EVENING = dt.time(18)
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def quarters(
    *, weekday: int, local_time: dt.time, zone: str, slots: int, after: dt.date, until: dt.date
) -> Iterator[dt.datetime]:
    """The beginnings from `after` to `until`, both included: each week at the wall clock of the zone, through both DST nights."""
    first = after + dt.timedelta(days=(weekday - after.weekday()) % 7)
    for begin in starts(f"FREQ=WEEKLY;BYDAY={DAYS[weekday]}", first, local_time, zone, after, until):
        moment = begin.astimezone(dt.UTC)
        yield from (moment + number * QUARTER for number in range(slots))


def freed_at(starts_at: dt.datetime, zone: str) -> dt.datetime:
    """Six in the evening before, where they are: what nobody booked by then is theirs again."""
    place = ZoneInfo(zone)
    return dt.datetime.combine(starts_at.astimezone(place).date() - dt.timedelta(days=1), EVENING, place)
