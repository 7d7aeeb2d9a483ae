"""Querysets that are built and compiled once in a process, and after that only sent with other numbers.

Building and compiling costs Django ten times what PostgreSQL needs for the answer; a page that everybody opens all day
should pay for it once. Usage, at module level:

    GOALS = Prepared(lambda person: LearningGoal.objects.filter(owner=person).active())
    goals = GOALS(person=person.pk)

Ids (whole numbers, or lists of them without doubles) and moments are filled in with each call. Anything else given is
part of what was built, and so are the language and, where the function asks for it, the day: for another value it is
built anew. What else the function looks at must be the same for everybody.
"""

import copy
import datetime as dt
from collections.abc import Callable
from typing import Any

from django.core.exceptions import EmptyResultSet, ImproperlyConfigured
from django.db import connections
from django.db.models import QuerySet
from django.utils.translation import get_language

from ecosystem.core.clock import now, today

MOST = 64
FIRST_ID = 2**61  # ids that stand in for the real ones, and that nobody has
FIRST_MOMENT = dt.datetime(9000, 1, 1, tzinfo=dt.UTC)
RECENT = dt.timedelta(days=1)


class Prepared:
    def __init__(self, make: Callable[..., QuerySet]) -> None:
        self._make = make
        self._plans: dict[tuple, _Plan] = {}
        self._is_dated = False

    def __call__(self, **values: Any) -> list[Any]:
        """The rows. One statement, as of the queryset."""
        key = (get_language(), *((name, _shape(value)) for name, value in values.items()))
        plan = self._plans.get((*key, today()) if self._is_dated else key)
        return (plan or self._plan(key, values)).rows(values)

    def _plan(self, key: tuple, values: dict[str, Any]) -> "_Plan":
        plan = _Plan(self._make, values)
        if len(self._plans) >= MOST:
            self._plans.clear()
        self._is_dated = self._is_dated or plan.is_dated
        self._plans[(*key, today()) if self._is_dated else key] = plan
        return plan


class _Plan:
    """A compiled queryset, and which of its parameters are filled in."""

    def __init__(self, make: Callable[..., QuerySet], values: dict[str, Any]) -> None:
        stand_ins, places = _stand_ins(values)
        self.queryset = make(**stand_ins)
        self.compiler = self.queryset.query.get_compiler(self.queryset.db)
        try:
            self.sql, params = self.compiler.as_sql()
        except EmptyResultSet:
            self.sql, params = "", ()
        self.params = [(places.get(param) if _may_stand_in(param) else None, param) for param in params]
        self.is_dated = any(_is_day(param) and param not in values.values() for param in params)
        if any(_is_recent(param) for param in params):
            raise ImproperlyConfigured("A prepared queryset holds a moment of its own; hand it in by name.")

    def rows(self, values: dict[str, Any]) -> list[Any]:
        if not self.sql:
            return []
        params = tuple(value if place is None else _filled(values, place) for place, value in self.params)
        compiler = copy.copy(self.compiler)
        compiler.connection = connections[self.queryset.db]
        compiler.as_sql = lambda *args, **kwargs: (self.sql, params)
        rows = self.queryset._chain()
        rows.query.get_compiler = lambda *args, **kwargs: compiler
        return list(rows)


def _shape(value: Any) -> Any:
    """What of a value decides how the statement is built."""
    if _may_stand_in(value):
        return type(value)
    return (list, len(value)) if isinstance(value, list) else value


def _may_stand_in(value: Any) -> bool:
    return isinstance(value, int | dt.datetime) and not isinstance(value, bool)


def _stand_ins(values: dict[str, Any]) -> tuple[dict[str, Any], dict[Any, Any]]:
    """What the queryset is built with, and for each stand-in the name (and place in a list) of what it stands for."""
    given, places = {}, {}
    for name, value in values.items():
        given[name] = value
        if isinstance(value, list):
            given[name] = [FIRST_ID + len(places) + nth for nth in range(len(value))]
            places.update({stand_in: (name, nth) for nth, stand_in in enumerate(given[name])})
        elif _may_stand_in(value):
            is_id = isinstance(value, int)
            given[name] = FIRST_ID + len(places) if is_id else FIRST_MOMENT + dt.timedelta(days=len(places))
            places[given[name]] = (name, None)
    return given, places


def _filled(values: dict[str, Any], place: tuple[str, int | None]) -> Any:
    name, nth = place
    return values[name] if nth is None else values[name][nth]


def _is_day(param: Any) -> bool:
    return isinstance(param, dt.date) and not isinstance(param, dt.datetime)


def _is_recent(param: Any) -> bool:
    return isinstance(param, dt.datetime) and param.tzinfo is not None and abs(param - now()) < RECENT
