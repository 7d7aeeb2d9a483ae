"""The health of a guild that emil tends and xenia sponsors; mara and dario belong to it."""

from tests.factories.guilds import GuildFactory
from tests.matrix import only

MATRIX = {"guilds:health": only("emil", "xenia")}
OBJECTS = {
    "guilds:health": lambda cast: {
        "pk": GuildFactory(steward=cast.emil, people=[cast.mara, cast.dario], sponsor=cast.xenia).pk
    }
}
