"""Who reads how a guild does."""

from ecosystem.core.rules import declare
from guilds.rules import is_sponsor, is_steward

declare("guilds.view_health", is_steward | is_sponsor, "Its stewards and its sponsor.")
