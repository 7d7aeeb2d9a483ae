"""Whether a guild has taken something on: it serves an objective or a theme, or has a goal of its own."""

from django.db.models import Exists, OuterRef

from goals.models import GuildGoal, GuildObjective
from guilds.models import Guild


def has_taken_something_on(guild: Guild) -> bool:
    """One statement."""
    aims = GuildObjective.objects.current().filter(guild=OuterRef("pk"))
    goals = GuildGoal.objects.filter(guild=OuterRef("pk"))
    return Guild.objects.filter(Exists(aims) | Exists(goals), pk=guild.pk).exists()
