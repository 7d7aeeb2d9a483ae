"""How many belong and how many act: tiers are counted in the background, the sums move with who joins and who leaves."""

import datetime as dt
from typing import Any

from django.db import connection, transaction
from django.db.models import F, Value
from django.db.models.functions import Greatest

from ecosystem.core.clock import now, today
from ecosystem.core.outbox import enqueue, enqueue_many
from guilds.models import Guild, Membership

TOGETHER = 10  # seconds
ACTS_OF = dt.timedelta(days=90)
CORE_FROM, ACTIVE_FROM = 6, 1
COUNT_MEMBERS = "guilds.count_members"

# what counts as an act, of the guilds in `guild`, from `since` to `until`: one row each, and whether all who read the guild
# can see whose it is
ACTS = """
    SELECT session.guild_id, seat.person_id, false
    FROM guilds_seat seat JOIN guilds_session session ON session.id = seat.session_id
    WHERE session.guild_id IN (SELECT id FROM guild) AND seat.attended
        AND session.starts_at BETWEEN %(since)s AND %(until)s
    UNION ALL
    SELECT guild_id, host_id, true FROM guilds_session
    WHERE guild_id IN (SELECT id FROM guild) AND state = 'held' AND starts_at BETWEEN %(since)s AND %(until)s
    UNION ALL
    SELECT guild_id, author_id, true FROM guilds_guildpost
    WHERE guild_id IN (SELECT id FROM guild) AND removed_at IS NULL AND created_at BETWEEN %(since)s AND %(until)s
    UNION ALL
    SELECT post.guild_id, answer.author_id, true
    FROM guilds_guildanswer answer JOIN guilds_guildpost post ON post.id = answer.post_id
    WHERE post.guild_id IN (SELECT id FROM guild) AND answer.removed_at IS NULL
        AND answer.created_at BETWEEN %(since)s AND %(until)s
    UNION ALL
    SELECT guild_id, added_by_id, true FROM guilds_guildresource
    WHERE guild_id IN (SELECT id FROM guild) AND added_at BETWEEN %(since)s AND %(until)s
"""
TIERS = f"""
WITH guild AS (SELECT %(guild)s::bigint AS id), act (guild_id, person_id, is_seen) AS ({ACTS}), acts AS (
    SELECT person_id, count(*) AS number FROM act WHERE person_id IS NOT NULL GROUP BY person_id
), counted AS (
    SELECT member.id, least(coalesce(acts.number, 0), 32767) AS acts,
        CASE WHEN coalesce(acts.number, 0) >= %(core)s OR steward.id IS NOT NULL THEN 'core'
            WHEN coalesce(acts.number, 0) >= %(active)s THEN 'active' ELSE 'peripheral' END AS tier
    FROM guilds_membership member
    LEFT JOIN acts ON acts.person_id = member.person_id
    LEFT JOIN guilds_stewardship steward ON steward.guild_id = member.guild_id
        AND steward.person_id = member.person_id AND steward.ended_on IS NULL
    WHERE member.guild_id = %(guild)s AND member.state = 'member'
)
UPDATE guilds_membership member SET acts = counted.acts, tier = counted.tier
FROM counted WHERE member.id = counted.id AND (member.acts, member.tier) IS DISTINCT FROM (counted.acts, counted.tier)
"""
SUMS = """
UPDATE guilds_guild SET members = found.members, active_members = found.active, core_members = found.core,
    counted_at = %(now)s
FROM (
    SELECT count(*) AS members, count(*) FILTER (WHERE tier <> 'peripheral') AS active,
        count(*) FILTER (WHERE tier = 'core') AS core
    FROM guilds_membership member JOIN accounts_person person ON person.id = member.person_id AND person.is_active
    WHERE member.guild_id = %(guild)s AND member.state = 'member'
) found WHERE guilds_guild.id = %(guild)s
"""


def move_sums(place: Membership, by: int) -> None:
    """One more or one fewer at once, as `SUMS` would find it. Whoever calls has held the guild's row since before the place
    was changed, so that a count at the same moment waits."""
    if not place.person.is_active:
        return
    moved = {"members": True, "active_members": place.tier != "peripheral", "core_members": place.tier == "core"}
    sums = {name: Greatest(F(name) + by, Value(0)) for name, moves in moved.items() if moves}
    Guild.objects.filter(pk=place.guild_id).update(**sums)


def count_soon(guild: Guild) -> None:
    """Within seconds: who joins meanwhile is counted together, after the last of them."""
    moment = now()
    turn = int(moment.timestamp()) // TOGETHER + 1
    after = dt.datetime.fromtimestamp(turn * TOGETHER, dt.UTC)
    enqueue(COUNT_MEMBERS, key=f"guilds.count_members {guild.pk} {turn}", after=after, guild_id=guild.pk)


def count_all_soon() -> int:
    """Once a night, a task for each guild that is at work. Returns for how many."""
    found = list(Guild.objects.at_work().order_by("pk").values_list("pk", flat=True))
    enqueue_many(COUNT_MEMBERS, [(f"guilds.count_members {pk} {today()}", {"guild_id": pk}) for pk in found])
    return len(found)


@transaction.atomic
def count_members(guild: Guild) -> None:
    """Tiers from the acts of 90 days, and the sums beside the guild. Two statements, whatever its size."""
    Guild.objects.select_for_update(no_key=True).get(pk=guild.pk)
    moment = now()
    values: dict[str, Any] = {
        "guild": guild.pk,
        "since": moment - ACTS_OF,
        "until": moment,
        "now": moment,
        "core": CORE_FROM,
        "active": ACTIVE_FROM,
    }
    with connection.cursor() as cursor:
        cursor.execute(TIERS, values)
        cursor.execute(SUMS, values)
    guild.refresh_from_db(fields=["members", "active_members", "core_members", "counted_at"])
