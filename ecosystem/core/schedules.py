"""When jobs are due: pure arithmetic on the calendar, without the database, so that the wiring can import it early."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

DAY = dt.timedelta(days=1)
MISSED_NIGHTS = 7


@dataclass(frozen=True)
class Period:
    """One turn of a job: its name (unique per job) and the moment from which it is due."""

    name: str
    due_at: dt.datetime


class Cadence:
    """How often a job runs."""

    def due(self, now: dt.datetime, zone: dt.tzinfo) -> list[Period]:
        """The periods that should have a row by `now`, the oldest first."""
        raise NotImplementedError


@dataclass(frozen=True)
class Every(Cadence):
    """Every so many minutes, counted from midnight UTC. After a pause only the latest turn is due."""

    minutes: int

    def due(self, now: dt.datetime, zone: dt.tzinfo) -> list[Period]:
        midnight = now.astimezone(dt.UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        turns = (now - midnight) // dt.timedelta(minutes=self.minutes)
        due_at = midnight + turns * dt.timedelta(minutes=self.minutes)
        return [Period(due_at.strftime("%Y-%m-%dT%H:%MZ"), due_at)]


@dataclass(frozen=True)
class Nightly(Cadence):
    """Each day at a local time of the organisation, once, also where that time comes twice or not at all.

    After a pause each missed day is due, for at most a week back: a night's job is about its day.
    """

    at: str

    def due(self, now: dt.datetime, zone: dt.tzinfo) -> list[Period]:
        local = now.astimezone(zone).date()
        days = [local - DAY * back for back in range(MISSED_NIGHTS, -1, -1)]
        periods = [Period(day.isoformat(), self._moment(day, zone)) for day in days]
        return [period for period in periods if period.due_at <= now][-MISSED_NIGHTS:]

    def _moment(self, day: dt.date, zone: dt.tzinfo) -> dt.datetime:
        return dt.datetime.combine(day, dt.time.fromisoformat(self.at), tzinfo=zone).astimezone(dt.UTC)


@dataclass(frozen=True)
class Schedule:
    """A job: its name, the task that does it (called with `run_id`), how often, and one sentence that says why."""

    name: str
    task: str
    cadence: Cadence
    sentence: Any


def every(*, minutes: int) -> Every:
    if minutes < 1 or 1440 % minutes:
        raise ValueError("A day must hold a whole number of turns.")
    return Every(minutes)


def hourly() -> Every:
    return Every(60)


def nightly(at: str) -> Nightly:
    """At `hh:mm` in the organisation's zone."""
    dt.time.fromisoformat(at)
    return Nightly(at)


SCHEDULES = [
    Schedule(
        "tidy", "core.tidy", nightly("03:40"), _("Each night old mails and the traces of old runs are forgotten.")
    ),
]
_given: list[Schedule] = []


def give(schedules: Iterable[Schedule]) -> None:
    """The wiring hands over all schedules of the installation, once."""
    found = list(schedules)
    names = [schedule.name for schedule in found]
    if len(set(names)) != len(names):
        raise ValueError("Two schedules have the same name.")
    _given[:] = found


def given() -> list[Schedule]:
    return list(_given)
