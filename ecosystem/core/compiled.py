"""Querysets that are built and compiled once in a process, and after that only sent with other values.

Building and compiling costs ten times what PostgreSQL needs for the answer; screens that people open all day should pay
for it once. At module level:

    @compiled
    def active_goals(person: Person) -> QuerySet[LearningGoal]:
        return LearningGoal.objects.filter(owner=person).active().for_lists()

    goals = active_goals(person=person)  # a list of goals, with annotations and `select_related` as ever
    goals = active_goals.found(person=person)  # the same, read once somebody looks: a fact for what is drawn once

What may change from call to call is handed in by name: rows of models (of which the statement sees the number only),
whole numbers, days, moments, lists of these, and `Word`. Anything else (other words, yes or no, nothing, `Fixed` numbers)
is built in, and another value is another statement; so are the language and the zone of the request. `today()` and `now()` are those of the call. The
policy cannot be asked: hand in what of it matters. Whatever breaks these rules is an error at the first call, because
each function is called twice, with two sets of stand-ins, and the two statements may differ in those alone.
"""

import datetime as dt
import json
import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.exceptions import EmptyResultSet, ImproperlyConfigured
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Model, QuerySet
from django.utils import timezone
from django.utils.translation import get_language
from psycopg.sql import Literal

from ecosystem.core import clock, policy
from ecosystem.core.planned import apart_cursor, typed

MOST = 256  # statements that one function keeps
NUMBERS = (1 << 60, 1 << 61)
MOMENTS = (dt.datetime(3011, 3, 1, 4, 5, 6, tzinfo=dt.UTC), dt.datetime(6022, 11, 17, 18, 19, 20, tzinfo=dt.UTC))
NUMBERS_APART = 10_000
TODAY, NOW = "today()", "now()"
JSON, JSON_LISTS = {114, 3802}, {199, 3807}  # PostgreSQL's types json, jsonb, and arrays of them

Key = str | tuple[str, int]
Read = Callable[[tuple], Any]
Reader = Callable[[QuerySet], tuple[QuerySet, Read, list[str]]]


class Word(str):
    """A text that changes from call to call, such as a code."""

    __slots__ = ()


class Fixed(int):
    """A number that is part of the statement, such as how many rows it finds at most."""


@dataclass(frozen=True)
class Filled:
    """A parameter of the call: which value, and how much later (a day or a moment counted from it)."""

    key: Key
    later: dt.timedelta | None = None

    def of(self, values: dict[Key, Any]) -> Any:
        value = values[self.key]
        return value + self.later if self.later else value


@dataclass
class Statement:
    """`sql` empty: it never finds a row."""

    sql: str
    params: list[Any]
    read: Read
    names: list[str]
    present: set[Key]
    prepared: bool = False
    loads: list[Callable[[Any], Any] | None] | None = None

    def found(self, values: dict[Key, Any]) -> list[tuple]:
        """The rows as they come from the database."""
        if not self.sql:
            return []
        for key in self.present:
            values[key] = clock.today() if key == TODAY else clock.now()
        apart = self.prepared and not connection.queries_logged  # a log shows statements whole, with their values
        with apart_cursor() if apart else connection.cursor() as cursor:
            sql, params = (self.numbered, self.changing) if apart else (self.sql, self.params)
            cursor.execute(sql, [typed(_filled(param, values)) for param in params])
            if self.loads is None:
                self.loads = [_loads(column.type_code) for column in cursor.description]
            return cursor.fetchall()

    def row(self, values: tuple) -> Any:
        return self.read(self._loaded(values) if any(self.loads or ()) else values)

    @cached_property
    def numbered(self) -> str:
        """As PostgreSQL takes it when values go apart: `$1` for the first of those that change, wherever it is asked for.
        What is always the same stands in it, so that a plan for all values knows it (indexes of a part of a table)."""
        params = iter(self.params)

        def written(found: re.Match[str]) -> str:
            if found[0] == "%%":
                return "%"
            param = next(params)
            return (
                f"${self.changing.index(param) + 1}"
                if _changes(param)
                else Literal(param).as_string(connection.connection)
            )

        return re.sub("%[s%]", written, self.sql)

    @cached_property
    def changing(self) -> list[Any]:
        """Each once."""
        found = [param for param in self.params if _changes(param)]
        return [param for nth, param in enumerate(found) if param not in found[:nth]]

    def _loaded(self, row: tuple) -> tuple:
        """JSON comes as text from the connection; a queryset would have read it."""
        return tuple(load(value) if load and value is not None else value for load, value in zip(self.loads, row))  # type: ignore[arg-type]  # noqa: B905


