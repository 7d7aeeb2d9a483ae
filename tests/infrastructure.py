"""What tests run on: a PostgreSQL of their own, a real browser, a real Celery worker; servers beside them: `tests.servers`."""

import gc
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from hypothesis import HealthCheck
from hypothesis import settings as settings_of_properties

from ecosystem.embedded import ends_with_parent, stop

ROOT = Path(__file__).resolve().parent.parent
BROWSERS = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
)  # the shell has no window to draw
CHROMIUM = next(filter(None, map(shutil.which, BROWSERS)), None)
REDIS = shutil.which("redis-server")
MISSING = {"browser": ("Chromium", CHROMIUM), "redis": ("redis-server", REDIS)}
CHROMIUM_OPTIONS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
    "--disable-dev-shm-usage",
]
_postgres: list[subprocess.Popen] = []


# No test is timed: neither one example nor the making of them.
settings_of_properties.register_profile(
    "understory",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings_of_properties.load_profile("understory")


# --- the run -----------------------------------------------------------------------------------------------------------


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="also the tests that take minutes")


def pytest_configure(config: pytest.Config) -> None:
    """The first process starts PostgreSQL; the others of xdist inherit its address."""
    cluster = settings.TEST_CLUSTER
    if cluster and not config.option.help and not _postgres:
        cluster.prepare()
        _postgres.append(cluster.start())
        cluster.create()


def pytest_unconfigure(config: pytest.Config) -> None:
    while _postgres:
        stop(_postgres.pop())
    shutil.rmtree(settings.QUEUE_DIR, ignore_errors=True)
    shutil.rmtree(settings.METRICS_DIR, ignore_errors=True)
    shutil.rmtree(f"{settings.QUEUE_DIR}-control", ignore_errors=True)
    worker_log().unlink(missing_ok=True)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Long tests only when asked for; tests whose program is missing are reported, and in CI they are red."""
    for item in items:
        slow = item.get_closest_marker("long") or item.get_closest_marker("chaos")
        if slow and not config.option.long:
            item.add_marker(pytest.mark.skip(reason="runs only with --long"))


def pytest_runtest_setup(item: pytest.Item) -> None:
    for mark, (program, found) in MISSING.items():
        if item.get_closest_marker(mark) and not found:
            if os.environ.get("CI"):
                pytest.fail(f"{program} is missing, and CI runs everything.", pytrace=False)
            pytest.skip(f"not run: {program} is missing")


def pytest_terminal_summary(terminalreporter) -> None:
    reasons = [
        report.longrepr[2] for report in terminalreporter.stats.get("skipped", []) if isinstance(report.longrepr, tuple)
    ]
    for program, _found in MISSING.values():
        count = sum(f"not run: {program}" in reason for reason in reasons)
        if count:
            terminalreporter.write_line(f"{count} tests were NOT RUN because {program} is missing.", yellow=True)


# --- waiting -----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def eventually() -> Callable:
    """`eventually(lambda: …)` waits until the answer is true and returns it; red after some seconds."""

    def wait(ready: Callable, seconds: float = 15.0):
        deadline = time.monotonic() + seconds
        while not (answer := ready()):
            assert time.monotonic() < deadline, f"nothing happened within {seconds} s"
            time.sleep(0.05)
        return answer

    return wait


@pytest.fixture(scope="session")
def free_port() -> Callable[[], int]:
    def find() -> int:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            return probe.getsockname()[1]

    return find


# --- the database ------------------------------------------------------------------------------------------------------

OTHERS = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"


# What tests that commit leave behind is little, and truncating all tables would cost half a second each time.
EMPTY = """DO $$ DECLARE name regclass; filled boolean; BEGIN
    LOCK TABLE {tables} IN SHARE ROW EXCLUSIVE MODE; -- who still writes is waited for
    SET LOCAL session_replication_role = replica; -- all go, so nothing need be compared or kept of it
    FOREACH name IN ARRAY '{{{tables}}}'::regclass[] LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM %s)', name) INTO filled;
        IF filled THEN EXECUTE format('DELETE FROM %s', name); END IF;
    END LOOP;
END $$"""


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings) -> None:
    """Garbage is not looked for while the migrations run: see `prepare`."""
    gc.disable()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker) -> Iterator[None]:
    """As pytest-django's; at the end it goes whoever is still connected, such as a request that a closed page left behind.

    What is loaded by now stays: garbage is looked for among what the tests make, and not every few requests.
    """
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
    gc.enable()
    type(connection.ops).sql_flush = lambda self, style, tables, **_: [EMPTY.format(tables=", ".join(tables))]
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(OTHERS)


# --- the browser -------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def browser() -> Iterator:
    """One Chromium per process; tests take a `page`, and what they `expect` may take as long as their actions."""
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=10_000)
    options = [*CHROMIUM_OPTIONS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=options)
        yield chromium
        chromium.close()


class Contexts:
    """Windows of the browser that one test after the other borrows: what they have loaded once stays loaded."""

    def __init__(self, browser, url: str) -> None:
        self.browser, self.url = browser, url
        self.free: dict[str, list] = defaultdict(list)
        self.lent: list[tuple[str, Any]] = []

    def borrow(self, **options):
        key = json.dumps(options, sort_keys=True)
        context = self.free[key].pop() if self.free[key] else self._open(options)
        self.lent.append((key, context))
        return context

    def _open(self, options: dict):
        context = self.browser.new_context(base_url=self.url, **options)
        context.set_default_timeout(10_000)
        return context

    def give_back(self) -> None:
        """Nobody is signed in and no page is left."""
        while self.lent:
            key, context = self.lent.pop()
            for page in context.pages:
                page.close()
            context.clear_cookies()
            self.free[key].append(context)


class AtWork:
    """The live server's application, and what it is answering at the moment: a page that is closed leaves its requests behind."""

    def __init__(self, application: Callable) -> None:
        self.application = application
        self.answering: set[object] = set()

    def __call__(self, environ: dict, start_response: Callable):
        this = object()
        self.answering.add(this)
        try:
            return self.application(environ, start_response)
        finally:
            self.answering.remove(this)


