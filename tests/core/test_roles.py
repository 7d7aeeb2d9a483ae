"""The application's own role in the database, tried with SET ROLE inside a transaction that is rolled back."""

import pytest
from django.db import ProgrammingError, connection, transaction

from ecosystem.core.roles import grant
from tests.factories.core import AuditEntryFactory

pytestmark = pytest.mark.django_db
ROLE = "understory_test_role"


@pytest.fixture
def as_application():
    """Everything after this runs as a role with the rights that the application's role gets."""
    AuditEntryFactory()
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE ROLE {ROLE}")
        grant(connection, ROLE)
        cursor.execute(f"SET LOCAL ROLE {ROLE}")
        yield cursor
        cursor.execute("RESET ROLE")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE core_auditentry SET verb = 'nothing.happened'",
        "DELETE FROM core_auditentry",
        "TRUNCATE core_auditentry",
        "DROP TABLE core_auditentry",
        "ALTER TABLE core_auditentry DISABLE TRIGGER ALL",
        "CREATE TABLE own (id int)",
    ],
)
def test_the_application_cannot_rewrite_history(as_application, statement):
    with pytest.raises(ProgrammingError), transaction.atomic():
        as_application.execute(statement)


def test_the_application_reads_and_adds_audit_rows(as_application):
    as_application.execute(
        "INSERT INTO core_auditentry (at, verb, kind, object_id, fields, reason) VALUES (now(), 'a', 'b', '1', '[]', '')"
    )
    as_application.execute("SELECT count(*) FROM core_auditentry")
    assert as_application.fetchone() == (2,)


def test_the_application_works_on_everything_else(as_application):
    as_application.execute("INSERT INTO core_heartbeat (name, at) VALUES ('look', now())")
    as_application.execute("UPDATE core_heartbeat SET at = now()")
    as_application.execute("DELETE FROM core_heartbeat")
    assert as_application.rowcount == 1
