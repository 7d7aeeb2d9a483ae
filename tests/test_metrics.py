"""Several web processes count together, and what one counted that was killed is not lost."""

import os
import re
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from django.conf import settings

from ecosystem.embedded import ends_with_parent

ROOT = Path(__file__).resolve().parent.parent
TOKEN = "a-token-of-more-than-20-characters"
ASKED = 30


@pytest.fixture
def web(db, tmp_path, free_port, eventually):
    """A real web server with two processes; answers how to ask it."""
    port, (base, _, _) = free_port(), os.environ["DATABASE_URL"].rpartition("/")
    given = {
        "DJANGO_SETTINGS_MODULE": "ecosystem.settings",
        "DATABASE_URL": f"{base}/{settings.DATABASES['default']['NAME']}",
        "METRICS_DIR": str(tmp_path / "metrics"),
        "METRICS_TOKEN": TOKEN,
        "LOG_LEVEL": "ERROR",
    }
    command = [sys.executable, "-m", "gunicorn", "ecosystem.wsgi", "--workers=2", "--preload", "--no-control-socket"]
    process = subprocess.Popen(
        [*ends_with_parent("KILL"), *command, f"--bind=127.0.0.1:{port}", "--log-level=error"],
        env={**os.environ, **given},
        cwd=ROOT,
        start_new_session=True,
    )

    def ask(path: str, **headers: str) -> str | None:
        try:
            asked = urllib.request.Request(f"http://localhost:{port}{path}", headers=headers)
            with urllib.request.urlopen(asked, timeout=15) as answer:
                return answer.read().decode()
        except urllib.error.HTTPError as error:
            return str(error.code)
        except OSError:
            return None

    eventually(lambda: ask("/healthz/live"), 60)
    yield ask
    process.send_signal(signal.SIGTERM)
    process.wait(30)


def counted(ask) -> int:
    told = ask("/metrics", Authorization=f"Bearer {TOKEN}")
    return int(float(re.search(r'requests_total\{status="200",view="core:health_live"\} (\S+)', told)[1]))


@pytest.mark.worker
def test_processes_count_together(web, tmp_path, eventually):
    before = counted(web)
    for _turn in range(ASKED):
        web("/healthz/live")
    assert {counted(web) for _whoever_answers in range(6)} == {before + ASKED}
    pids = {int(file.stem.rpartition("_")[2]) for file in (tmp_path / "metrics").glob("counter_*.db")}
    os.kill(max(pids), signal.SIGKILL)
    eventually(lambda: web("/healthz/live"), 30)
    assert counted(web) > before + ASKED
