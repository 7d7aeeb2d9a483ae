"""What is put back is what was made, and nothing is put back where it would be in the way."""

import time_machine
from django.db import connection, transaction

from ecosystem.core import policy
from tests.conftest import make_cast
from tests.factories.people import UnitFactory, make_organisation
from tests.kept import Kept


def everything() -> tuple:
    """The organisation and the nine people of a test."""
    organisation = make_organisation()
    with policy.scope():
        return organisation, make_cast()


def stored(tables) -> dict[str, list]:
    found = {}
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f'SELECT each::text FROM "{table}" each ORDER BY 1')
            found[table] = cursor.fetchall()
    return found


def twice(kept: Kept):
    """What comes of each of two calls, the first undone before the second."""
    for _ in range(2):
        with transaction.atomic():
            made = kept()
            (rows,) = kept.days.values()
            yield made, stored(rows.tables)
            transaction.set_rollback(True)


def test_what_is_kept_comes_back_row_by_row(db):
    calls = []
    (first, rows), (again, rows_again) = twice(Kept(lambda: calls.append(1) or everything()))
    assert len(calls) == 1
    assert rows == rows_again
    assert {"accounts_person", "accounts_reportingclosure", "accounts_organisation"} <= rows.keys()
    assert all(rows.values())
    assert again[0] == first[0] and again[0] is not first[0]
    assert vars(again[1]) == vars(first[1])
    assert again[1].emil.email == "emil@example.com"


def test_triggers_are_at_work_afterwards(db):
    *_first, (_again, _rows) = twice(Kept(everything))
    with connection.cursor() as cursor:
        cursor.execute("SHOW session_replication_role")
        assert cursor.fetchone() == ("origin",)


def test_it_is_made_anew_where_somebody_is_there_or_in_another_time(db):
    calls = []
    kept = Kept(lambda: calls.append(1) or UnitFactory())
    with transaction.atomic():
        kept()
        transaction.set_rollback(True)
    UnitFactory()
    kept()
    assert len(calls) == 2
    with time_machine.travel("2026-03-01"):
        kept()
    assert len(calls) == 3


def test_what_grew_beside_others_is_not_kept(db):
    UnitFactory()
    kept = Kept(UnitFactory)
    kept()
    assert kept.days == {}
