"""J5, J7: Redis away or emptied, and work that can never be done."""

import time
from collections.abc import Callable, Iterator

import redis
from django.conf import settings

from ecosystem.chaos.company import COMPANY, FOUND, SAID, digest
from ecosystem.chaos.killing import SEND, Digest, letters, undisturbed
from ecosystem.chaos.machines import Part
from ecosystem.chaos.rows import Row, not_here
from ecosystem.chaos.work import Ground, is_at_work, is_done, pass_time
from ecosystem.core import operations
from ecosystem.core.clock import now
from ecosystem.core.models import OutboxMessage, OutgoingMail
from ecosystem.core.outbox import TRIES, enqueue

CAUGHT_UP = 60  # seconds by which it may be done later than undisturbed
PRODUCTS_OWN = 15.0  # seconds between two looks of the scheduler
AN_ACT = 5.0  # seconds within which every page answers
GOOD = 20
FLUSHED, ABSENT = "Redis emptied while reminders are sent", "Redis away while reminders are due"


def redis_gone(ground: Ground) -> Iterator[Row]:
    server = ground.machines.redis
    if not server:
        why = "there is no redis-server on this machine"
        yield from (not_here("J5", FLUSHED, why), not_here("J5", ABSENT, why))
        return
    calm = undisturbed(ground, FOUND, SEND, SAID, look=PRODUCTS_OWN)
    yield _flushed(ground, *calm)
    yield _absent(ground, server, *calm)


def _flushed(ground: Ground, wanted: Digest, usual: float) -> Row:
    ground.say("Redis emptied")
    ground.begin(FOUND, SEND, look=PRODUCTS_OWN)
    ground.until(is_at_work, passing=False)
    begun, times = time.monotonic(), 0
    with redis.Redis.from_url(settings.REDIS_URL) as server:
        for _ in range(5):
            server.flushall()
            times += 1
            time.sleep(ground.rng.uniform(0, 0.5))
    ended, later = _caught_up(ground, begun, usual)
    lost, twice = letters(ground)
    held = ended and digest(SAID) == wanted and not lost and not twice
    return Row(
        "J5", FLUSHED, times, held, f"done {later:.0f} s later than undisturbed; mails lost {lost}, sent twice {twice}"
    )


def _caught_up(ground: Ground, begun: float, usual: float) -> tuple[bool, float]:
    """Whether in time, and how much later than it takes undisturbed."""
    ended = ground.until(lambda: is_done(SEND), usual + CAUGHT_UP, passing=False)
    return ended, max(0.0, time.monotonic() - begun - usual)


def _absent(ground: Ground, server: Part, wanted: Digest, usual: float) -> Row:
    """Neither worker nor scheduler can be told anything; once Redis is back all is caught up."""
    ground.say("Redis away")
    ground.begin(FOUND, SEND, look=PRODUCTS_OWN)
    server.kill()
    begun = time.monotonic()
    enqueue("core.look", key="chaos-while-redis-is-away")
    acted = time.monotonic() - begun
    time.sleep(5)
    server.start()
    begun = time.monotonic()
    ended, later = _caught_up(ground, begun, usual)
    lost, twice = letters(ground)
    held = ended and digest(SAID) == wanted and not lost and not twice and acted < AN_ACT
    held = held and _found_again(ground, server)
    told = f"an act took {acted:.1f} s meanwhile; done {later:.0f} s later than undisturbed; "
    told += f"mails lost {lost}, sent twice {twice}"
    return Row("J5", ABSENT, 1, held, told)


def _found_again(ground: Ground, server: Part) -> bool:
    """Worker and scheduler, long at work by now, lose it once more and find it again."""
    server.kill()
    enqueue("core.look", key="chaos-while-redis-is-away-again")
    time.sleep(5)
    server.start()
    return ground.until(lambda: is_done(SEND), CAUGHT_UP, passing=False)


def poison(ground: Ground) -> Iterator[Row]:
    """A task that fails whenever it is tried, and one that takes its worker along."""
    yield _failing(ground)
    yield _deadly(ground)


def _failing(ground: Ground) -> Row:
    ground.say("tasks that fail")
    ground.begin(COMPANY, "none", lambda: _leave(bad=3))
    ended = ground.until(_parked_and_others_done(3), by_hand=False)
    tries = set(OutboxMessage.objects.parked().values_list("attempts", flat=True))
    held = ended and tries == {TRIES} and operations.health().parked == 3
    return Row("J7", "tasks that fail at every try, among others", 3, held, _told())


def _deadly(ground: Ground) -> Row:
    """The worker is killed each time in the middle of the same piece of work."""
    ground.say("a task that kills its worker")
    ground.begin(COMPANY, "none", _leave, mail="silent")
    mail = OutgoingMail.objects.create(to="a@example.com", subject="A", text="A", html="A", key="A", created_at=now())
    enqueue("core.send_mail", key="chaos-deadly", mail_id=str(mail.pk))
    deaths = 0
    for turn in range(TRIES):
        deaths += ground.until(_in_hand("chaos-deadly", turn + 1), passing=False)
        ground.machines.worker.kill()
        ground.until(lambda: _has_run_out("chaos-deadly"), passing=False)
        ground.machines.worker.start()
    ended = ground.until(_parked_and_others_done(1), by_hand=False)
    held = ended and deaths == TRIES and operations.health().parked == 1
    return Row("J7", "a task that kills its worker each time, among others", deaths, held, _told())


def _in_hand(key: str, attempt: int) -> Callable[[], bool]:
    """Somebody works on it, for that many times by now."""
    found = OutboxMessage.objects.filter(key=key, attempts=attempt)
    return lambda: found.filter(claimed_until__gt=now()).exists()


def _has_run_out(key: str) -> bool:
    """The claim of the dead. Time passes while no worker is there: one that had just claimed it and not begun would lose
    it, and its try would be waited for in vain."""
    if OutboxMessage.objects.filter(key=key, claimed_until__lte=now()).exists():
        return True
    pass_time()
    return False


def _leave(bad: int = 0) -> None:
    """Work in the outbox: some that can be done, and some that never can."""
    for number in range(bad):
        enqueue("core.tidy", key=f"chaos-bad-{number}", run_id=-1)
    for number in range(GOOD):
        enqueue("accounts.fold_cells", key=f"chaos-good-{number}")


def _parked_and_others_done(parked: int) -> Callable[[], bool]:
    good = OutboxMessage.objects.filter(key__startswith="chaos-good-").exclude(done_at=None)
    return lambda: OutboxMessage.objects.parked().count() == parked and good.count() == GOOD


def _told() -> str:
    """As the operator's page shows it."""
    good = OutboxMessage.objects.filter(key__startswith="chaos-good-").exclude(done_at=None).count()
    tries = ", ".join(map(str, OutboxMessage.objects.parked().values_list("attempts", flat=True)))
    return f"{operations.health().parked} parked and shown, after {tries or 'no'} tries; {good} of {GOOD} others done"
