"""Which guilds somebody is shown, in one sentence's numbers and fifty rows."""

from typing import Any

from accounts.belonging import Group
from accounts.models import Person
from guilds.models import Guild

ENDED = ("closed", "merged")
SHOWN_OF_PERSON = 20


def guild_rows(person: Person, asked: dict[str, Any]) -> dict[str, Any]:
    """`found` (a queryset in order), `total`, how many are one's own, and what it was narrowed by."""
    known = Guild.objects.visible_to(person)
    ended, mine = bool(asked.get("ended")), bool(asked.get("mine"))
    found = known.filter(state__in=ENDED) if ended else known.at_work()
    if mine:
        found = found.of(person)
    if asked.get("character"):
        found = found.filter(character=asked["character"])
    if asked.get("skill"):
        found = found.filter(skills__skill=asked["skill"])
    narrowed = [name for name in ("character", "skill") if asked.get(name)]
    return {
        "found": found.for_list(person),
        "total": found.order_by().count(),
        "own": Guild.objects.at_work().of(person).count(),
        "mine": mine,
        "ended": ended,
        "narrowed": narrowed,
    }


def guilds_as_groups(person: Person, viewer: Person) -> list[Group]:
    """For somebody's page; hidden ones only for those who may know of them. One statement."""
    found = Guild.objects.visible_to(viewer).at_work().of(person).order_by("name", "pk")[:SHOWN_OF_PERSON]
    return [Group(guild.name, guild.get_absolute_url()) for guild in found]
