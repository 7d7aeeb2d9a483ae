"""Erasing somebody, step by step and in bounded batches, from what the apps declared (`personal_data`).

Each step asks the tables what is left, so a batch that is done twice does nothing, and work that was cut off goes on
where it stood. A pass over all steps is followed by another one, until a whole pass found nothing.
"""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import IntegrityError, connection, models, transaction
from django.db.models import Q
from django.utils.translation import gettext

from ecosystem.core.personal_data import DELETE, KEEP, UNLINK, Bond, bonds, is_text, tables, traces

BATCH = 500
SCAN = 25  # what looking through one whole table for a name costs of a batch
NAMES = "_names_in_texts"
NEVER_CHANGED = {"core.auditentry"}
QUOTED = models.JSONField | ArrayField
DERIVED = {"core.searchtitle", "core.searchtext", "core.searchlexeme"}


class Step(NamedTuple):
    key: str
    costs: int
    clear: Callable[[Any, int], int]  # (person, limit) → rows cleared


def steps() -> list[Step]:
    """In order: what has no field to find it by, rows by their declarations, and the name in the texts of others."""
    return [
        *(Step(each.key, SCAN, each.clean) for each in traces()),
        *(Step(each.key, 0, _cleared_by(each)) for each in bonds() if _is_to_clear(each)),
        *(Step(f"name in {model._meta.label_lower}", SCAN, _unnamed_in(model)) for model in _with_texts()),
    ]


def work_off(person: Any, at: int, budget: int = BATCH) -> tuple[int, dict[str, int]]:
    """Go on at a step until the budget is used: where to go on, and what was cleared, by step. All done: one past the last."""
    cleared: dict[str, int] = {}
    todo = steps()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")  # whole tables are looked through
    while at < len(todo) and budget > 0:
        step = todo[at]
        found = step.clear(person, budget)
        if found:
            cleared[step.key] = cleared.get(step.key, 0) + found
        if found < budget:
            at += 1
        budget -= found + step.costs
    return at, cleared


def counted(person_id: int) -> list[tuple[Bond, int]]:
    """How many rows of each kind there are of somebody, in one statement; kinds without any are left out."""
    known = [each for each in reversed(bonds()) if not _is_oneself(each)]
    parts: list[str] = []
    values: list[Any] = []
    for each in known:
        sql, given = each.rows(person_id).order_by().values("pk").query.sql_with_params()
        parts.append(f"(SELECT count(*) FROM ({sql}) counted)")
        values += given
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", values)
        numbers = cursor.fetchone()
    return [(each, number) for each, number in zip(known, numbers, strict=True) if number]


# --- rows ------------------------------------------------------------------------------------------------------------
def _is_oneself(each: Bond) -> bool:
    return each.model == settings.AUTH_USER_MODEL.lower()


def _is_to_clear(each: Bond) -> bool:
    return not _is_oneself(each) and (each.fate != KEEP or bool(each.blank))


def _cleared_by(each: Bond) -> Callable[[Any, int], int]:
    act = {DELETE: _delete, UNLINK: _unlink, KEEP: _blank}[each.fate]
    return lambda person, limit: act(each, each.rows(person.pk), limit)


def _delete(each: Bond, rows: models.QuerySet, limit: int) -> int:
    """With the files of the rows, once the transaction holds."""
    found = rows.order_by("pk")[:limit]
    names = [column.name for column in each.table._meta.local_fields if isinstance(column, models.FileField)]
    objects = list(found) if names else []
    keys = [row.pk for row in objects] if names else list(found.values_list("pk", flat=True))
    for file in (getattr(row, name) for row in objects for name in names):
        if file:
            transaction.on_commit(_forget(file))
    if keys:
        each.table._base_manager.filter(pk__in=keys).delete()
    return len(keys)


def _forget(file: Any) -> Callable[[], None]:
    storage, name = file.storage, file.name
    return lambda: storage.delete(name)