class Found(Sequence):
    """What a statement found, read once somebody looks at it. As a fact it is the values alone."""

    def __init__(self, statement: Statement, values: list[tuple]) -> None:
        self.statement, self.values = statement, values

    def __reduce__(self) -> tuple[Any, ...]:
        return Found, (self.values,)

    @cached_property
    def rows(self) -> list[Any]:
        return [self.statement.row(values) for values in self.values]

    def __getitem__(self, place: Any) -> Any:
        return self.rows[place]

    def __iter__(self) -> Iterator[Any]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.values)

    def row(self, place: int) -> Any:
        """One row, without reading the others."""
        return self.statement.row(self.values[place])

    def column(self, name: str) -> list[Any]:
        """One value of each row, without reading the others."""
        place = self.statement.names.index(name) if self.values else 0
        return [values[place] for values in self.values]


class Compiled:
    def __init__(self, build: Callable[..., QuerySet], reader: Reader, prepared: bool = False) -> None:
        self._build, self._reader, self._prepared = build, reader, prepared
        self._statements: dict[tuple, Statement] = {}
        self.__doc__, self.__name__ = build.__doc__, build.__name__

    def __call__(self, **given: Any) -> list[Any]:
        """The rows. One statement."""
        return self.found(**given).rows

    def found(self, **given: Any) -> Found:
        """The same, read later."""
        statement = self._statement(given)
        return Found(statement, statement.found(dict(_flat(given))))

    def _statement(self, given: dict[str, Any]) -> Statement:
        key = (get_language(), timezone.get_current_timezone_name(), *given, *map(_shape, given.values()))
        statement = self._statements.get(key)
        if statement is None:
            if len(self._statements) >= MOST:
                self.forget()
            statement = self._statements[key] = self._compile(given)
        return statement

    def forget(self) -> None:
        """Build anew: for when what the function looks at has changed."""
        self._statements.clear()

    def _compile(self, given: dict[str, Any]) -> Statement:
        try:
            (sql, first, read, names), (again, second, *_) = [self._built(given, world) for world in (0, 1)]
        except EmptyResultSet:
            return Statement("", [], tuple, [], set())
        if sql != again or len(first) != len(second):
            raise ImproperlyConfigured(f"{self.__name__} builds another statement for other values.")
        marks = dict(zip(_marks(given, 0).items(), _marks(given, 1).values(), strict=True))
        params = [_place(one, two, marks) for one, two in zip(first, second, strict=True)]
        used, present = {part.key for part in _parts(params)}, {TODAY, NOW}
        if unused := {key for key, _mark in marks} - present - used:
            raise ImproperlyConfigured(f"{self.__name__} takes {unused}, but the statement does not.")
        return Statement(sql, params, read, names, used & present, self._prepared)

    def _built(self, given: dict[str, Any], world: int) -> tuple[str, tuple, Read, list[str]]:
        with clock.standing_at(MOMENTS[world]), policy.out_of_reach():
            stand_ins = {name: _stand_in(value, nth, world) for nth, (name, value) in enumerate(given.items(), 1)}
            rows, read, names = self._reader(self._build(**stand_ins))
            return *rows.query.sql_with_params(), read, names


def compiled(build: Callable[..., QuerySet]) -> Compiled:
    """For querysets of rows of a model. What `prefetch_related` would add is not brought along."""
    return Compiled(build, _instances)


def prepared(build: Callable[..., QuerySet]) -> Compiled:
    """The same, planned once in a connection too: for long statements that have the same plan for all values."""
    return Compiled(build, _instances, prepared=True)


def compiled_rows(build: Callable[..., QuerySet]) -> Compiled:
    """For `values_list` and unions of them: plain tuples."""
    return Compiled(build, _tuples)


def prepared_rows(build: Callable[..., QuerySet]) -> Compiled:
    """The same, planned once in a connection too: for what is asked all the time and has the same plan for all values."""
    return Compiled(build, _tuples, prepared=True)


# --- values and what stands in for them ------------------------------------------------------------------------------
def _stand_in(value: Any, nth: int, world: int) -> Any:
    if isinstance(value, Model):
        model = value.__class__
        return model.from_db(DEFAULT_DB_ALIAS, [model._meta.pk.attname], [_mark(0, nth, world)])
    if isinstance(value, list):
        return [_mark(part, nth, world, place) for place, part in enumerate(value)]
    return _mark(value, nth, world) if _varies(value) else value


def _mark(value: Any, nth: int, world: int, place: int = 0) -> Any:
    """Never at the same distance from another in both worlds, so that no value is taken for another."""
    if isinstance(value, dt.date):
        moment = MOMENTS[world]
        moment = moment.replace(year=moment.year + nth * (20 + world)) + dt.timedelta(days=place * (3 + world))
        return moment if isinstance(value, dt.datetime) else moment.date()
    if isinstance(value, Word):
        return f"stand-in {nth} {world}"
    return NUMBERS[world] + nth * NUMBERS_APART + place


def _varies(value: Any) -> bool:
    return isinstance(value, dt.date | Word) or (isinstance(value, int) and not isinstance(value, bool | Fixed))


