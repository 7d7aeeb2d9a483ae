"""What load balancers are told, against real parts: a database that is away, a Redis that is there and one that is not."""

import datetime as dt
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client

from ecosystem.core.clock import now
from ecosystem.core.models import Heartbeat
from ecosystem.core.readiness import applied, shipped
from tests.factories.core import OutboxMessageFactory

ROOT = Path(__file__).resolve().parent.parent.parent
NOWHERE = "postgres://somebody:a-secret@127.0.0.1:1/nothing"
ASK = (
    "import time, django; django.setup(); from django.test import Client; "
    "ask = lambda part: Client().get(f'/healthz/{part}', headers={'Host': 'localhost'}); "
    "live, began, ready = ask('live'), time.monotonic(), ask('ready'); print(time.monotonic() - began); "
    "[print(answer.status_code, answer.content.decode()) for answer in (live, ready)]"
)


def ready():
    answer = Client().get("/healthz/ready")
    return answer.status_code, answer.json()


@pytest.fixture
def folder(settings, tmp_path):
    settings.QUEUE_DIR = str(tmp_path)


@pytest.mark.django_db
def test_live_asks_nothing(django_assert_num_queries, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    with django_assert_num_queries(0):
        assert Client().get("/healthz/live").json() == {"status": "ok"}


@pytest.mark.django_db
@pytest.mark.parametrize("part", ["live", "ready"])
def test_balancers_may_ask_for_the_head_alone(part, folder):
    answer = Client().head(f"/healthz/{part}")
    assert (answer.status_code, answer.content) == (200, b"")


@pytest.mark.django_db
def test_ready_names_every_part(folder, django_assert_max_num_queries):
    OutboxMessageFactory(available_at=now() - dt.timedelta(minutes=2))
    Heartbeat.objects.create(name="look", at=now() - dt.timedelta(seconds=5))
    with django_assert_max_num_queries(5):  # two of them begin and end a transaction
        status, told = ready()
    assert status == 200
    assert 119 <= told.pop("oldest_work_seconds") <= 121
    assert told == {
        "status": "ok",
        "database": "ok",
        "migrations": "ok",
        "queue": "ok",
        "work_waiting": 1,
        "scheduler_seconds": 5,
    }


@pytest.mark.django_db
def test_ready_needs_no_work_and_no_scheduler(folder):
    status, told = ready()
    assert (status, told["work_waiting"], told["oldest_work_seconds"], told["scheduler_seconds"]) == (
        200,
        0,
        None,
        None,
    )


@pytest.mark.django_db
def test_a_migration_that_is_not_applied_is_not_ready(folder):
    MigrationRecorder(connection).record_unapplied("core", "0001_initial")
    status, told = ready()
    assert (status, told["status"], told["database"], told["migrations"]) == (503, "not ready", "ok", "missing")


@pytest.mark.django_db
def test_a_database_ahead_of_this_release_is_ready(folder):
    MigrationRecorder(connection).record_applied("core", "9999_of_the_next_release")
    assert ready()[0] == 200


@pytest.mark.django_db
def test_all_that_is_shipped_is_applied_here():
    assert shipped() <= applied()
    assert {("core", "0001_initial"), ("sessions", "0001_initial")} <= shipped()


@pytest.mark.django_db
def test_without_any_table_it_is_not_ready(folder):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE django_migrations RENAME TO elsewhere")
    status, told = ready()
    assert (status, told["database"], told["migrations"]) == (503, "ok", "missing")


@pytest.mark.django_db
@pytest.mark.redis
def test_redis_is_asked(settings, redis_server):
    settings.REDIS_URL = redis_server
    assert ready()[1]["queue"] == "ok"


@pytest.mark.django_db
@pytest.mark.parametrize("url", ["redis://:a-secret@127.0.0.1:1/0", "unix:///nowhere.sock"])
def test_without_redis_people_are_served_all_the_same(settings, url):
    settings.REDIS_URL = url
    status, told = ready()
    assert (status, told["status"], told["queue"]) == (200, "ok", "away")
    assert "a-secret" not in json.dumps(told)


def test_without_a_database_it_lives_and_is_not_ready():
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "ecosystem.settings", "DATABASE_URL": NOWHERE, "DATABASE_POOL": "2"}
    done = subprocess.run([sys.executable, "-c", ASK], cwd=ROOT, env=env, capture_output=True, text=True)
    took, live, ready = done.stdout.splitlines()
    assert live == '200 {"status": "ok"}'
    status, _, told = ready.partition(" ")
    assert status == "503"
    assert json.loads(told) | {"queue": ""} == {
        "status": "not ready",
        "database": "away",
        "migrations": "unknown",
        "queue": "",
    }
    assert float(took) < 5
    assert "a-secret" not in done.stdout + done.stderr
