"""Behind PgBouncer in transaction mode each transaction may get another connection: nothing may lean on the session."""

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlparse

import pytest
from django.conf import settings as configured

from tests.factories.people import PersonFactory
from tests.test_settings import CLEAN, SERVER

ROOT = Path(__file__).resolve().parent.parent
PGBOUNCER = shutil.which("pgbouncer")
PEOPLE, THREADS, TURNS = 30, 4, 12
WORK = f"""
import django; django.setup()
from concurrent.futures import ThreadPoolExecutor
from django.db import connection, transaction
from accounts.models import Person
from accounts.rollup import rebuild
from ecosystem.core import policy
from ecosystem.core.outbox import deliver, enqueue
from ecosystem.core.search import find

def turn(number):
    try:
        with policy.scope():
            person = Person.objects.get(email="person-0@example.com")
            find(person, "person")
            rows = Person.objects.order_by("pk").iterator(chunk_size=5)
            first = next(rows)
            find(person, "other")  # elsewhere meanwhile
            count = 1 + sum(1 for _row in rows)
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("CREATE TEMPORARY TABLE kept ON COMMIT DROP AS SELECT 1")
                cursor.execute("SELECT count(*) FROM kept")
            enqueue("core.look", key=f"turn-{{number}}")
            with connection.cursor() as cursor:
                cursor.execute("SHOW statement_timeout")
                limit = cursor.fetchone()[0]
        connection.close()
        return f"{{count}} people, {{limit}}"
    except Exception as error:
        connection.close()
        return f"{{error.__class__.__name__}}: {{error}}".splitlines()[0]

with ThreadPoolExecutor({THREADS}) as side_by_side:
    told = sorted(set(side_by_side.map(turn, range({THREADS * TURNS}))))
print(told)
rebuild()
print("rolled up")
"""
INI = """
[databases]
through = host={host} port={port} dbname={name} user={user} connect_query='SET statement_timeout = 4321; SET jit = off'
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {listen}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = 3
{more}
"""


@pytest.mark.parametrize("pooler", ["true", "false"])
def test_with_a_pooler_nothing_is_kept_in_the_session(pooler):
    code = (
        "from django.conf import settings as s; d = s.DATABASES['default']; o = d['OPTIONS']; "
        "print('options' in o, bool(o['pool']), o['prepare_threshold'], d['DISABLE_SERVER_SIDE_CURSORS'])"
    )
    env = {**CLEAN, **SERVER, "DJANGO_SETTINGS_MODULE": "ecosystem.settings", "DATABASE_POOLER": pooler}
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=env, capture_output=True, text=True)
    assert done.stdout == ("False False None True\n" if pooler == "true" else "True True 0 False\n"), done.stderr


@pytest.fixture
def through(transactional_db, tmp_path, free_port, eventually):
    """`through(ini lines)`: the address of a real PgBouncer in front of the test's database, with three connections."""
    started = []

    def start(more: str = "") -> str:
        server, listen = urlparse(os.environ["DATABASE_URL"]), free_port()
        known = {"host": server.hostname, "port": server.port, "name": configured.DATABASES["default"]["NAME"]}
        file = tmp_path / f"{listen}.ini"
        file.write_text(INI.format(**known, user=server.username, listen=listen, more=more))
        own = ["-u", "nobody"] if os.geteuid() == 0 else []
        with (tmp_path / "pgbouncer.log").open("w") as log:
            started.append(subprocess.Popen([PGBOUNCER, *own, str(file)], stdout=log, stderr=log))

        def listens() -> bool:
            with socket.socket() as probe:
                return probe.connect_ex(("127.0.0.1", listen)) == 0

        eventually(listens)
        return f"postgres://{server.username}@127.0.0.1:{listen}/through"

    yield start
    for process in started:
        process.terminate()
        process.wait(10)


def work(url: str, **env: str) -> subprocess.CompletedProcess:
    given = {"DJANGO_SETTINGS_MODULE": "ecosystem.settings", "DATABASE_URL": url, "LOG_LEVEL": "ERROR"}
    names = ("DATABASE_POOL", "STATEMENT_TIMEOUT_MS")
    inherited = {name: value for name, value in os.environ.items() if name not in names}
    return subprocess.run(
        [sys.executable, "-c", WORK], cwd=ROOT, env={**inherited, **given, **env}, capture_output=True, text=True
    )


@pytest.fixture
def people(transactional_db, organisation):
    for number in range(PEOPLE):
        PersonFactory(email=f"person-{number}@example.com", full_name=f"Person {number}")


@pytest.mark.skipif(not PGBOUNCER, reason="not run: pgbouncer is missing")
def test_work_goes_on_through_a_real_pooler(through, people):
    done = work(through(), DATABASE_POOLER="true")
    assert done.stdout == f"['{PEOPLE} people, 4321ms']\nrolled up\n", done.stderr


@pytest.mark.skipif(not PGBOUNCER, reason="not run: pgbouncer is missing")
def test_without_the_setting_it_would_not(through, people):
    """So the test above can fail: the pooler refuses what is sent at the start, and statements kept by name are elsewhere."""
    assert "unsupported startup parameter" in work(through(), DATABASE_POOL="0").stdout
    told = work(through("ignore_startup_parameters = options"), DATABASE_POOL="0").stdout
    assert "does not exist" in told or "already exists" in told
