"""The demo's guilds: who belongs, what they serve, who stands behind them, what they met and talked about."""

import datetime as dt
import random
from collections.abc import Iterator
from decimal import Decimal

from ecosystem.demo.acts_board import fill_boards, settle
from ecosystem.demo.acts_growth import remember_levels
from ecosystem.demo.acts_purses import fill_purses
from ecosystem.demo.acts_sessions import hold_sessions
from ecosystem.demo.acts_skills import at_noon
from ecosystem.demo.acts_together import meet_in_twos
from ecosystem.demo.circles import DAY, Circle, Company, company_on, gather
from goals.measures import measure_of_goal
from goals.models import GuildCheckIn, GuildGoal, GuildObjective, Objective, Sponsorship
from goals.pace import pace_of
from goals.progress import progress
from guilds.actions.counting import count_members
from guilds.actions.health import count_health
from guilds.models import Guild, GuildResource
from resources.models import Resource

CHECKED = (35, 21, 6)  # days ago
SERVED = (("much", "What we measure moved since we began."), ("some", "Two teams work differently now."), ("", ""))
REVIVED = "Roll a release back in the cloud"


def live_in_guilds(rng: random.Random, day: dt.date) -> int:
    """Rows with past dates; how many sessions, posts and people's places."""
    company = company_on(day)
    circles = gather(rng, day, company)
    sessions = hold_sessions(rng, day, company, circles)
    rows = fill_boards(rng, day, company, circles, sessions)
    rows += settle(rng, day, circles)
    _revive(day, circles)
    rows += _aim(rng, day, company, circles) + _sponsor(day, company, circles)
    rows += fill_purses(rng, day, company, circles)
    rows += meet_in_twos(rng, day, company, circles)
    rows += remember_levels(rng, day, company, circles)
    return rows + len(sessions) + sum(circle.told.size for circle in circles)


def count_guilds(rng: random.Random, day: dt.date) -> int:
    """Tiers and sums as each night counts them, and the months past."""
    guilds = list(Guild.objects.at_work().order_by("pk"))
    for guild in guilds:
        count_members(guild)
    return len(guilds) + count_health()


def _revive(day: dt.date, circles: list[Circle]) -> None:
    """The how-to that went stale is kept by the guild of those who run things, with its heir among them."""
    guide = Resource.objects.filter(title=REVIVED).first()
    circle = next(each for each in circles if each.told.name == "SRE")
    if guide:
        note = {
            "note": "It was stale for a while; we verify it now.",
            "added_by": circle.stewards[0],
            "added_at": at_noon(day - 8 * DAY),
        }
        GuildResource.objects.get_or_create(guild=circle.guild, resource=guide, defaults=note)


def _aim(rng: random.Random, day: dt.date, company: Company, circles: list[Circle]) -> int:
    """What each serves, and its own goal with three check-ins."""
    objectives = {objective.code: objective for objective in Objective.objects.select_related("cycle")}
    serving = [circle for circle in circles if circle.told.serves in objectives]
    links = {
        circle.told.name: _link(place, circle, objectives[circle.told.serves], day)
        for place, circle in enumerate(serving)
    }
    GuildObjective.objects.bulk_create(links.values())
    goals = [_goal(circle, links.get(circle.told.name), day) for circle in circles if circle.told.goal]
    GuildGoal.objects.bulk_create(goals)
    said = GuildCheckIn.objects.bulk_create(row for goal in goals for row in _check_ins(rng, goal, day))
    GuildGoal.objects.bulk_update(
        goals, ["current", "progress", "status", "confidence", "last_check_in_on", "check_ins_count"]
    )
    return len(links) + len(goals) + len(said)


def _link(place: int, circle: Circle, objective: Objective, day: dt.date) -> GuildObjective:
    served, shown_by = SERVED[place % len(SERVED)]
    since = max(day - 33 * DAY, objective.cycle.start)
    return GuildObjective(
        guild=circle.guild, objective=objective, why=circle.told.why, served=served, shown_by=shown_by,
        linked_by=circle.stewards[0], linked_at=at_noon(since),
    )  # fmt: skip


def _goal(circle: Circle, aim: GuildObjective | None, day: dt.date) -> GuildGoal:
    title, unit, target, reached = circle.told.goal or ("", "", 1, 0)
    return GuildGoal(
        guild=circle.guild, title=title, aim=aim, unit_of_measure=unit, target=target, current=reached, progress=0,
        start_date=day - 46 * DAY, due_date=day + 44 * DAY, set_by=circle.stewards[0],
    )  # fmt: skip


def _check_ins(rng: random.Random, goal: GuildGoal, day: dt.date) -> Iterator[GuildCheckIn]:
    """From nothing to what is reached, each with the status that the formulas propose."""
    reached = Decimal(goal.current or 0)
    for number, ago in enumerate(CHECKED, start=1):
        on = day - ago * DAY
        goal.current = (reached * number / len(CHECKED)).to_integral_value()
        row: object = goal
        measure = measure_of_goal(row)  # type: ignore[arg-type]
        proposed = pace_of(measure, goal.start_date, goal.due_date, on).status
        goal.progress, goal.status = progress(measure), proposed.value if proposed else ""
        goal.confidence, goal.last_check_in_on, goal.check_ins_count = rng.randint(6, 8), on, number
        yield GuildCheckIn(
            goal=goal, author=goal.set_by, checked_on=on, created_at=at_noon(on), value=goal.current, progress=goal.progress,
            proposed_status=goal.status, status=goal.status, confidence=goal.confidence,
        )  # fmt: skip


def _sponsor(day: dt.date, company: Company, circles: list[Circle]) -> int:
    """Those who sponsor a guild, by offer and yes; one offer waits for its answer."""
    rows = [
        Sponsorship(
            person=company.named[circle.told.sponsor], guild=circle.guild, gives=circle.told.gives, state="active",
            offered_at=at_noon(day - 70 * DAY), answered_by=circle.stewards[0], answered_at=at_noon(day - 68 * DAY),
        )
        for circle in circles
        if circle.told.sponsor
    ]  # fmt: skip
    waits = next(circle for circle in circles if circle.told.name == "Client Craft")
    rows.append(
        Sponsorship(
            person=company.named["Henrik Chaudhary"], guild=waits.guild, gives="A seat at two pitches a quarter",
            offered_at=at_noon(day - 2 * DAY),
        )
    )  # fmt: skip
    return len(Sponsorship.objects.bulk_create(rows))
