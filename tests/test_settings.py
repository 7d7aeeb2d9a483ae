"""Settings come from the environment of the process; a wrong value is one sentence."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.cache import cache

from ecosystem.installation import PREPARE_LIMITS, WORKER_LIMITS

ROOT = Path(__file__).resolve().parent.parent
SETTINGS = ROOT / "ecosystem" / "settings.py"
NOBODY_SETS = {"DEBUG", "DEMO"}
IMAGE_SETS = {"DATA_DIR", "STATIC_ROOT", "METRICS_DIR", "QUEUE_DIR", "LOG_FORMAT"}
NEED_MORE = {
    "ALLOWED_HOSTS",
    "CALENDAR_REPLIES",
    "DATABASE_POOLER",
}  # a name, a folder or a server beside those of the file
CLEAN = {
    name: value
    for name, value in os.environ.items()
    if name in {"PATH", "HOME", "LANG", "PYTHONPATH", "VIRTUAL_ENV", "TMPDIR"}
}
SERVER = {"DATABASE_URL": "postgres://nobody@localhost/nothing", "UNDERSTORY_NO_VENV": "1"}
PUBLIC = {"PUBLIC_URL": "https://learn.example.com", "SECRET_KEY": "a-long-and-random-secret-" * 3 + "0123456789"}


def manage(*arguments: str, **env: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={**CLEAN, **SERVER, **env},
        capture_output=True,
        text=True,
    )


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"DEMO": "yess"}, "DEMO must be true or false, not 'yess'."),
        ({"DATABASE_POOL": "many"}, "DATABASE_POOL must be a whole number, not 'many'."),
        ({"DATABASE_URL": "mysql://x@y/z"}, "DATABASE_URL must begin with postgres:// or postgresql://."),
        ({"REDIS_URL": "amqp://x"}, "REDIS_URL must begin with redis:// or rediss:// or unix://."),
        ({"PUBLIC_URL": "learn.example.com"}, "PUBLIC_URL must begin with http:// or https://."),
        (
            {"PUBLIC_URL": "https://x.example/y"},
            "PUBLIC_URL must look like https://learn.example.com, not 'https://x.example/y'.",
        ),
        (
            {"PUBLIC_URL": "https://x.example"},
            "Set SECRET_KEY to a long random value before other people can reach Understory.",
        ),
        ({**PUBLIC, "DEMO": "true"}, "The demo runs on this machine only; PUBLIC_URL must point to localhost."),
        (
            {"CALENDAR_ADDRESS": "Learn <learn@example.com>"},
            "CALENDAR_ADDRESS must look like learn@example.com, with at most 24 letters before the @.",
        ),
        (
            {"CALENDAR_REPLIES": "/var/mail/learn"},
            "CALENDAR_REPLIES needs CALENDAR_ADDRESS: the address whose mails arrive there.",
        ),
        ({"EMAIL_URL": "foo"}, "EMAIL_URL must look like smtp+tls://user:password@mail.example.com:587."),
        ({"EMAIL_URL": "smtp://"}, "EMAIL_URL must look like smtp+tls://user:password@mail.example.com:587."),
        ({"METRICS_TOKEN": "too-short"}, "METRICS_TOKEN must have 20 characters or more."),
        ({"LOG_FORMAT": "xml"}, "LOG_FORMAT must be json or lines, not 'xml'."),
        ({"LOG_LEVEL": "loud"}, "LOG_LEVEL must be DEBUG, INFO, WARNING or ERROR, not 'LOUD'."),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, dict) else "",
)
def test_a_wrong_value_is_one_sentence(wrong, sentence):
    done = manage("check", **wrong)
    assert (done.returncode, done.stderr) == (1, f"understory: {sentence}\n")


def test_ready_for_deployment():
    done = manage("check", "--deploy", "--fail-level", "WARNING", **PUBLIC)
    assert done.returncode == 0, done.stderr


def test_an_absent_database_is_one_sentence():
    done = manage("showmigrations", DATABASE_URL="postgres://nobody@127.0.0.1:1/nothing")
    assert done.returncode == 1
    assert re.fullmatch(
        r"understory: The database cannot be reached; start `manage.py serve` or set DATABASE_URL \(.*refused\)\.\n",
        done.stderr,
    )


@pytest.mark.parametrize(
    ("limits", "told"), [({}, "5s"), (WORKER_LIMITS, "5min"), (PREPARE_LIMITS, "0")], ids=["web", "worker", "prepare"]
)
def test_each_kind_of_process_has_its_limit_on_statements(limits, told):
    code = (
        "import django; django.setup(); from django.db import connection; cursor = connection.cursor(); "
        "cursor.execute('SHOW statement_timeout'); print(cursor.fetchone()[0])"
    )
    env = {
        **CLEAN,
        "DATABASE_URL": os.environ["DATABASE_URL"],
        "DJANGO_SETTINGS_MODULE": "ecosystem.settings",
        **limits,
    }
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=env, capture_output=True, text=True)
    assert done.stdout == f"{told}\n", done.stderr


@pytest.mark.django_db
def test_the_limits_of_sign_in_are_not_put_out_by_many_others():
    cache.set("first", 1, 300)
    for number in range(330):
        cache.set(f"other-{number}", 1, 300)
    assert cache.get("first") == 1


@pytest.mark.parametrize(("behind_proxy", "seen"), [("true", "203.0.113.9"), ("false", "127.0.0.1")])
def test_limits_count_the_visitor_that_the_proxy_saw(behind_proxy, seen):
    code = (
        "import django; django.setup(); from django.test import RequestFactory as F; "
        "from allauth.core.internal.httpkit import get_client_ip as ip; "
        "print(ip(F().get('/', headers={'X-Forwarded-For': '198.51.100.1, 203.0.113.9'})))"
    )
    env = {**CLEAN, **SERVER, **PUBLIC, "DJANGO_SETTINGS_MODULE": "ecosystem.settings", "BEHIND_PROXY": behind_proxy}
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=env, capture_output=True, text=True)
    assert done.stdout == f"{seen}\n", done.stderr


def test_cookies_are_bound_to_the_host_where_there_is_https():
    code = (
        "from django.conf import settings as s; "
        "print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.SESSION_COOKIE_SECURE, s.SECURE_SSL_REDIRECT, s.SECURE_HSTS_SECONDS > 0)"
    )
    env = {**CLEAN, **SERVER, **PUBLIC, "DJANGO_SETTINGS_MODULE": "ecosystem.settings"}
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=env, capture_output=True, text=True)
    assert done.stdout == "__Host-session __Host-csrf True True True\n"


def test_every_setting_of_a_deployment_stands_in_the_table():
    """And what a container is asked for can be given to it."""
    read = set(
        re.findall(r'(?:env\.\w+|flag|number|address|mailbox|mail_server)\(\s*"([A-Z_]+)"', SETTINGS.read_text())
    )
    table = (ROOT / "docs" / "operations.md").read_text().partition("## Settings")[2].partition("\n## ")[0]
    assert "SETUP_TOKEN" in read
    assert sorted(name for name in read - NOBODY_SETS if f"`{name}`" not in table) == []
    containers = (ROOT / "docker-compose.yml").read_text()
    assert sorted(name for name in read - NOBODY_SETS - IMAGE_SETS - NEED_MORE if f"{name}:" not in containers) == []
