"""Which trials there are, in their order."""

import fcntl
import traceback
from collections.abc import Callable, Generator, Iterable, Sequence
from typing import Any

from ecosystem.chaos import databases, killing, mails, messages, scheduling, upgrading
from ecosystem.chaos.company import FOUND, build, is_there
from ecosystem.chaos.machines import FOLDER, Machines
from ecosystem.chaos.rows import Row
from ecosystem.chaos.work import Ground

Rows = Generator[Row, None, None]
TRIALS: dict[str, Callable[[Ground], Iterable[Row]]] = {
    "night": killing.night,
    "nudges": killing.nudges,
    "redis": messages.redis_gone,
    "schedulers": scheduling.schedulers,
    "poison": messages.poison,
    "mail": mails.mail_server,
    "restore": databases.restoring,
    "upgrade": upgrading.upgraded,
    "load": databases.under_load,
    "disk": databases.full_disk,
}
WHAT = {
    "night": "a night's sums while worker, scheduler, Redis and PostgreSQL are killed",
    "nudges": "reminders found and sent, likewise",
    "redis": "Redis emptied, and Redis away",
    "schedulers": "two schedulers, one that was dead for days, a clock that jumps",
    "poison": "tasks that fail at every try, or kill their worker",
    "mail": "a mail server that is off, silent, slow or refuses",
    "restore": "backup, a database dropped, restore",
    "upgrade": "an earlier release's tables migrated while people work",
    "load": "PostgreSQL killed while people read and write",
    "disk": "a disk that fills up",
}
NEED_FOUND = {"redis", "mail"}  # they begin where reminders are found and not yet sent


def run(wanted: Sequence[str], people: int, kills: int, seed: int, say: Callable[[str], Any]) -> Rows:
    """Each on a fresh copy of the same company; whatever was started is ended. One run at a time, the next one waits."""
    machines = Machines()
    FOLDER.mkdir(parents=True, exist_ok=True)
    lock = (FOLDER / "in-use.lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        machines.open()
        build(machines, people, say)
        ground = Ground(machines, kills, seed, say)
        if NEED_FOUND & set(wanted) and not is_there(machines, FOUND):
            killing.find(ground)
        for name in TRIALS:
            if name in wanted:
                yield from _tried(name, ground)
    finally:
        machines.close()
        lock.close()


def _tried(name: str, ground: Ground) -> Rows:
    """The others go on when one trial cannot be brought to its end."""
    try:
        for row in TRIALS[name](ground):
            yield _said(row, ground)
    except Exception as error:  # whatever it was, it is a row that did not hold
        ground.say(traceback.format_exc())
        yield _said(Row("", name, 0, False, f"{type(error).__name__}: {error}".splitlines()[0][:200]), ground)


def _said(row: Row, ground: Ground) -> Row:
    ground.say(f"{row.bar} {row.what}: {row.verdict}; {row.found}")
    return row
