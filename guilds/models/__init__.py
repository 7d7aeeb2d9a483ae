from guilds.models.budget import BudgetRequest, LedgerEntry, Purse
from guilds.models.communities import (
    CharterVersion,
    Guild,
    GuildAnswer,
    GuildPost,
    GuildResource,
    GuildSkill,
    Membership,
    Stewardship,
)
from guilds.models.health import GuildMonth
from guilds.models.meeting import CoffeePair, CoffeeRound, Mentoring, OfficeHours, Slot
from guilds.models.sessions import (
    CalendarFeed,
    CalendarReply,
    HostSwap,
    Kind,
    Seat,
    Series,
    Session,
    SessionResource,
)

__all__ = [
    "BudgetRequest",
    "CalendarFeed",
    "CalendarReply",
    "CharterVersion",
    "CoffeePair",
    "CoffeeRound",
    "Guild",
    "GuildAnswer",
    "GuildMonth",
    "GuildPost",
    "GuildResource",
    "GuildSkill",
    "HostSwap",
    "Kind",
    "LedgerEntry",
    "Membership",
    "Mentoring",
    "OfficeHours",
    "Purse",
    "Seat",
    "Series",
    "Session",
    "SessionResource",
    "Slot",
    "Stewardship",
]
