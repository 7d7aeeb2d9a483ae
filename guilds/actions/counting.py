"""How many belong and how many act: counted in the background, so that no two people wait for one row."""

from ecosystem.core.clock import now
from ecosystem.core.outbox import enqueue
from guilds.models import Guild


def count_soon(guild: Guild) -> None:
    """Once a minute at most: more joining meanwhile are counted together."""
    minute = now().strftime("%Y-%m-%dT%H:%M")
    enqueue("guilds.count_members", key=f"guilds.count_members {guild.pk} {minute}", guild_id=guild.pk)
