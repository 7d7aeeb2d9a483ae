"""D3: the tables of an earlier release are migrated while people go on reading and writing."""

import concurrent.futures
import os
import subprocess
import threading
import time

import psycopg
from django.db import connection

from ecosystem.chaos.machines import DATABASE
from ecosystem.chaos.rows import Row, not_here
from ecosystem.chaos.work import Ground
from ecosystem.embedded import OWNER, program
from ecosystem.installation import MANAGE, PREPARE_LIMITS, ROOT

DUMP = ROOT / "tests" / "data" / "demo-0.1.0.dump"
WHAT = "the tables of release 0.1.0 migrated under load"
CLIENTS, TRIES = 3, 3
LONGEST = 5.0  # seconds that a web server gives a statement
USED = (
    "SELECT count(*) FROM accounts_person JOIN goals_learninggoal ON owner_id = accounts_person.id WHERE is_active",
    "UPDATE goals_learninggoal SET title = title WHERE id = (SELECT min(id) + {turn} FROM goals_learninggoal)",
    "UPDATE accounts_person SET full_name = full_name WHERE id = (SELECT min(id) + {turn} FROM accounts_person)",
    "SELECT count(*) FROM accounts_personskill",
)


def upgraded(ground: Ground) -> list[Row]:
    if not DUMP.exists():
        return [not_here("D3", WHAT, "the dump is in the source, not in the image")]
    ground.say(WHAT)
    _restore(ground)
    url, stop = ground.machines.cluster.url(OWNER, DATABASE), threading.Event()
    with concurrent.futures.ThreadPoolExecutor(CLIENTS) as pool:
        users = [pool.submit(_use, url, turn, stop) for turn in range(CLIENTS)]
        runs, ended = _migrate()
        stop.set()
    took = [seconds for user in users for seconds in user.result()[0]]
    errors = [error for user in users for error in user.result()[1]]
    held = ended and not errors and bool(took) and max(took) <= LONGEST
    told = f"{len(took)} statements meanwhile, slowest {max(took, default=0):.1f} s, {len(errors)} errors; `prepare` ran {runs} times"
    return [Row("D3", WHAT, 1, held, f"{told}{': ' + errors[0] if errors else ''}")]


def _restore(ground: Ground) -> None:
    ground.machines.end_work()
    connection.close()
    ground.machines.cluster.create(DATABASE, anew=True)
    target = f"--dbname={ground.machines.cluster.url(OWNER, DATABASE)}"
    subprocess.run([program("pg_restore"), "--no-owner", "--no-privileges", target, str(DUMP)], check=True)


def _migrate() -> tuple[int, bool]:
    """As the owner, with its limit on waiting for locks; what gave up waiting is run again, as operators are told."""
    command = [*MANAGE, "prepare", "--only=database"]
    for turn in range(1, TRIES + 1):
        done = subprocess.run(command, env={**os.environ, **PREPARE_LIMITS}, capture_output=True)
        if done.returncode == 0:
            return turn, True
    return TRIES, False


def _use(url: str, turn: int, stop: threading.Event) -> tuple[list[float], list[str]]:
    """What the pages of that release ask, again and again: seconds of each, and what went wrong."""
    took, errors = [], []
    with psycopg.connect(url, autocommit=True) as own:
        while not stop.is_set():
            for statement in USED:
                begun = time.monotonic()
                try:
                    own.execute(statement.format(turn=turn))
                except psycopg.Error as error:
                    errors.append(str(error).splitlines()[0])
                took.append(time.monotonic() - begun)
                time.sleep(0.02)
    return took, errors
