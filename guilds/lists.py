"""Which guilds somebody is shown, in one sentence's numbers and fifty rows."""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef
from django.db.models.functions import JSONObject

from accounts.models import Person
from guilds.models import Guild, Membership
from guilds.querysets import AT_WORK

ENDED = ("closed", "merged")
SHOWN_OF_PERSON = 20


def guild_rows(person: Person, asked: dict[str, Any], *, unknown: bool = False) -> dict[str, Any]:
    """`unknown`: the skill that was asked for is none, so nothing fits. `found` (a queryset in order), `total`, how many are one's own, and what it was narrowed by."""
    known = Guild.objects.visible_to(person)
    ended, mine = bool(asked.get("ended")), bool(asked.get("mine"))
    found = known.filter(state__in=ENDED) if ended else known.at_work()
    if mine:
        found = found.of(person)
    if asked.get("character"):
        found = found.filter(character=asked["character"])
    if asked.get("skill"):
        found = found.filter(skills__skill=asked["skill"])
    if unknown:
        found = found.none()
    narrowed = [name for name in ("character", "skill") if asked.get(name) or (unknown and name == "skill")]
    return {
        "found": found.for_list(person),
        "total": found.order_by().count(),
        "own": Guild.objects.at_work().of(person).count(),
        "mine": mine,
        "ended": ended,
        "narrowed": narrowed,
    }


def guilds_of_person() -> ArraySubquery:
    """For the row of a person: number and name of the guilds at work that they belong to. Hidden ones stand on nobody's page."""
    shown = Membership.objects.filter(
        person=OuterRef("pk"), state="member", guild__state__in=AT_WORK, guild__joining__in=["open", "ask"]
    )
    named = JSONObject(pk=F("guild_id"), name=F("guild__name"))
    return ArraySubquery(shown.order_by("guild__name", "guild_id").values_list(named)[:SHOWN_OF_PERSON])