@pytest.fixture(scope="session")
def server_at_work(live_server) -> AtWork:
    httpd = live_server.thread.httpd
    httpd.set_app(AtWork(httpd.get_app()))
    return httpd.get_app()


@pytest.fixture(scope="session")
def contexts(browser, live_server) -> Contexts:
    return Contexts(browser, live_server.url)


@pytest.fixture
def new_page(contexts, live_server, server_at_work, client_for, eventually) -> Iterator[Callable]:
    """`new_page(person, javascript=False, viewport=…)`: a page of the live server, signed in when a person is given.

    When the test ends, script errors, refusals of the content security policy and failed own requests turn it red. What
    the server still answers then ends first: the tables are emptied after it, and could stop one another with it.
    """
    problems = []

    def make(person=None, *, javascript: bool = True, viewport: dict | None = None, **options):
        size = viewport or {"width": 1280, "height": 900}
        context = contexts.borrow(java_script_enabled=javascript, viewport=size, **options)
        if person is not None:
            context.add_cookies([_session_cookie(client_for(person), live_server.url)])
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(f"script error: {error}"))
        page.on("console", lambda said: problems.append(said.text) if _is_refusal(said) else None)
        return page

    make.problems = problems
    yield make
    contexts.give_back()
    eventually(lambda: not server_at_work.answering)
    assert problems == []


@pytest.fixture
def page(new_page):
    """A page of the live server, nobody signed in."""
    return new_page()


LOOK = """async options => {
    const {violations} = await axe.run({resultTypes: ["violations"], preload: {assets: ["media"]}, ...options});
    return violations.flatMap(({id, help, nodes}) => nodes.map(({html}) => `${id}: ${help} — ${html.slice(0, 200)}`));
}"""


@pytest.fixture(scope="session")
def axe() -> Callable:
    """`axe(page)` is red when axe finds a violation; `axe(page, runOnly=[…])` looks by these rules only."""
    from axe_playwright_python.base import AXE_SCRIPT

    def check(page, **options) -> None:
        if not page.evaluate("'axe' in window"):
            page.evaluate(AXE_SCRIPT)
        assert page.evaluate(LOOK, options) == []

    return check


def _is_refusal(said) -> bool:
    return said.type == "error" and "Content Security Policy" in said.text


def _session_cookie(client: Client, url: str) -> dict[str, str]:
    return {
        "name": settings.SESSION_COOKIE_NAME,
        "value": client.cookies[settings.SESSION_COOKIE_NAME].value,
        "url": url,
    }


# --- workers -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def launch_worker(transactional_db) -> Iterator[Callable]:
    """`launch_worker(REDIS_URL=…)` starts a real Celery worker on the test's database and queue; it ends with the test."""
    started = []

    def launch(**env: str) -> subprocess.Popen:
        Path(settings.QUEUE_DIR).mkdir(parents=True, exist_ok=True)
        process = _start_worker(env)
        started.append(process)
        return process

    yield launch
    for process in started:
        process.kill()
        process.wait()


@pytest.fixture
def worker(launch_worker, eventually) -> subprocess.Popen:
    """A real Celery worker that already listens. The test's database is then transactional: commits are real."""
    log = worker_log()
    log.unlink(missing_ok=True)
    process = launch_worker()
    eventually(lambda: log.exists() and "ready." in log.read_text(), 30)
    return process


def worker_log() -> Path:
    """Where the latest worker of this process writes."""
    return Path(f"{settings.QUEUE_DIR}.log")


def _start_worker(env: dict[str, str]) -> subprocess.Popen:
    """With the product's own settings, not the tests': nothing in a worker may depend on them."""
    database = settings.DATABASES["default"]["NAME"]
    base, _, _ = os.environ["DATABASE_URL"].rpartition("/")
    given = {
        "DJANGO_SETTINGS_MODULE": "ecosystem.settings",
        "DATABASE_URL": f"{base}/{database}",
        "DATA_DIR": str(Path(settings.QUEUE_DIR).parent),
        "LOG_FORMAT": "lines",
    }
    command = [sys.executable, "-m", "celery", "-A", "ecosystem.celery", "worker", "--pool=solo", "--loglevel=INFO"]
    with worker_log().open("w") as log:
        return subprocess.Popen(
            [*ends_with_parent("KILL"), *command, "--without-gossip", "--without-mingle", "--without-heartbeat"],
            env={**os.environ, **given, **env},
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
