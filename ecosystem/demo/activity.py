"""What the demo's people did before today: inserted in bulk with past dates, through the same tables and constraints.

Everything is drawn from one fixed seed and written relative to today. Each part runs in a transaction of its own and
leaves a mark (a finished `JobRun`), so that a run that was cut short goes on where it stopped.
"""

import datetime as dt
import random
from collections.abc import Callable

from django.db import transaction

from accounts import single_points
from accounts.models import CellScope, Person, SkillCell
from accounts.publication import publish
from accounts.refresh import touch
from accounts.rollup import rebuild
from ecosystem.core.clock import now, today
from ecosystem.core.models import JobRun
from ecosystem.core.policy import policy, scope
from ecosystem.core.search import refill
from ecosystem.demo import (
    acts_asked,
    acts_coaching,
    acts_goals,
    acts_guilds,
    acts_library,
    acts_okrs,
    acts_skills,
    acts_storylines,
    acts_voice,
)
from ecosystem.notifications.finding import find_all
from feedback.radar_sums import rebuild_radar
from goals.actions.key_results import read_people_at_level
from goals.alignment_figures import publish_alignment
from goals.state import rebuild_states
from resources.fresh_days import keep_all_fresh_until
from resources.library_days import count_library
from resources.looks import keep_seen

SEED = 20260201
TREND_DAYS = (84, 70, 56, 42, 28, 14, 7)


def run() -> None:
    """All parts in order, each with a line that says how far it is."""
    parts: list[tuple[str, Callable[[random.Random, dt.date], int]]] = [
        ("what people state about their skills", acts_skills.state_skills),
        ("what they want to learn and offer to teach", acts_skills.wish_and_offer),
        ("readings of key results", acts_okrs.read_key_results),
        ("learning goals and check-ins", acts_goals.set_goals),
        ("obstacles, comments and evidence", acts_goals.live_with_goals),
        ("an objective that was cancelled", acts_okrs.cancel_objective),
        ("suggestions and opportunities", acts_coaching.coach),
        ("what people share", acts_library.fill_library),
        ("what people say about it", acts_library.talk_about_it),
        ("learning paths", acts_library.lay_paths),
        ("what the chief executive says", acts_voice.say),
        ("what could not be learnt here", acts_library.report_needs),
        ("what was searched in vain", acts_library.search_in_vain),
        ("skills counted as of today", _count_skills),
        ("stale and revived, wrong fit", acts_storylines.tell_storylines),
        ("guilds: who belongs, what they met and talked about", acts_guilds.live_in_guilds),
        ("guilds counted as of today", acts_guilds.count_guilds),
        ("how fresh the library was", _library_days),
        *[(f"figures as of {days} days ago", _past_figures(days)) for days in TREND_DAYS],
        ("who was told to hold a skill alone", _told_alone),
        ("figures as of today", _figures),
        ("whom L&D asked to write", acts_asked.ask_experts),
        ("search and reminders", _search_and_reminders),
    ]
    with scope():
        for number, (name, part) in enumerate(parts, start=1):
            rows = _once(f"demo: {name}", part)
            print(f"Activity {number} of {len(parts)}: {name}, {rows} rows.", flush=True)


def _once(name: str, part: Callable[[random.Random, dt.date], int]) -> int:
    done = JobRun.objects.filter(job=name[:80], finished_at__isnull=False).first()
    if done:
        return done.rows or 0
    with transaction.atomic():
        started = now()
        rows = part(random.Random(f"{SEED} {name}"), today(policy().zone))
        JobRun.objects.create(
            job=name[:80], period="once", due_at=started, started_at=started, finished_at=now(), rows=rows
        )
    return rows


def _count_skills(rng: random.Random, day: dt.date) -> int:
    return touch()


def _library_days(rng: random.Random, day: dt.date) -> int:
    """Each day of a quarter, from the dated rows."""
    return sum(count_library(day - dt.timedelta(days=ago)) for ago in range(91))


def _past_figures(days: int) -> Callable[[random.Random, dt.date], int]:
    """The roll-up of a past day from the dated rows, what was published of it, and once what L&D kept of that."""

    def part(rng: random.Random, day: dt.date) -> int:
        past = day - dt.timedelta(days=days)
        rows = rebuild(past) + publish(past) + publish_alignment(past)
        return rows + (acts_asked.keep_table(past) if days == acts_asked.KEPT_AGO else 0)

    return part


def _told_alone(rng: random.Random, day: dt.date) -> int:
    """Whoever alone holds a skill heard so four weeks ago; the publication drops those of whom nothing may be said."""
    rebuild(day)
    cells = SkillCell.objects.filter(day=day, scope=CellScope.BELOW, holders=1, required__gt=0)
    places = [(skill, unit or 0) for skill, unit in cells.values_list("skill", "unit")]
    holders = single_points.holders_in(places, day)
    single_points.note(holders.items(), day - dt.timedelta(days=28))
    return len(holders)


def _figures(rng: random.Random, day: dt.date) -> int:
    rows = rebuild(day) + read_people_at_level(day)
    return rows + publish(day) + rebuild_states() + publish_alignment(day)


def _search_and_reminders(rng: random.Random, day: dt.date) -> int:
    keep_all_fresh_until()
    keep_seen()
    rebuild_radar()
    refill()
    find_all(day)
    return Person.objects.count()