def _shape(value: Any) -> Any:
    """What of a value decides how the statement is built."""
    if isinstance(value, list):
        return list, len(value), value[0].__class__ if value else None
    return value.__class__ if isinstance(value, Model) or _varies(value) else value


def _flat(given: dict[str, Any]) -> Iterator[tuple[Key, Any]]:
    for name, value in given.items():
        if isinstance(value, list):
            yield from (((name, place), part) for place, part in enumerate(value))
        elif isinstance(value, Model):
            yield name, value.pk
        elif _varies(value):
            yield name, value


def _marks(given: dict[str, Any], world: int) -> dict[Key, Any]:
    marks: dict[Key, Any] = {}
    for nth, (name, value) in enumerate(given.items(), 1):
        for key, part in _flat({name: value}):
            marks[key] = _mark(part, nth, world, key[1] if isinstance(key, tuple) else 0)
    return {**marks, TODAY: MOMENTS[world].date(), NOW: MOMENTS[world]}


def _place(one: Any, two: Any, marks: dict[tuple[Key, Any], Any]) -> Any:
    """Where a parameter comes from: itself when both statements have it, else the value that its stand-in stands for."""
    if one == two:
        return one
    if isinstance(one, list) and isinstance(two, list) and len(one) == len(two):
        return [_place(a, b, marks) for a, b in zip(one, two, strict=True)]
    for (key, mark), other in marks.items():
        if one.__class__ is not mark.__class__:
            continue
        if isinstance(mark, dt.date) and one - mark == two - other:
            return Filled(key, one - mark)
        if one == mark and two == other:
            return Filled(key)
    raise ImproperlyConfigured(f"No value of the call is {one!r}; hand it in by name.")


def _parts(params: Any) -> Iterator[Filled]:
    for param in params:
        if isinstance(param, Filled):
            yield param
        elif isinstance(param, list):
            yield from _parts(param)


def _changes(param: Any) -> bool:
    return any(_parts([param]))


def _filled(param: Any, values: dict[Key, Any]) -> Any:
    if isinstance(param, Filled):
        return param.of(values)
    return [_filled(part, values) for part in param] if isinstance(param, list) else param


# --- rows ------------------------------------------------------------------------------------------------------------
def _tuples(queryset: QuerySet) -> tuple[QuerySet, Read, list[str]]:
    return queryset, tuple, []


def _instances(queryset: QuerySet) -> tuple[QuerySet, Read, list[str]]:
    """The columns of the model, of what is annotated and of related rows, and how a row of them becomes an instance."""
    model, brought = queryset.model, list(queryset.query.annotation_select)
    kept, tree = _kept(queryset), queryset.query.select_related or {}
    if not isinstance(tree, dict):
        raise ImproperlyConfigured("A compiled queryset names what select_related() brings along.")
    own = _columns(model, kept.get("", ()))
    related = [(path, to, _columns(to, kept.get(path, ()))) for path, to in _related(model, tree)]
    names = [*own, *brought, *(f"{path}__{name}" for path, _to, columns in related for name in columns)]

    def read(row: tuple) -> Any:
        instance = model.from_db(DEFAULT_DB_ALIAS, own, row[: len(own)])
        place = len(own) + len(brought)
        vars(instance).update(zip(brought, row[len(own) : place], strict=True))
        for path, to, columns in related:
            _relate(instance, path, to, columns, row[place : place + len(columns)])
            place += len(columns)
        return instance

    return queryset.values_list(*names), read, names


def _relate(instance: Any, path: str, model: type[Model], columns: list[str], row: tuple) -> None:
    *above, name = path.split("__")
    for step in above:
        instance = instance and getattr(instance, step)
    if instance is not None:
        found = row[columns.index(model._meta.pk.attname)] is not None
        setattr(instance, name, model.from_db(DEFAULT_DB_ALIAS, columns, row) if found else None)


def _related(model: type[Model], tree: dict[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    for name, below in tree.items():
        to = model._meta.get_field(name).related_model
        yield f"{above}{name}", to
        yield from _related(to, below, f"{above}{name}__")  # type: ignore[arg-type]


def _kept(queryset: QuerySet) -> dict[str, set[str]]:
    """What `only()` names, by the path to its model."""
    names, left_out = queryset.query.deferred_loading
    if names and left_out:
        raise ImproperlyConfigured("A compiled queryset says what to load by only(), not what to leave out.")
    kept: dict[str, set[str]] = {}
    for name in names:
        path, _, field = name.rpartition("__")
        kept.setdefault(path, set()).add(field)
    return kept


def _columns(model: type[Model], kept: Collection[str]) -> list[str]:
    """All of them where nothing was said."""
    fields = model._meta.concrete_fields
    return [each.attname for each in fields if not kept or each.primary_key or {each.name, each.attname} & set(kept)]


def _loads(type_code: int) -> Callable[[Any], Any] | None:
    if type_code in JSON:
        return json.loads
    return (lambda texts: [json.loads(text) for text in texts]) if type_code in JSON_LISTS else None
