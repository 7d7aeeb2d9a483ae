"""The demo's personas sign in without a password, so they may exist only in a database that `demo` itself made.

The mark is a setting of the database itself: it needs no table, and a dump of the content does not carry it elsewhere.
"""

import psycopg
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

MARK = "understory.demo"
TABLES = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"


def claim_for_demo() -> None:
    """Mark an empty database as the demo's; refuse one in which somebody else's tables stand."""
    with connection.cursor() as cursor:
        if _is_marked(cursor):
            return
        if cursor.execute(TABLES).fetchone()[0]:
            raise ImproperlyConfigured(
                "The demo works only in an empty database or in one that it made itself; give it another DATABASE_URL."
            )
        name = connection.ops.quote_name(settings.DATABASES["default"]["NAME"])
        cursor.execute(f"ALTER DATABASE {name} SET {MARK} = 'yes'")


def is_demo_database() -> bool:
    """Whether the database behind this request carries the mark."""
    with connection.cursor() as cursor:
        return _is_marked(cursor)


def refuse_wrong_database() -> None:
    """Refuse to serve the demo's personas anywhere else, or the demo's database as if it were a company's.

    A database that is away cannot be asked: the demo then refuses, everybody else starts and answers 503 until it is back.
    """
    try:
        marked = _ask()
    except psycopg.OperationalError as error:
        if settings.DEMO:
            raise ImproperlyConfigured(f"The demo's database cannot be reached ({error}).") from error
        return
    if settings.DEMO and not marked:
        raise ImproperlyConfigured("The demo runs only on a database that `manage.py demo` made.")
    if marked and not settings.DEMO:
        raise ImproperlyConfigured("This is the demo's database; it holds people who sign in without a password.")


def _ask() -> bool:
    """On a connection of its own: this runs before gunicorn forks, and a pool must not be shared across a fork."""
    parameters = connection.get_connection_params()
    wanted = {
        key: parameters[key]
        for key in ("dbname", "user", "password", "host", "port", "connect_timeout")
        if parameters.get(key)
    }
    with psycopg.connect(**wanted) as own:
        return _is_marked(own.cursor())


def _is_marked(cursor) -> bool:
    return cursor.execute("SELECT current_setting(%s, true)", [MARK]).fetchone()[0] == "yes"
