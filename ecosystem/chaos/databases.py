"""D1, D5 and a full disk: PostgreSQL dumped and restored, killed under load, and without room to write."""

import concurrent.futures
import http.client
import json
import os
import shutil
import subprocess
import sys
import threading
import time
from urllib.parse import urlsplit

import psycopg
from django.db import connection

from accounts.sql import run
from ecosystem import backups
from ecosystem.benchmark.people import Visitor, visitors
from ecosystem.chaos.company import COMPANY, copy
from ecosystem.chaos.machines import DATABASE
from ecosystem.chaos.rows import Row, not_here
from ecosystem.chaos.work import Ground
from ecosystem.embedded import OWNER
from ecosystem.installation import ROOT

CLIENTS = 8
SECONDS_BEFORE = 3
PATIENCE = 5  # seconds within which each request is answered
ROOM = "384m"
Asked = tuple[float, int, float]  # begun, status, ended
TABLES = "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
EVERYTHING = "SELECT md5(coalesce(string_agg(line, '|' ORDER BY line), '')), count(*) FROM (SELECT t::text AS line FROM \"{}\" t) l"


# --- D1
def restoring(ground: Ground) -> list[Row]:
    """A backup, another database, and a hash over every row of every table of both."""
    ground.say("backup and restore")
    copy(ground.machines, COMPANY)
    before = _hashes()
    target, files = ground.machines.folder / "chaos.backup", ground.machines.folder / "files-restored"
    backups.write(target, ground.machines.cluster.url(OWNER, DATABASE), ground.machines.folder / "files")
    connection.close()
    ground.machines.cluster.create(DATABASE, anew=True)
    backups.read(target, ground.machines.cluster.url(OWNER, DATABASE), files)
    after = _hashes()
    target.unlink()
    rows = sum(count for _hash, count in before.values())
    differing = sorted(name for name in before if before[name] != after.get(name))
    told = f"differs: {', '.join(differing)}" if differing else f"{len(before)} tables, {rows} rows, each hash the same"
    return [Row("D1", "backup, a database dropped, restore", 1, before == after and rows > 0, told)]


def _hashes() -> dict[str, tuple[str, int]]:
    return {name: tuple(run(EVERYTHING.format(name))[0]) for (name,) in run(TABLES)}


# --- D5
def under_load(ground: Ground) -> list[Row]:
    """PostgreSQL is killed while people read and rows are written; it is started again at once."""
    ground.say("PostgreSQL killed under load")
    copy(ground.machines, COMPANY)
    people = visitors(CLIENTS)
    connection.close()
    ground.machines.web.start()
    asked: list[Asked] = []
    written: list[str] = []
    stop = threading.Event()
    with concurrent.futures.ThreadPoolExecutor(CLIENTS + 1) as pool:
        _wait_for_web()
        for person in people:
            pool.submit(_read, person, asked, stop)
        pool.submit(_write, ground.machines.cluster.url(OWNER, DATABASE), written, stop)
        kills = [_restarted(ground) for _ in range(3)]
        time.sleep(SECONDS_BEFORE)
        stop.set()
    ground.machines.web.end()
    return _judged(asked, written, kills)


def _restarted(ground: Ground) -> tuple[float, float]:
    """When it was killed, and when it took connections again."""
    time.sleep(SECONDS_BEFORE + ground.rng.uniform(0, 1))
    killed = time.monotonic()
    ground.machines.postgres.kill()
    ground.machines.postgres.start()
    return killed, time.monotonic()


def _read(person: Visitor, asked: list[Asked], stop: threading.Event) -> None:
    """Home again and again, as an impatient person would: begin, end, status."""
    while not stop.is_set():
        begun = time.monotonic()
        asked.append((begun, _status("/", person), time.monotonic()))


def _status(path: str, person: Visitor | None = None) -> int:
    cookies = "; ".join(f"{name}={value}" for name, value in person.cookies.items()) if person else ""
    web = http.client.HTTPConnection(urlsplit(os.environ["PUBLIC_URL"]).netloc, timeout=30)
    try:
        web.request("GET", path, headers={"Cookie": cookies})
        answer = web.getresponse()
        answer.read()
        return answer.status
    except OSError:
        return 0
    finally:
        web.close()


