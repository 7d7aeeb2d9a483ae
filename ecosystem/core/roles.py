"""Two database roles: the owner migrates, the application serves and cannot change or delete audit rows."""

from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from ecosystem.core.models import AuditEntry

APPLICATION_ROLE = "understory_app"


def grant_after_migrate(using: str, **_: Any) -> None:
    """After each migration: every table for the application's role, the audit only to be read and added to."""
    connection = connections[using]
    if connection.vendor == "postgresql" and _exists(connection, APPLICATION_ROLE):
        grant(connection, APPLICATION_ROLE)


def grant(connection: BaseDatabaseWrapper, role: str) -> None:
    """The rights of the application's role on everything in the current schema, now and for tables to come."""
    name = connection.ops.quote_name(role)
    audit = connection.ops.quote_name(AuditEntry._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute("SELECT quote_ident(current_schema())")
        schema = cursor.fetchone()[0]
        cursor.execute(f"GRANT USAGE ON SCHEMA {schema} TO {name}")
        cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {name}")
        cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {name}")
        cursor.execute(f"ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT USAGE, SELECT ON SEQUENCES TO {name}")
        cursor.execute(
            f"ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {name}"
        )
        cursor.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON {audit} FROM {name}")


def _exists(connection: BaseDatabaseWrapper, role: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
        return cursor.fetchone() is not None
