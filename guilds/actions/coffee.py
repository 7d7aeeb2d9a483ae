"""Coffee by chance: a round in each guild by its own rhythm, among members who want to; whether they met."""

import datetime as dt
from itertools import combinations
from random import Random

from django.db import transaction
from django.db.models import Max, Q

from accounts.models import Leave, Person
from ecosystem.core.audit import record
from ecosystem.notifications.actions import tell_many
from guilds.coffee_pairs import Pair, draw, together
from guilds.models import CoffeePair, CoffeeRound, Guild, Membership

APART = 6  # rounds before the same two may meet again
FREE_RHYTHM = 31
FRIDAY = 4
TABLE = 200  # who is drawn together: among more, everybody beside everybody takes too long


def draw_rounds(day: dt.date) -> int:
    """The rounds that are due that day, a working day; returns how many people meet."""
    if day.weekday() > FRIDAY:
        return 0
    wants = Q(memberships__state="member", memberships__coffee=True, memberships__person__is_active=True)
    guilds = Guild.objects.filter(wants, state=Guild.State.ACTIVE).annotate(last=Max("coffee_rounds__on")).distinct()
    due = [guild for guild in guilds if is_due(guild.last, guild.rhythm, day)]
    return sum(draw_round(guild, day) for guild in due)


def is_due(last: dt.date | None, rhythm: int, day: dt.date) -> bool:
    """As often as the guild meets; a guild that meets when there is something, each month."""
    return last is None or last + dt.timedelta(days=rhythm or FREE_RHYTHM) <= day


@transaction.atomic
def draw_round(guild: Guild, day: dt.date) -> int:
    """Once a day and guild, for those at work, and only where at least two can meet. Each hears of the others in their group."""
    Guild.objects.select_for_update(no_key=True).get(pk=guild.pk)
    if guild.coffee_rounds.filter(on=day).exists():
        return 0
    away = Leave.objects.on(day).values("person")
    wanting = guild.memberships.members().filter(coffee=True).exclude(person__in=away)
    met, seed = _met(guild), day.toordinal() + guild.pk
    tables = tables_of(list(wanting.order_by("person").values_list("person", flat=True)), seed)
    groups = [group for table in tables for group in draw(table, met, _shared(guild, table), seed=seed)]
    if not groups:
        return 0
    number = sum(len(group) for group in groups)
    turn = CoffeeRound.objects.create(guild=guild, on=day, people=number)
    pairs = CoffeePair.objects.bulk_create(
        CoffeePair(round=turn, a_id=group[0], b_id=group[1], c_id=group[2] if len(group) > 2 else None)
        for group in groups
    )
    for pair, group in zip(pairs, groups, strict=True):
        tell_many("guilds.coffee", person_ids=list(group), subject_id=pair.pk)
    return number


def tables_of(people: list[int], seed: int) -> list[list[int]]:
    """At chance, of nearly the same size: as few tables as hold them."""
    shuffled = Random(seed).sample(people, len(people))
    number = max(1, -(-len(people) // TABLE))
    return [shuffled[turn::number] for turn in range(number)]


@transaction.atomic
def say_met(pair: CoffeePair, *, actor: Person) -> None:
    """Twice is harmless."""
    if CoffeePair.objects.filter(pk=pair.pk).exclude(met=True).update(met=True):
        record(actor, "coffee.met", pair, fields=["met"])


def last_pairs(person: Person, guild: Guild, limit: int = 5) -> list[CoffeePair]:
    """With whom one met there, the latest first. One statement."""
    mine = CoffeePair.objects.visible_to(person).filter(round__guild=guild)
    return list(mine.select_related("round", "a", "b", "c").order_by("-round__on", "-pk")[:limit])


def _met(guild: Guild) -> set[Pair]:
    rounds = guild.coffee_rounds.order_by("-on").values("pk")[:APART]
    rows = CoffeePair.objects.filter(round__in=list(rounds.values_list("pk", flat=True))).values_list("a", "b", "c")
    return {pair for row in rows for pair in together(one for one in row if one)}


def _shared(guild: Guild, people: list[int]) -> dict[Pair, int]:
    """In how many other guilds two of them meet anyway."""
    places = Membership.objects.filter(person__in=people, state="member").exclude(guild=guild)
    by_guild: dict[int, list[int]] = {}
    for number, person in places.values_list("guild", "person"):
        by_guild.setdefault(number, []).append(person)
    shared: dict[Pair, int] = {}
    for members in by_guild.values():
        for pair in map(frozenset, combinations(members, 2)):
            shared[pair] = shared.get(pair, 0) + 1
    return shared