def _write(url: str, written: list[str], stop: threading.Event) -> None:
    """One row after another; `written` holds what the database has acknowledged."""
    number = 0
    while not stop.is_set():
        try:
            with psycopg.connect(url, autocommit=True, connect_timeout=3) as own:
                while not stop.is_set():
                    number += 1
                    own.execute("INSERT INTO core_heartbeat (name, at) VALUES (%s, now())", [f"chaos-{number}"])
                    written.append(f"chaos-{number}")
        except psycopg.OperationalError:
            time.sleep(0.1)


def _judged(asked: list[Asked], written: list[str], kills: list[tuple[float, float]]) -> list[Row]:
    connection.close()
    kept = {name for (name,) in run("SELECT name FROM core_heartbeat WHERE name LIKE 'chaos-%'")}
    wrong = [(begun, status, ended) for begun, status, ended in asked if status != 200]
    away = sum(back - killed for killed, back in kills)
    slowest = max(ended - begun for begun, _status, ended in asked)
    calm = [
        begun for begun, _status, _ended in wrong if not any(killed - 1 <= begun <= back + 5 for killed, back in kills)
    ]
    told = f"{len(asked)} requests by {CLIENTS} at once, {len(wrong)} errors, slowest {slowest:.1f} s, database away {away:.1f} s"
    most = CLIENTS * len(kills)
    held = len(asked) > len(wrong) and len(wrong) <= most and not calm and slowest <= PATIENCE
    lost = set(written) - kept
    return [
        Row("D5", "PostgreSQL killed while pages are read", len(kills), held, told),
        Row(
            "D5",
            "PostgreSQL killed while rows are written",
            len(kills),
            not lost and bool(written),
            f"{len(written)} acknowledged, lost {len(lost)}",
        ),
    ]


def _wait_for_web() -> None:
    deadline = time.monotonic() + 60
    while _status("/healthz/live") != 200 and time.monotonic() < deadline:
        time.sleep(0.2)


# --- a full disk
def full_disk(ground: Ground) -> list[Row]:
    """A PostgreSQL on a file system in memory, in a name space of its own, filled until nothing more fits."""
    what = "a disk that fills up while rows are written, and has room again"
    folder = ground.machines.folder / "small"
    folder.mkdir(exist_ok=True)
    mount = f'mount -t tmpfs -o size={ROOM} tmpfs "$0"'
    if (
        not shutil.which("unshare")
        or subprocess.run([*_apart(f"{mount}"), str(folder)], capture_output=True).returncode
    ):
        return [not_here("§3", what, "this machine forbids file systems of one's own")]
    ground.say("a full disk")
    copy(ground.machines, COMPANY)
    dump = ground.machines.folder / "chaos.backup"
    backups.write(dump, ground.machines.cluster.url(OWNER, DATABASE), ground.machines.folder / "files")
    command = [sys.executable, "-m", "ecosystem.chaos.filling", str(folder), str(dump)]
    done = subprocess.run(
        [*_apart(f'{mount} && exec "$@"'), str(folder), *command], capture_output=True, text=True, cwd=ROOT
    )
    dump.unlink()
    if done.returncode:
        return [Row("§3", what, 1, False, (done.stderr.strip().splitlines() or ["it ended without a word"])[-1][:200])]
    found = json.loads(done.stdout.splitlines()[-1])
    held = found["kept"] == found["halves"] >= found["acknowledged"] and found["refused"] > 0 and found["went_on"] > 0
    told = "{acknowledged} acts acknowledged and kept, {refused} refused whole, {went_on} after there was room".format(
        **found
    )
    return [Row("§3", what, 1, held, told if held else str(found))]


def _apart(script: str) -> list[str]:
    """A shell where it may mount what nobody else sees."""
    may = [] if os.geteuid() == 0 else ["--user", "--map-root-user"]
    return ["unshare", *may, "--mount", "--propagation=private", "--", "sh", "-c", script]
