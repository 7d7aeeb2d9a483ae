"""Figures for those who run the installation: the same numbers on the operations page and in the metrics.

Each says from which value on somebody should act and what to do then. None of them tells of one person.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ImproperlyConfigured

Reading = Mapping[str, float | None]


@dataclass(frozen=True)
class Measure:
    """`name`: in the metrics, after `understory_`; one that ends in `_seconds` is a time. `most`: more than that is an
    alarm, and so is no value where the measure is `needed`. `advice`: what to do about the alarm."""

    name: str
    label: Any
    most: float | None = None
    advice: Any = ""
    needed: bool = False

    @property
    def is_time(self) -> bool:
        return self.name.endswith("_seconds")

    @property
    def limit(self) -> float | dt.timedelta | None:
        """As the page shows it: a time where it is one."""
        return dt.timedelta(seconds=self.most) if self.is_time and self.most is not None else self.most


@dataclass(frozen=True)
class Figure:
    measure: Measure
    value: float | None

    @property
    def is_alarm(self) -> bool:
        if self.value is None:
            return self.measure.needed
        return self.measure.most is not None and self.value > self.measure.most

    @property
    def time(self) -> dt.timedelta | None:
        """For the page; None where it is a number or there is none."""
        return dt.timedelta(seconds=self.value) if self.measure.is_time and self.value is not None else None


_given: list[tuple[list[Measure], Callable[[], Reading]]] = []


def register(measures: Iterable[Measure], read: Callable[[], Reading]) -> None:
    """What an app above measures. `read` answers {name: value} for all of them, in one statement."""
    mine = list(measures)
    known = {measure.name for given, _read in _given for measure in given}
    if twice := known & {measure.name for measure in mine}:
        raise ImproperlyConfigured(f"Measured twice: {', '.join(sorted(twice))}.")
    _given.append((mine, read))


def registered() -> list[Measure]:
    """All measures of the apps above."""
    return [measure for given, _read in _given for measure in given]


def filled(measures: Iterable[Measure], reading: Reading) -> list[Figure]:
    return [Figure(measure, reading[measure.name]) for measure in measures]


def read() -> list[Figure]:
    """The figures of the apps above, as they are now."""
    return [figure for measures, each in _given for figure in filled(measures, each())]
