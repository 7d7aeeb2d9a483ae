"""An index made beside people at work may be broken off, and the migration run again."""

from importlib import import_module
from pathlib import Path

import psycopg
import pytest
from django.apps import apps
from django.db import OperationalError, connection
from django.db.migrations.loader import MigrationLoader

LAST = ("guilds", "0011_sessions_that_are_over")
PREVIOUS = ("guilds", "0010_what_is_told_once_a_quarter")
STANDING = "SELECT indexrelid, indisvalid FROM pg_index WHERE indexrelid = to_regclass('session_over')"


@pytest.fixture
def make_index(transactional_db):
    """Does what the migration does, with whatever is there."""
    loader = MigrationLoader(connection)
    before, after = loader.project_state(PREVIOUS), loader.project_state(LAST)
    (operation,) = import_module("guilds.migrations.0011_sessions_that_are_over").Migration.operations

    def forwards() -> tuple[int, bool]:
        with connection.schema_editor(atomic=False) as editor:
            operation.database_forwards("guilds", editor, before, after)
        return standing()

    yield forwards
    with connection.cursor() as cursor:
        cursor.execute("RESET lock_timeout")
    forwards()


def standing() -> tuple[int, bool]:
    with connection.cursor() as cursor:
        cursor.execute(STANDING)
        return cursor.fetchone()


def test_an_index_that_was_left_half_made_is_made_anew(make_index):
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX session_over")
        cursor.execute("SET lock_timeout = '200ms'")
    with psycopg.connect(**connection.get_connection_params()) as at_work:
        at_work.execute("UPDATE guilds_session SET version = version")
        with pytest.raises(OperationalError, match="lock timeout"):
            make_index()
        left, valid = standing()
        assert not valid
    made, valid = make_index()
    assert valid and made != left


def test_an_index_that_stands_is_kept(make_index):
    assert make_index() == make_index() == standing()


def test_no_migration_makes_one_by_hand():
    folders = [Path(app.path) / "migrations" for app in apps.get_app_configs()]
    ours = [path for folder in folders if "site-packages" not in str(folder) for path in folder.glob("0*.py")]
    by_hand = [path.name for path in ours if "CONCURRENTLY" in path.read_text() or "Concurrently" in path.read_text()]
    assert len(ours) > 20 and by_hand == []
