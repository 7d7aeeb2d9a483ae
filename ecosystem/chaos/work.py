"""One trial: work that goes on while something is killed, until it is done; time passes quicker than on the wall."""

import datetime as dt
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import F

from ecosystem.chaos.company import copy, patiently
from ecosystem.chaos.machines import Machines, Part
from ecosystem.core.clock import now
from ecosystem.core.models import JobRun, OutboxMessage, OutgoingMail
from ecosystem.core.outbox import LEASE, retry

MOST_SECONDS = 300
EACH = 3.0  # seconds after which time is let pass


@dataclass
class Ground:
    """What all trials share. `kills`: how many each of the trials that kill wants, at the least."""

    machines: Machines
    kills: int
    seed: int
    say: Callable[[str], Any]
    by_hand: int = 0
    rng: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self.rng = random.Random(self.seed)

    def begin(
        self,
        source: str,
        jobs: str,
        prepare: Callable[[], Any] = lambda: None,
        look: float = 2.0,
        mail: str = "takes",
    ) -> None:
        """A fresh copy, and machines that work on these schedules."""
        copy(self.machines, source)
        prepare()
        self.machines.post.turn(mail)
        self.machines.begin_work(jobs, look)

    def until(
        self, ready: Callable[[], Any], seconds: float = MOST_SECONDS, passing: bool = True, by_hand: bool = True
    ) -> bool:
        """Wait; claims of the dead and pauses run out meanwhile, and an operator tries again what was parked."""
        begun = passed = time.monotonic()
        while not patiently(ready):
            if time.monotonic() - begun > seconds:
                return False
            if passing and time.monotonic() - passed > EACH:
                patiently(pass_time)
                self.by_hand += patiently(try_again) if by_hand else 0
                passed = time.monotonic()
            time.sleep(0.05)
        return True

    def disturb(self, parts: list[Part], jobs: str, pace: float) -> int:
        """Kill them one after another while there is work in hand; returns how often before all was done."""
        for number, part in enumerate(parts):
            self.until(lambda: is_at_work() or is_done(jobs), 60)
            if patiently(lambda: is_done(jobs)):
                return number
            time.sleep(self.rng.uniform(0, pace))
            part.kill()
            time.sleep(self.rng.choice([0.0, self.rng.uniform(0, 1)]))
            part.start()
            patiently(pass_time)
        return len(parts)

    def order(self) -> list[Part]:
        """Each part about as often as the others, in an order that the seed decides."""
        known = self.machines
        parts = [part for part in (known.worker, known.postgres, known.scheduler, known.redis) if part]
        drawn = (parts * self.kills)[: self.kills]
        self.rng.shuffle(drawn)
        return drawn


def is_at_work() -> bool:
    return OutboxMessage.objects.waiting().filter(claimed_until__gt=now()).exists()


def is_done(jobs: str) -> bool:
    """Every job has come to its end, and nothing of what they left to do waits."""
    ran = set(JobRun.objects.exclude(finished_at=None).values_list("job", flat=True))
    return ran >= set(jobs.split(",")) and not (
        JobRun.objects.unfinished().exists() or OutboxMessage.objects.filter(done_at=None).exists()
    )


@transaction.atomic
def pass_time(much: dt.timedelta = LEASE) -> None:
    """What waits has waited so much longer; what somebody is working on is left alone."""
    waiting = OutboxMessage.objects.waiting().select_for_update(skip_locked=True, of=("self",))
    OutboxMessage.objects.filter(pk__in=list(waiting.values_list("pk", flat=True))).update(
        claimed_until=F("claimed_until") - much, available_at=F("available_at") - much
    )
    unsent = OutgoingMail.objects.unsent().select_for_update(skip_locked=True)
    OutgoingMail.objects.filter(pk__in=list(unsent.values_list("pk", flat=True))).update(
        created_at=F("created_at") - much
    )


def try_again() -> int:
    """As an operator presses it, for everything that three deaths of a worker left behind."""
    return sum(retry(message) for message in OutboxMessage.objects.parked())
