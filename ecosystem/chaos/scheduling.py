"""J6: two schedulers, a dead one, a clock that jumps, and both nights in which the clock is changed."""

import datetime as dt

from django.db.models import Count, F

from accounts.models import Organisation
from ecosystem.celery import app  # noqa: F401 - gives the schedules
from ecosystem.chaos.company import COMPANY, STORED, copy, digest, forget_what_nights_count
from ecosystem.chaos.killing import NIGHT, undisturbed
from ecosystem.chaos.rows import Row
from ecosystem.chaos.work import Ground, is_done
from ecosystem.core import policy
from ecosystem.core.clock import now, standing_at
from ecosystem.core.jobs import look
from ecosystem.core.models import JobRun, OutboxMessage
from ecosystem.core.schedules import Schedule, every, give, given, nightly

BERLIN = "Europe/Berlin"
NIGHTS = ("2026-03-29", "2026-10-25")
STEP = dt.timedelta(minutes=15)
DAY = dt.timedelta(days=1)
# Before, within and after the hour that is left out or comes twice, and around the clock.
CLOCKS = [
    *(Schedule(f"at {at}", "core.tidy", nightly(at), "") for at in ("00:30", "01:30", "02:30", "03:30")),
    Schedule("every quarter", "core.tidy", every(minutes=15), ""),
]


def schedulers(ground: Ground) -> list[Row]:
    return [_doubled(ground), _dead(ground), *_clocks(ground)]


def _doubled(ground: Ground) -> Row:
    """Two of them at work on the same night."""
    wanted, _seconds = undisturbed(ground, COMPANY, NIGHT, STORED, forget_what_nights_count)
    ground.say("two schedulers")
    ground.begin(COMPANY, NIGHT, forget_what_nights_count)
    ground.machines.second.start()
    ended = ground.until(lambda: is_done(NIGHT))
    held = ended and worked_twice() == 0 and digest(STORED) == wanted
    return Row(
        "J6", "two schedulers during a night's sums", 2, held, f"{JobRun.objects.count()} runs, each period once"
    )


def _dead(ground: Ground) -> Row:
    """No scheduler at all, then one that comes back: what was due meanwhile is done, once."""
    ground.say("a dead scheduler")
    jobs = "closure,find_nudges"
    ground.begin(COMPANY, jobs, forget_what_nights_count)
    ground.until(lambda: is_done(jobs))
    ground.machines.scheduler.kill()
    JobRun.objects.update(due_at=F("due_at") - 3 * DAY)  # as if it had been dead for three days
    before = (now() - 3 * DAY).date().isoformat()
    JobRun.objects.filter(job="closure").update(period=before)
    OutboxMessage.objects.filter(run__job="closure").update(key=f"job-closure-{before}")
    ground.machines.scheduler.start()
    ended = ground.until(lambda: JobRun.objects.filter(job="closure").count() == 4 and is_done(jobs), 120)
    nights = JobRun.objects.filter(job="closure").count()
    return Row("J6", "a scheduler dead for three days", 1, ended and worked_twice() == 0, f"{nights} nights, each once")


def _clocks(ground: Ground) -> list[Row]:
    """The product's own look and outbox in this process, at moments of our choosing."""
    rows, kept = [], given()
    give(CLOCKS)
    try:
        for night in NIGHTS:
            ground.say(f"the night of {night}")
            copy(ground.machines, COMPANY)
            Organisation.objects.update(time_zone=BERLIN)
            rows.append(_changed(night))
        ground.say("a clock that jumps")
        copy(ground.machines, COMPANY)
        rows.append(_jumping(ground))
    finally:
        give(kept)
    return rows


def _changed(night: str) -> Row:
    start = dt.datetime.fromisoformat(f"{night}T00:00:00+00:00") - DAY / 2
    looks = [start + STEP * turn for turn in range(4 * 36)]
    _look_at(looks)
    once = {job.name: JobRun.objects.filter(job=job.name, period=night).count() for job in CLOCKS[:-1]}
    quarters = JobRun.objects.filter(job="every quarter").count()
    held = set(once.values()) == {1} and quarters == len(looks) and worked_twice() == 0 and _all_done()
    return Row(
        "J6", f"the clock is changed, {night} in Berlin", len(looks), held, "each night's job once, each quarter once"
    )


def _jumping(ground: Ground) -> Row:
    """Hours and days forward and back again, in an order that the seed decides."""
    begin = dt.datetime(2026, 6, 10, 12, tzinfo=dt.UTC)
    hours = [ground.rng.choice([-72, -24, -1, 1, 24, 72]) for _ in range(12)]
    looks = [begin, *(begin + dt.timedelta(hours=hour, minutes=ground.rng.randrange(60)) for hour in hours)]
    _look_at([*looks, max(looks) + DAY])
    held = worked_twice() == 0 and _all_done()
    return Row(
        "J6",
        "a clock that jumps to and fro by hours and days",
        len(looks),
        held,
        f"{JobRun.objects.count()} runs, each once",
    )


def _look_at(moments: list[dt.datetime]) -> None:
    for moment in moments:
        with policy.scope(), standing_at(moment):
            look()


def worked_twice() -> int:
    """Periods with more than one row or more than one piece of work."""
    rows = JobRun.objects.values("job", "period").annotate(number=Count("pk")).filter(number__gt=1).count()
    return rows + JobRun.objects.annotate(number=Count("messages")).filter(number__gt=1).count()


def _all_done() -> bool:
    return not JobRun.objects.unfinished().exists() and not OutboxMessage.objects.filter(done_at=None).exists()