def _unlink(each: Bond, rows: models.QuerySet, limit: int) -> int:
    return _update(each, rows, limit, {each.path: None})


def _blank(each: Bond, rows: models.QuerySet, limit: int) -> int:
    empty = {name: _empty(each.table._meta.get_field(name)) for name in each.blank}
    filled = Q(pk__in=[])
    for name, nothing in empty.items():
        filled |= ~Q(**{name: nothing})
    return _update(each, rows.filter(filled), limit, empty)


def _update(each: Bond, rows: models.QuerySet, limit: int, values: dict[str, Any]) -> int:
    keys = list(rows.order_by("pk").values_list("pk", flat=True)[:limit])
    if keys:
        each.table._base_manager.filter(pk__in=keys).update(**values)
    return len(keys)


def _empty(column: models.Field) -> Any:
    return column.get_default() if isinstance(column, models.JSONField | ArrayField) else ""


# --- the name in the texts of others ---------------------------------------------------------------------------------
def names_of(person: Any) -> list[str]:
    """What names somebody in a text: the address, and the whole name unless somebody else bears it too.

    Asked once for a person as loaded, for one batch that is, not for each of all the tables with texts.
    """
    known: list[str] | None = person.__dict__.get(NAMES)
    if known is None:
        others = type(person).objects.filter(full_name__iexact=person.full_name).exclude(pk=person.pk)
        known = person.__dict__[NAMES] = [person.email] if others.exists() else [person.email, person.full_name]
    return known


def whole_words(*words: str) -> str:
    """Any of these, as PostgreSQL finds it where it is no part of a longer word."""
    return "|".join(_whole(word) for word in words if word.strip())


def _whole(word: str) -> str:
    first = r"\m" if word[0].isalnum() else ""
    last = r"\M" if word[-1].isalnum() else ""
    return f"{first}{re.escape(word)}{last}"


def _with_texts() -> Iterator[type[models.Model]]:
    left_out = {*NEVER_CHANGED, *DERIVED, settings.AUTH_USER_MODEL.lower()}
    yield from (model for model in tables() if model._meta.label_lower not in left_out and _columns(model))


def _columns(model: type[models.Model]) -> list[Any]:
    return [column for column in model._meta.local_fields if is_text(column) and not column.primary_key]


def _unnamed_in(model: type[models.Model]) -> Callable[[Any, int], int]:
    """In every text of a table the name and the address give way to “Former colleague”, a number of rows at a time."""

    def clear(person: Any, limit: int) -> int:
        names, word = names_of(person), gettext("Former colleague")
        plain, quoted = whole_words(*names), whole_words(*map(_quoted, names))
        patterns = [quoted if isinstance(each, QUOTED) else plain for each in _columns(model)]
        values = [value for each in patterns for value in (each, word)]
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(_statement(model), [*values, *patterns, limit])
                return cursor.rowcount
        except IntegrityError:  # two rows may not read the same: they stay as they are
            return 0

    return clear


def _quoted(word: str) -> str:
    """As it stands between the quotes of JSON, and of arrays."""
    return json.dumps(word, ensure_ascii=False)[1:-1]


def _statement(model: type[models.Model]) -> str:
    table, key = f'"{model._meta.db_table}"', f'"{model._meta.pk.column}"'
    columns = _columns(model)
    sets = ", ".join(f'"{column.column}" = {_replaced(column)}' for column in columns)
    holds = " OR ".join(f'"{column.column}"::text ~* %s' for column in columns)
    return f"UPDATE {table} SET {sets} WHERE {key} IN (SELECT {key} FROM {table} WHERE {holds} LIMIT %s)"


def _replaced(column: Any) -> str:
    text = f"""regexp_replace("{column.column}"::text, %s, %s, 'gi')"""
    if isinstance(column, QUOTED):
        return f"{text}::{column.db_type(connection)}"
    return f"left({text}, {column.max_length})" if column.max_length else text
