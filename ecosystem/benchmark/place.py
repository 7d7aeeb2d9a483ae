"""Where a run takes place: a database of its own for each size, and the environment of everything that works on it."""

import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from ecosystem.embedded import OWNER, Cluster
from ecosystem.installation import DATA, PREPARE_LIMITS

HERE = Path(__file__).parent
FOLDER = DATA / "benchmark"
WEB_URL = "BENCHMARK_WEB_URL"


def database(people: int) -> str:
    return f"understory_bench_{people}"


@contextmanager
def place(people: int) -> Iterator[dict[str, str]]:
    """The environment of a run, with the database there: on the server of DATABASE_URL, else on one of our own."""
    shutil.rmtree(FOLDER / "queue", ignore_errors=True)  # nobody works on what earlier runs left there
    (FOLDER / "queue").mkdir(parents=True)
    name, given = database(people), os.environ.get("DATABASE_URL")
    if given:
        url = urlunsplit(urlsplit(given)._replace(path=f"/{name}"))
        _create(given, name)
        yield _environment(url, url)
        return
    with Cluster(FOLDER).running() as cluster:
        _create(cluster.url(OWNER, "postgres"), name)
        cluster.create(name)  # the application's role
        yield _environment(cluster.url(OWNER, name), cluster.url(database=name))


def recipe() -> str:
    """Changes with whatever decides what the company is like."""
    files = [HERE / "shape.py", *sorted((HERE / "sql").glob("*.sql"))]
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:16]


def _create(url: str, name: str) -> None:
    """The database where it is missing; anew where it was filled by another recipe, or only half."""
    with psycopg.connect(url, autocommit=True) as own:
        found = own.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [name]
        ).fetchone()
        if found and found[0] == recipe():
            return
        own.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))
        own.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))


def _environment(owner_url: str, web_url: str) -> dict[str, str]:
    """The owner of the tables builds and measures; the web server works with the application's role."""
    return {
        **os.environ,
        "DATA_DIR": str(FOLDER),
        "QUEUE_DIR": str(FOLDER / "queue"),
        "DATABASE_URL": owner_url,
        WEB_URL: web_url,
        "DJANGO_SETTINGS_MODULE": "ecosystem.benchmark.settings",
        **PREPARE_LIMITS,
        "LOCK_TIMEOUT_MS": "0",
        "LOG_LEVEL": "WARNING",
    }


def web_environment() -> dict[str, str]:
    """The product's own limits for the server under test."""
    return {
        "DATABASE_URL": os.environ[WEB_URL],
        "DATABASE_POOL": "8",
        "STATEMENT_TIMEOUT_MS": "5000",
        "LOG_LEVEL": "INFO",
    }
