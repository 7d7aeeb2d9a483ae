"""Acts of stewards on the goals of their guild: set, change, check in, close. The formulas are those of learning goals."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from ecosystem.core.audit import record
from ecosystem.core.clock import now, today
from ecosystem.core.errors import Refused, Stale
from ecosystem.core.versions import change
from goals.actions.check_ins import Said, columns_of, figures_after, twin_of
from goals.measures import measure_of_goal
from goals.models import GuildCheckIn, GuildGoal
from goals.progress import progress
from guilds.models import Guild

MOST = 5
ACTIVE: dict[str, Any] = {"closed_at": None}


@transaction.atomic
def set_guild_goal(guild: Guild, *, actor: Person, title: str, **fields: Any) -> GuildGoal:
    """A goal of the guild that starts today. The same title while it runs is the same goal."""
    Guild.objects.select_for_update(no_key=True).get(pk=guild.pk)
    running = list(guild.own_goals.active())
    if twin := next((goal for goal in running if goal.title == title), None):
        return twin
    if len(running) >= MOST:
        raise Refused(_("Five goals are enough; close one first."))
    goal = GuildGoal(guild=guild, title=title, set_by=actor, start_date=today(), progress=0, **fields)
    goal.current = goal.baseline
    goal.save()
    record(actor, "guild.goal_set", guild, fields=["title", *fields])
    return goal


@transaction.atomic
def change_guild_goal(goal: GuildGoal, *, actor: Person, version: int, **fields: Any) -> None:
    """Words, measure, day or what it serves; progress is counted anew. An ended goal stays as it ended."""
    if not change(goal, version, ACTIVE, **fields):
        raise Refused(_("This goal has ended."))
    row: Any = goal
    goal.progress = progress(measure_of_goal(row))
    goal.save(update_fields=["progress"])
    record(actor, "guild.goal_changed", goal.guild, fields=list(fields))


@transaction.atomic
def check_in_guild_goal(goal: GuildGoal, *, actor: Person, version: int, said: Said) -> GuildCheckIn:
    """Keep what was said, the status that it proposes and the steward's own word. The same sent twice is one check-in."""
    row: Any = goal
    written = columns_of(row, said)
    del written["plan_kept"]
    try:
        if not change(goal, version, ACTIVE, **figures_after(row, written)):
            raise Refused(_("This goal has ended."))
    except Stale:
        twin: Any = twin_of(row, said)
        if twin is None:
            raise
        return twin
    stated = GuildCheckIn.objects.create(goal=goal, author=actor, created_at=now(), **written)
    record(actor, "guild.goal_checked_in", goal.guild, fields=["value", "status", "confidence", "text"])
    return stated


@transaction.atomic
def close_guild_goal(goal: GuildGoal, *, actor: Person, version: int, outcome: str, lesson: str = "") -> None:
    """With what came of it and what the guild learned. Twice is harmless."""
    if change(goal, version, ACTIVE, closed_at=now(), outcome=outcome, lesson=lesson):
        record(actor, "guild.goal_closed", goal.guild, fields=["outcome", "lesson"])
