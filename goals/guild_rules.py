"""Who may do what with the aims and goals of guilds; read by `goals.rules`."""

from typing import Any

from ecosystem.core.rules import declare, predicate
from guilds.rules import is_at_work, is_of_guild_at_work, is_steward, reads_its_guild, tends_its_guild


@predicate
def stands(person: Any, link: Any) -> bool:
    """Was not taken back."""
    return link.ended_on is None


@predicate
def runs(person: Any, goal: Any) -> bool:
    return goal.closed_at is None


declare("goals.set_guild_aims", is_at_work & is_steward, "Its stewards: nobody else says what a guild serves.")
declare("goals.view_guild_aim", reads_its_guild, "As the guild.")
declare("goals.tend_guild_aim", stands & is_of_guild_at_work & tends_its_guild, "The stewards.")
declare("goals.view_guild_goal", reads_its_guild, "As the guild.")
declare("goals.tend_guild_goal", runs & is_of_guild_at_work & tends_its_guild, "The stewards, while it runs.")
