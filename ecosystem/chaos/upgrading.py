"""D3: the tables of an earlier release are migrated while people go on reading and writing, one of them very slowly."""

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
CLIENTS, TRIES = 3, 5
AS_THE_WEB = "-c statement_timeout=5000"
SLOW = 60.0  # seconds that somebody holds their rows at most: until a migration has given up waiting
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
    holding, refused = threading.Event(), threading.Event()
    with concurrent.futures.ThreadPoolExecutor(CLIENTS + 1) as pool:
        pool.submit(_dawdle, url, holding, refused)
        holding.wait(30)
        users = [pool.submit(_use, url, turn, stop) for turn in range(CLIENTS)]
        gave_up, ended = _migrate(refused)
        stop.set()
        refused.set()
    took = [seconds for user in users for seconds in user.result()[0]]
    errors = [error for user in users for error in user.result()[1]]
    told = f"{len(took)} statements meanwhile, slowest {max(took, default=0):.1f} s, {len(errors)} errors"
    told += f"; `prepare` gave up {gave_up} times and {'ended' if ended else 'never ended'}"
    return [Row("D3", WHAT, 1, ended and gave_up > 0 and not errors, f"{told}{': ' + errors[0] if errors else ''}")]


def _restore(ground: Ground) -> None:
    ground.machines.end_work()
    connection.close()
    ground.machines.cluster.create(DATABASE, anew=True)
    target = f"--dbname={ground.machines.cluster.url(OWNER, DATABASE)}"
    subprocess.run([program("pg_restore"), "--no-owner", "--no-privileges", target, str(DUMP)], check=True)


def _migrate(refused: threading.Event) -> tuple[int, bool]:
    """As the owner, with its limit on waiting for locks; what gave up waiting is run again, as operators are told."""
    command = [*MANAGE, "prepare", "--only=database"]
    for turn in range(TRIES):
        done = subprocess.run(command, env={**os.environ, **PREPARE_LIMITS}, capture_output=True, text=True)
        if done.returncode == 0:
            return turn, True
        if "lock timeout" not in done.stderr:
            break
        refused.set()
    return TRIES, False


def _dawdle(url: str, holding: threading.Event, refused: threading.Event) -> None:
    """A transaction that goes on and on: whoever wants these tables for themselves waits, and all others behind them."""
    with psycopg.connect(url) as own:
        for statement in USED[1:3]:
            own.execute(statement.format(turn=CLIENTS))
        holding.set()
        refused.wait(SLOW)


def _use(url: str, turn: int, stop: threading.Event) -> tuple[list[float], list[str]]:
    """What the pages of that release ask, again and again: seconds of each, and what went wrong."""
    took, errors = [], []
    with psycopg.connect(url, autocommit=True, options=AS_THE_WEB) as own:
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
