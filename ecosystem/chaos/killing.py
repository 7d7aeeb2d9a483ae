"""J3, J4: a night's sums and a nudge run while worker, scheduler, Redis and PostgreSQL are killed again and again."""

import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from ecosystem.chaos.company import (
    COMPANY,
    FOUND,
    NUDGES,
    SAID,
    STORED,
    digest,
    forget_what_nights_count,
    keep,
    patiently,
)
from ecosystem.chaos.rows import Row
from ecosystem.chaos.work import Ground, is_at_work, is_done
from ecosystem.core.models import JobRun, OutboxMessage, OutgoingMail

NIGHT = "closure,roll_up,publish_gaps,rebuild_states,publish_alignment"
FIND, SEND = "find_nudges", "send_nudges"
Digest = dict[str, tuple[str, int]]
LETTER = 0.1  # seconds in which the mail server takes one
HANDS = 2  # of a worker: with each death so many mails at most were handed over and not yet noted


def night(ground: Ground) -> list[Row]:
    calm = undisturbed(ground, COMPANY, NIGHT, STORED, forget_what_nights_count)
    return [_killed(ground, "J3", "a night's sums", COMPANY, NIGHT, STORED, calm, forget_what_nights_count)]


def nudges(ground: Ground) -> Iterator[Row]:
    """Finding, then sending: what is found first decides what is said, so each of the two begins at the same point."""
    ground.machines.post.pause = LETTER
    calm = find(ground)
    yield _killed(ground, "J4", "reminders found", COMPANY, FIND, NUDGES, calm)
    calm = undisturbed(ground, FOUND, SEND, SAID)
    yield _killed(ground, "J4", "reminders sent", FOUND, SEND, SAID, calm)


def find(ground: Ground) -> tuple[Digest, float]:
    """Undisturbed; reminders that are found and not yet sent are kept, to begin with."""
    calm = undisturbed(ground, COMPANY, FIND, NUDGES)
    ground.machines.end_work()
    OutboxMessage.objects.all().delete()
    JobRun.objects.all().delete()
    keep(ground.machines, FOUND)
    return calm


def undisturbed(
    ground: Ground,
    source: str,
    jobs: str,
    tables: Sequence[str],
    prepare: Callable[[], Any] = lambda: None,
    look: float = 2.0,
) -> tuple[Digest, float]:
    """What it leaves, and how long the work itself takes."""
    ground.begin(source, jobs, prepare, look)
    ground.until(is_at_work, 60, passing=False)
    begun = time.monotonic()
    if not ground.until(lambda: is_done(jobs), passing=False):
        raise AssertionError(f"{jobs} did not end, undisturbed.")
    return digest(tables), time.monotonic() - begun


def _killed(
    ground: Ground,
    bar: str,
    what: str,
    source: str,
    jobs: str,
    tables: Sequence[str],
    calm: tuple[Digest, float],
    prepare: Callable[[], Any] = lambda: None,
) -> Row:
    """Runs until so many were killed in the middle of the work; each is compared."""
    wanted, seconds = calm
    kills = runs = lost = twice = 0
    by_hand, order = ground.by_hand, ground.order()
    differing: set[str] = set()
    while kills < len(order) and runs < 2 * len(order) and not differing:
        ground.say(f"{what}, {kills} of {len(order)} kills")
        ground.begin(source, jobs, prepare)
        kills += ground.disturb(order[kills:], jobs, max(0.2, seconds / 2))
        runs += 1
        if not ground.until(lambda: is_done(jobs)):
            differing.add("it did not end")
        left = patiently(lambda: digest(tables))
        differing |= {table for table in tables if left[table] != wanted[table]}
        missed, more = letters(ground)
        lost, twice = lost + missed, twice + more
    told = f"{runs} runs, {_left(wanted, differing)}; {ground.by_hand - by_hand} parked and tried again by hand"
    told += f"; mails lost {lost}, sent twice {twice}" if "core_outgoingmail" in tables else ""
    held = kills == len(order) and not differing and not lost and twice <= HANDS * kills
    return Row(bar, f"{what}; worker, scheduler, Redis, PostgreSQL killed", kills, held, told)


def _left(wanted: Digest, differing: set[str]) -> str:
    rows = sum(count for _hash, count in wanted.values())
    return f"differs: {', '.join(sorted(differing))}" if differing else f"{rows} rows as undisturbed"


def letters(ground: Ground) -> tuple[int, int]:
    """Mails that nobody got, and deliveries beyond the first of a mail."""
    taken = ground.machines.post.taken
    written = patiently(lambda: [str(pk) for pk in OutgoingMail.objects.values_list("pk", flat=True)])
    return sum(taken[pk] == 0 for pk in written), sum(max(0, taken[pk] - 1) for pk in written)
