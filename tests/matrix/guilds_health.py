"""The health of a guild that emil tends and xenia sponsors; mara and dario belong to it."""

from guilds.actions.health import count_health
from tests.factories.guilds import GuildFactory
from tests.matrix import only

MATRIX = {"guilds:health": only("emil", "xenia")}


def _counted(cast) -> dict[str, int]:
    guild = GuildFactory(steward=cast.emil, people=[cast.mara, cast.dario], sponsor=cast.xenia)
    count_health()
    return {"pk": guild.pk}


OBJECTS = {"guilds:health": _counted}
