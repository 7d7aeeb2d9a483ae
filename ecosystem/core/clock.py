"""The one clock. Everything that asks for the time asks here."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from ecosystem.core.policy import policy

_zone: ContextVar[dt.tzinfo | None] = ContextVar("clock_zone", default=None)
_standing: ContextVar[dt.datetime | None] = ContextVar("clock_standing", default=None)


def now() -> dt.datetime:
    """This moment, in UTC."""
    return _standing.get() or dt.datetime.now(dt.UTC)


def today(zone: dt.tzinfo | None = None) -> dt.date:
    """The date in `zone`: by default the one set by `in_zone`, else the organisation's."""
    if standing := _standing.get():
        return standing.date()
    return now().astimezone(zone or _zone.get() or policy().zone).date()


def day_of(moment: dt.datetime) -> dt.date:
    """The organisation's day of a moment, so that a fact has the same day for every reader."""
    return moment.astimezone(_zone.get() or policy().zone).date()


@contextmanager
def in_zone(zone: dt.tzinfo) -> Iterator[None]:
    """Let `today()` mean the date in `zone` for one request or task."""
    token = _zone.set(zone)
    try:
        yield
    finally:
        _zone.reset(token)


@contextmanager
def standing_at(moment: dt.datetime) -> Iterator[None]:
    """Let the clock stand, for statements that are built with a stand-in for the present (`ecosystem.core.compiled`)."""
    token = _standing.set(moment)
    try:
        yield
    finally:
        _standing.reset(token)


def start_of(day: dt.date, zone: dt.tzinfo | None = None) -> dt.datetime:
    """Local midnight with which `day` begins, in UTC."""
    midnight = dt.datetime.combine(day, dt.time(), tzinfo=zone or _zone.get() or policy().zone)
    return midnight.astimezone(dt.UTC)
