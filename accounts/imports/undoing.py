"""Undoing an import: allowed while nothing it wrote was changed since and nothing was built on what it added."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.db import connection, models
from django.utils.translation import gettext as translated

from accounts.imports.planning import Target
from accounts.models import ImportChange, ImportRun
from ecosystem.core.errors import Refused

Act = ImportChange.Act
DERIVED = {"accounts_reportingclosure", "accounts_unitclosure", "account_emailaddress"}
STORED_SUMS = ".stored"  # the modules of models that are computed from others


def undo_changes(run: ImportRun) -> set[str]:
    """Take back everything a run wrote, inside the caller's transaction. Raises Refused with the reason. Returns the tables."""
    changes = list(run.changes.order_by("pk").values_list("act", "table", "columns").distinct().order_by())
    tables = {table for _, table, _ in changes}
    for act, table, columns in changes:
        if act != Act.REMOVED:
            _refuse_changed(run, act, Target(table, tuple(columns)))
    added, changed = _ids(run, Act.ADDED), _ids(run, Act.CHANGED)
    for table in added:
        _refuse_built_on(table, added, changed)
    for table in added:
        _remove_derived(table, added)
    for table, ids in added.items():
        _run(f"DELETE FROM {table} WHERE id = ANY(%s)", [ids])
    for act, table, columns in changes:
        if act == Act.CHANGED:
            _give_back(run, table, columns)
        elif act == Act.REMOVED:
            _put_back(run, table)
    return tables


def _ids(run: ImportRun, act: str) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for table, ids in run.changes.filter(act=act).values_list("table", "ids"):
        found[table] += ids
    return dict(found)


def _refuse_changed(run: ImportRun, act: str, target: Target) -> None:
    """Every row must stand as the import left it."""
    from accounts.imports.applying import mark

    count = _value(
        f"""SELECT count(*) FROM accounts_importchange c, unnest(c.ids, c.marks) AS left_as(id, mark)
        LEFT JOIN {target.table} t ON t.id = left_as.id
        WHERE c.run_id = %s AND c.act = %s AND c."table" = %s
            AND (t.id IS NULL OR {mark(target, "t")} IS DISTINCT FROM left_as.mark)""",
        [run.pk, act, target.table],
    )
    if count:
        raise Refused(
            translated("{count} of its rows in {what} were changed since. Undo the later change first.").format(
                count=count, what=_named(target.table)
            )
        )


def _refuse_built_on(table: str, added: dict[str, list[int]], changed: dict[str, list[int]]) -> None:
    """No row of another table may point to what was added, unless this import wrote it too or it is derived."""
    for other, column in _pointing_to(table):
        own = added.get(other._meta.db_table, []) + changed.get(other._meta.db_table, [])
        primary = other._meta.pk.column
        excluded = f'AND NOT "{primary}" = ANY(%(own)s)' if own else ""
        count = _value(
            f'SELECT count(*) FROM {other._meta.db_table} WHERE "{column}" = ANY(%(ids)s) {excluded}',
            {"ids": added[table], "own": own},
        )
        if count:
            sentence = translated("It can no longer be undone: {added} that it added are in use ({what}: {count}).")
            raise Refused(sentence.format(count=count, what=other._meta.verbose_name_plural, added=_named(table)))


def _pointing_to(table: str) -> Iterable[tuple[type[models.Model], str]]:
    """Models with a foreign key to the table, but for derived ones and history, which the database keeps by itself."""
    for model in apps.get_models(include_auto_created=True):
        if _is_derived(model) or model._meta.app_label == "pghistory" or hasattr(model, "pgh_tracked_model"):
            continue
        field: Any
        for field in model._meta.local_concrete_fields:
            if field.is_relation and field.db_constraint and field.related_model._meta.db_table == table:
                yield model, field.column


def _is_derived(model: type[models.Model]) -> bool:
    return model._meta.db_table in DERIVED or model.__module__.endswith(STORED_SUMS)


def _remove_derived(table: str, added: dict[str, list[int]]) -> None:
    field: Any
    for model in apps.get_models():
        if _is_derived(model):
            for field in model._meta.local_concrete_fields:
                if field.is_relation and field.related_model._meta.db_table == table:
                    _run(f'DELETE FROM {model._meta.db_table} WHERE "{field.column}" = ANY(%s)', [added[table]])


def _give_back(run: ImportRun, table: str, columns: list[str]) -> None:
    """The images from before, over the rows as they are."""
    versioned = any(f.column == "version" for f in _model(table)._meta.local_concrete_fields)
    assignments = [f'"{name}" = was."{name}"' for name in columns] + (["version = t.version + 1"] if versioned else [])
    _run(
        f"""UPDATE {table} t SET {", ".join(assignments)} FROM accounts_importchange c,
            LATERAL jsonb_populate_recordset(NULL::{table}, c.before) was
        WHERE c.run_id = %s AND c.act = 'changed' AND c."table" = %s AND was.id = t.id""",
        [run.pk, table],
    )


def _put_back(run: ImportRun, table: str) -> None:
    """Removed rows return whole, under their old ids."""
    _run(
        f"""INSERT INTO {table} SELECT was.* FROM accounts_importchange c,
            LATERAL jsonb_populate_recordset(NULL::{table}, c.before) was
        WHERE c.run_id = %s AND c.act = 'removed' AND c."table" = %s""",
        [run.pk, table],
    )


def _model(table: str) -> Any:
    return next(model for model in apps.get_models() if model._meta.db_table == table)


def _named(table: str) -> str:
    return str(_model(table)._meta.verbose_name_plural)


def _run(sql: str, params: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)


def _value(sql: str, params: Any) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchone()[0]
