"""Which trials there are, in their order."""

import fcntl
import traceback
from collections.abc import Callable, Sequence
from typing import Any

from ecosystem.chaos import databases, killing, mails, messages, scheduling, upgrading
from ecosystem.chaos.company import FOUND, build, is_there
from ecosystem.chaos.machines import FOLDER, Machines
from ecosystem.chaos.rows import Row
from ecosystem.chaos.work import Ground

TRIALS: dict[str, Callable[[Ground], list[Row]]] = {
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
NEED_FOUND = {"redis", "mail"}  # they begin where reminders are found and not yet sent


def run(wanted: Sequence[str], people: int, kills: int, seed: int, say: Callable[[str], Any]) -> list[Row]:
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
        return [row for name in TRIALS if name in wanted for row in _tried(name, ground)]
    finally:
        machines.close()
        lock.close()


def _tried(name: str, ground: Ground) -> list[Row]:
    """The others go on when one trial cannot be brought to its end."""
    try:
        rows = TRIALS[name](ground)
    except Exception as error:  # whatever it was, it is a row that did not hold
        ground.say(traceback.format_exc())
        rows = [Row("", name, 0, False, f"{type(error).__name__}: {error}".splitlines()[0][:200])]
    for row in rows:
        ground.say(f"{row.bar} {row.what}: {row.verdict}; {row.found}")
    return rows
