"""The demo company as release 0.1.0 stored it, brought up to this release: nothing is lost, nobody waits, and it goes on."""

import os
import re
import subprocess
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection
from django.test import Client
from psycopg import sql

from accounts.models import Person
from ecosystem.core.models import OutboxMessage
from ecosystem.core.outbox import deliver, enqueue
from ecosystem.core.policy import scope
from ecosystem.demo.personas import PERSONAS
from ecosystem.embedded import APPLICATION, program

DUMP = Path(__file__).parent / "data" / "demo-0.1.0.dump"
PAGES = ("/", "/goals/", "/skills/", "/library/", "/needs/", "/guilds/")
OUR_OWN = "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND table_name !~ '^(django|auth)_'"
# What describes the tables, each line by itself; the order of columns is that of their coming.
SHAPE = {
    "columns": """SELECT format('%s.%s %s %s %s %s', table_name, column_name, udt_name, is_nullable, column_default, generation_expression)
        FROM information_schema.columns WHERE table_schema = 'public'""",
    "constraints": """SELECT format('%s %s', conrelid::regclass, pg_get_constraintdef(oid))
        FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype <> 'n'""",
    "indexes": "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "triggers": "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
    "functions": """SELECT pg_get_functiondef(p.oid) FROM pg_proc p
        WHERE pronamespace = 'public'::regnamespace AND prokind = 'f'
          AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')""",
    "extensions": "SELECT extname FROM pg_extension",
    "rights": f"""SELECT format('%s %s', table_name, privilege_type) FROM information_schema.role_table_grants
        WHERE grantee = '{APPLICATION}' AND table_schema = 'public'""",
}


@pytest.mark.django_db(transaction=True)
def test_release_0_1_0_becomes_this_one():
    """One test, because it takes seconds to bring up a whole company."""
    base, name = os.environ["DATABASE_URL"].rpartition("/")[0], connection.settings_dict["NAME"]
    with empty_database(f"{base}/postgres", f"{name}_upgraded"):
        url = f"{base}/{name}_upgraded"
        command = [program("pg_restore"), "--no-owner", "--no-privileges", f"--dbname={url}", str(DUMP)]
        subprocess.run(command, check=True)
        with psycopg.connect(url) as own:
            columns = columns_of(own)
            before = rows_in(own, columns)
        with connected_to(f"{name}_upgraded"):
            call_command("prepare", only="database", verbosity=0)
        with psycopg.connect(url) as own, psycopg.connect(f"{base}/{name}") as new:
            every_row_is_there(before, rows_in(own, columns))
            shaped_alike(own, new)
        with connected_to(f"{name}_upgraded"):
            people_go_on()
            work_goes_on()


@contextmanager
def empty_database(server: str, name: str) -> Iterator[None]:
    with psycopg.connect(server, autocommit=True) as own:
        own.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        own.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        yield
        own.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def columns_of(own: psycopg.Connection) -> dict[str, list[str]]:
    found = own.execute(
        f"SELECT table_name, array_agg(column_name::text) FROM information_schema.columns WHERE table_name IN ({OUR_OWN}) GROUP BY 1"
    )
    return dict(found.fetchall())


def rows_in(own: psycopg.Connection, columns: dict[str, list[str]]) -> dict[str, Counter]:
    """Of each table hashes over these columns of its rows."""
    found = {}
    for table, names in columns.items():
        row = sql.SQL("SELECT md5(ROW({})::text) FROM {}")
        listed = sql.SQL(", ").join(map(sql.Identifier, names))
        found[table] = Counter(line for (line,) in own.execute(row.format(listed, sql.Identifier(table))))
    return found


def every_row_is_there(before: dict[str, Counter], after: dict[str, Counter]) -> None:
    assert sum(map(Counter.total, before.values())) > 10_000
    assert {table: gone for table, rows in before.items() if (gone := (rows - after[table]).total())} == {}


def shaped_alike(own: psycopg.Connection, new: psycopg.Connection) -> None:
    """The tables are those of a new installation."""
    for kind, statement in SHAPE.items():
        found, wanted = ({plain(line) for (line,) in one.execute(statement)} for one in (own, new))
        assert found == wanted, kind
        assert wanted or kind == "rights"  # a server of one's own may not have that role


def plain(line: str) -> str:
    """Without the casts and brackets that a dump writes in another place than a migration."""
    return re.sub(r"::(character varying|text)(\[\])?|[()]", "", line)


@contextmanager
def connected_to(name: str) -> Iterator[None]:
    """The connection of this process leads there for a while; what is kept of the rows of the other one is forgotten."""
    kept = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    ContentType.objects.clear_cache()
    try:
        with scope():
            yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = kept
        ContentType.objects.clear_cache()


def signed_in(person: Person) -> Client:
    """As by an identity provider, which vouches for a second factor."""
    client = Client()
    client.force_login(person, backend="accounts.backends.PersonBackend")
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "socialaccount", "at": 0}]
    session.save()
    return client


def people_go_on() -> None:
    for persona in PERSONAS:
        client = signed_in(Person.objects.get(employee_number=persona.employee_number))
        pages = PAGES if persona is PERSONAS[0] else PAGES[:1]
        assert {page: client.get(page).status_code for page in pages} == dict.fromkeys(pages, 200), persona


def work_goes_on() -> None:
    enqueue("accounts.rebuild_sums", key="after an upgrade: skills")
    enqueue("goals.rebuild_sums", key="after an upgrade: goals")
    deliver(10_000)
    assert list(OutboxMessage.objects.filter(done_at=None).values_list("task", "last_error")) == []
