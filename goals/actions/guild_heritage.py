"""What becomes of a guild's aims, goals and sponsorships when it becomes part of another (what runs goes over, what ended
stays, who sponsors it is asked anew), and when it closes."""

from typing import Any

from django.db.models import F

from accounts.models import Person
from ecosystem.core.audit import record
from ecosystem.core.clock import now, today
from goals.actions.sponsoring import end_sponsorships_with
from goals.models import GuildObjective
from guilds.heritage import Heritage
from guilds.models import Guild


def what_runs(guild: Guild) -> list[str]:
    """What it serves and its running goals, by name."""
    aims = guild.aims.current().for_page().order_by("linked_at", "pk")
    goals = guild.own_goals.active().order_by("due_date", "pk")
    return [*map(str, aims), *goals.values_list("title", flat=True)]


def hand_on(guild: Guild, into: Guild, actor: Person) -> None:
    """Goals keep their check-ins. What both serve is the other's link from today on; as many may run as come together."""
    theirs = list(into.aims.current())
    for link in guild.aims.current().order_by("pk"):
        twin = next((each for each in theirs if _is_same(each, link)), None)
        if twin is None:
            _take_over(guild.aims.filter(pk=link.pk), into)
        else:
            link.goals.active().update(aim=twin)
            guild.aims.filter(pk=link.pk).update(ended_on=today(), version=F("version") + 1)
    moved = _take_over(guild.own_goals.active(), into)
    if moved or theirs != list(into.aims.current()):
        record(actor, "guild.aims_taken_over", into, fields=["aims", "own_goals"])
    end_sponsorships_with(guild, actor=actor)


def end(guild: Guild, actor: Person) -> None:
    """Goals that still run end with the guild, without an outcome: nobody is left to say one. What it served stays to be read."""
    if guild.own_goals.active().update(closed_at=now(), version=F("version") + 1):
        record(actor, "guild.goals_ended", guild, fields=["own_goals"])
    end_sponsorships_with(guild, actor=actor)


def _is_same(one: GuildObjective, other: GuildObjective) -> bool:
    return (one.objective_id, one.theme_id) == (other.objective_id, other.theme_id)


def _take_over(rows: Any, into: Guild) -> int:
    """Another edition: whoever had it open reads it again first."""
    return rows.update(guild=into, version=F("version") + 1)


HERITAGE = Heritage(what_runs, hand_on, end)
