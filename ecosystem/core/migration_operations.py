"""Indexes that are made and dropped beside people at work, by migrations that may be run again after they broke off."""

from typing import Any

from django.contrib.postgres import operations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import Index, Model

IS_VALID = "SELECT indisvalid FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid WHERE relname = %s AND pg_table_is_visible(indexrelid)"


class Beside(operations.NotInTransactionMixin):
    """Only who makes the index must be outside of a transaction; who writes down what would be done need not."""

    def _ensure_not_in_transaction(self, schema_editor: BaseDatabaseSchemaEditor) -> None:
        if not schema_editor.collect_sql:
            super()._ensure_not_in_transaction(schema_editor)


class AddIndexBeside(Beside, operations.AddIndexConcurrently):
    """As Django's, except that an index which stands already is kept, and one that was left half made is made anew."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        self._ensure_not_in_transaction(schema_editor)
        model = to_state.apps.get_model(app_label, self.model_name)
        if self.allow_migrate_model(schema_editor.connection.alias, model):
            _make(schema_editor, model, self.index)


class RemoveIndexBeside(Beside, operations.RemoveIndexConcurrently):
    """As Django's, which drops an index only where there is one; on the way back the index is made as above."""

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        self._ensure_not_in_transaction(schema_editor)
        model = to_state.apps.get_model(app_label, self.model_name)
        if self.allow_migrate_model(schema_editor.connection.alias, model):
            state = to_state.models[app_label, self.model_name_lower]
            _make(schema_editor, model, state.get_index_by_name(self.name))


def _make(editor: Any, model: type[Model], index: Index) -> None:
    """PostgreSQL leaves an index whose making was broken off: it is kept up to date, but never read."""
    valid = None if editor.collect_sql else _is_valid(editor, index)
    if valid is False:
        editor.remove_index(model, index, concurrently=True)
    if not valid:
        editor.add_index(model, index, concurrently=True)


def _is_valid(editor: Any, index: Index) -> bool | None:
    """None where there is no such index."""
    with editor.connection.cursor() as cursor:
        cursor.execute(IS_VALID, [index.name])
        found = cursor.fetchone()
    return found and found[0]
