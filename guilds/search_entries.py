"""What search knows of guilds. Hidden and ended ones are not found; members of a hidden one find it under Guilds."""

from collections.abc import Iterator
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Q
from django.urls import reverse

from ecosystem.core import search
from guilds.models import Guild

KIND = "guild"
MOST_MEMBERS = 900


def entry_of(guild: Any) -> dict[str, Any]:
    """The arguments of the search index for one guild, loaded with the numbers of its skills."""
    return {
        "object_id": guild.pk,
        "title": guild.name,
        "subtitle": guild.purpose,
        "body": "\n".join(filter(None, (guild.purpose, guild.audience, guild.charter))),
        "url": reverse("guilds:guild_page", args=[guild.pk]),
        "popularity": 100 + min(guild.members, MOST_MEMBERS),
        "skills": guild.skill_numbers or [],
    }


def index_guild(guild: Guild) -> None:
    """Add, replace or forget its entry."""
    found = _to_find().filter(pk=guild.pk).first()
    if found is None:
        search.remove(KIND, guild.pk)
    else:
        search.index(KIND, **entry_of(found))


def guilds_to_find(person: Any) -> Q:
    """Everybody finds what has an entry: none is made of a hidden guild."""
    return Q()


def all_guilds() -> Iterator[dict[str, Any]]:
    for guild in _to_find().iterator(chunk_size=2000):
        yield entry_of(guild)


def _to_find() -> Any:
    return Guild.objects.at_work().not_hidden().annotate(skill_numbers=ArrayAgg("skills__skill", default=None))
