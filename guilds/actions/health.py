"""The figures of all guilds at work in one statement a month: written where they changed, so that a second run writes none.

What is over stays as it was on its last day. A month that nobody counted is counted later from what has a date, as far
back as pages show it.
"""

import datetime as dt
from typing import Any

from django.db import connection, transaction

from ecosystem.core.clock import now, start_of, today
from guilds.actions.counting import ACTIVE_FROM, ACTS, ACTS_OF, CORE_FROM
from guilds.models import Guild

MONTHS = 6
A_DAY, A_YEAR = dt.timedelta(days=1), dt.timedelta(days=365)
RHYTHM_DAYS = 92
RUNGS = ["artefact", "practical", "credential", "taught"]

GUILDS = """
guild AS (
    SELECT id, CASE WHEN rhythm = %(monthly)s THEN age * 3 / %(rhythm_days)s WHEN rhythm > 0 THEN age / rhythm ELSE 0 END AS expected
    FROM guilds_guild, LATERAL (SELECT least(%(rhythm_days)s, %(day)s - (founded_at AT TIME ZONE 'UTC')::date)) since (age)
    WHERE state IN ('active', 'resting') AND founded_at <= %(until)s
        AND NOT (%(over)s AND EXISTS (SELECT 1 FROM guilds_guildmonth known
            WHERE known.guild_id = guilds_guild.id AND known.month = %(month)s AND known.counted_on >= %(day)s
                AND known.seen IS NOT NULL))
), place AS (
    SELECT member.guild_id, member.person_id, unit.unit_id, member.joined_on
    FROM guilds_membership member JOIN guild ON guild.id = member.guild_id
    JOIN accounts_person person ON person.id = member.person_id
    LEFT JOIN accounts_unitmembership unit ON unit.person_id = member.person_id
        AND unit.valid_from <= %(day)s AND (unit.valid_to IS NULL OR unit.valid_to >= %(day)s)
    WHERE member.joined_on <= %(day)s
        AND ((member.state = 'member' AND person.is_active) OR (member.state = 'left' AND member.left_on > %(day)s))
)"""
TIERS = f"""
act (guild_id, person_id, is_seen) AS ({ACTS}), acting AS (
    SELECT guild_id, person_id, count(*) AS number, bool_or(is_seen) AS is_seen FROM act WHERE person_id IS NOT NULL GROUP BY guild_id, person_id
), tending AS (
    SELECT DISTINCT guild_id, person_id FROM guilds_stewardship
    WHERE guild_id IN (SELECT id FROM guild) AND since <= %(day)s AND (ended_on IS NULL OR ended_on > %(day)s)
), tiers AS (
    SELECT guild_id, count(*) AS members,
        count(*) FILTER (WHERE tending.person_id IS NOT NULL OR acting.number >= %(active)s) AS active,
        count(*) FILTER (WHERE tending.person_id IS NOT NULL OR acting.number >= %(core)s) AS core,
        count(*) FILTER (WHERE tending.person_id IS NOT NULL OR acting.is_seen) AS seen
    FROM place LEFT JOIN acting USING (guild_id, person_id) LEFT JOIN tending USING (guild_id, person_id) GROUP BY guild_id
), talk AS (
    SELECT guild_id, count(*) AS posts FROM guilds_guildpost
    WHERE guild_id IN (SELECT id FROM guild) AND removed_at IS NULL AND created_at BETWEEN %(since)s AND %(until)s
    GROUP BY guild_id
)"""
MEETING = """
hosting AS (
    SELECT guild_id, host_id, min(starts_at) AS first, max(starts_at) AS last,
        count(*) FILTER (WHERE starts_at >= %(rhythm_since)s) AS held
    FROM guilds_session WHERE guild_id IN (SELECT id FROM guild) AND state = 'held' AND starts_at <= %(until)s
    GROUP BY guild_id, host_id
), meeting AS (
    SELECT guild_id, sum(held) AS held,
        count(host_id) FILTER (WHERE last >= %(year)s) AS speakers,
        count(host_id) FILTER (WHERE first >= %(year)s) AS new_speakers
    FROM hosting GROUP BY guild_id
)"""
# of answers alone, which all who read the guild can see: who came to a session and who thanked would follow from the figures
NETWORK = """
edge AS (
    SELECT DISTINCT post.guild_id, answer.author_id AS u, post.author_id AS v
    FROM guilds_guildanswer answer JOIN guilds_guildpost post ON post.id = answer.post_id
    WHERE post.guild_id IN (SELECT id FROM guild) AND post.removed_at IS NULL AND answer.removed_at IS NULL
        AND answer.created_at BETWEEN %(since)s AND %(until)s
), linked AS (
    SELECT edge.guild_id, edge.u, edge.v, giver.unit_id AS from_unit, taker.unit_id AS to_unit FROM edge
    JOIN place giver ON giver.guild_id = edge.guild_id AND giver.person_id = edge.u
    JOIN place taker ON taker.guild_id = edge.guild_id AND taker.person_id = edge.v
    WHERE edge.u <> edge.v
), pair AS (
    SELECT guild_id, count(*) AS edges, bool_or(from_unit <> to_unit) AS is_external, bool_or(from_unit = to_unit) AS is_internal
    FROM linked GROUP BY guild_id, least(u, v), greatest(u, v)
), network AS (
    SELECT guild_id, sum(edges) AS edges, coalesce(sum(edges) FILTER (WHERE edges = 2), 0) AS mutual,
        coalesce(sum(edges) FILTER (WHERE is_external), 0) AS external,
        coalesce(sum(edges) FILTER (WHERE is_internal), 0) AS internal
    FROM pair GROUP BY guild_id
)"""
# a step in a skill counts in one guild alone: of those that tend the skill, the one joined first
SKILLS = """
home AS (
    SELECT DISTINCT ON (member.person_id, tends.skill_id) member.person_id, tends.skill_id, member.guild_id, member.joined_on
    FROM guilds_membership member JOIN guilds_guild tending ON tending.id = member.guild_id
    JOIN guilds_guildskill tends ON tends.guild_id = member.guild_id
    JOIN accounts_person person ON person.id = member.person_id
    WHERE EXISTS (SELECT 1 FROM guild) AND tending.state IN ('active', 'resting') AND tending.founded_at <= %(until)s
        AND member.joined_on <= %(day)s
        AND ((member.state = 'member' AND person.is_active) OR (member.state = 'left' AND member.left_on > %(day)s))
    ORDER BY member.person_id, tends.skill_id, member.joined_on, member.guild_id
), stated AS (
    SELECT home.guild_id, said.person_id, said.skill_id, said.source,
        greatest(said.stated_on, CASE said.source WHEN 'manager' THEN said.released_at::date
            WHEN 'evidence' THEN shown.confirmed_at::date END) AS since,
        4.0 * said.level / said.scale_max AS level, greatest(%(quarter)s::date, home.joined_on) AS counts_from
    FROM home JOIN guild ON guild.id = home.guild_id
    JOIN accounts_assessment said ON said.person_id = home.person_id AND said.skill_id = home.skill_id
    LEFT JOIN accounts_evidence shown ON shown.id = said.evidence_id
    WHERE said.level IS NOT NULL AND said.scale_max > 0 AND said.stated_on <= %(day)s
        AND (said.source = 'self' OR (said.source = 'manager' AND said.released_at <= %(until)s)
            OR (said.source = 'evidence' AND shown.confirmed_at <= %(until)s AND shown.rung = ANY(%(rungs)s)))
), risen AS (
    SELECT guild_id, person_id FROM stated GROUP BY guild_id, person_id, skill_id
    HAVING max(level) FILTER (WHERE source <> 'self' AND since >= counts_from)
        >= 1 + max(level) FILTER (WHERE since < counts_from)
), moved AS (
    SELECT could.guild_id, could.could_move, coalesce(risen.moved, 0) AS moved
    FROM (SELECT guild_id, count(DISTINCT person_id) AS could_move FROM home GROUP BY guild_id) could
    LEFT JOIN (SELECT guild_id, count(DISTINCT person_id) AS moved FROM risen GROUP BY guild_id) risen USING (guild_id)
)"""
CARE = """
care AS (
    SELECT kept.guild_id, count(*) AS kept, count(*) FILTER (WHERE kept.added_at >= %(since)s
        OR EXISTS (SELECT 1 FROM resources_verification checked WHERE checked.resource_id = kept.resource_id
            AND checked."on" >= %(since)s::date AND checked."on" <= %(day)s)
        OR EXISTS (SELECT 1 FROM resources_resourceversion worded WHERE worded.resource_id = kept.resource_id
            AND worded.at BETWEEN %(since)s AND %(until)s)) AS tended
    FROM guilds_guildresource kept JOIN resources_resource resource ON resource.id = kept.resource_id
    WHERE kept.guild_id IN (SELECT id FROM guild) AND resource.state = 'published' AND kept.added_at <= %(until)s
    GROUP BY kept.guild_id
)"""
FIGURES = (
    *("counted_on", "members", "active", "core", "seen", "posts", "expected", "held", "speakers", "new_speakers"),
    *("edges", "mutual", "external", "internal", "could_move", "moved", "kept", "tended"),
)
GIVEN = {"counted_on": "%(counted_on)s", "expected": "guild.expected"}
COUNT = f"""
WITH {GUILDS}, {TIERS}, {MEETING}, {NETWORK}, {SKILLS}, {CARE}
INSERT INTO guilds_guildmonth AS stored (guild_id, month, {", ".join(FIGURES)})
SELECT guild.id, %(month)s, {", ".join(GIVEN.get(name, f"coalesce({name}, 0)") for name in FIGURES)}
FROM guild LEFT JOIN tiers ON tiers.guild_id = guild.id LEFT JOIN talk ON talk.guild_id = guild.id
LEFT JOIN meeting ON meeting.guild_id = guild.id LEFT JOIN network ON network.guild_id = guild.id
LEFT JOIN moved ON moved.guild_id = guild.id LEFT JOIN care ON care.guild_id = guild.id
ON CONFLICT (guild_id, month) DO UPDATE SET {", ".join(f"{name} = excluded.{name}" for name in FIGURES)}
WHERE ({", ".join(f"stored.{name}" for name in FIGURES)}) IS DISTINCT FROM ({", ".join(f"excluded.{name}" for name in FIGURES)})
"""


def count_health() -> int:
    """Of today, and of each month past that is not counted to its end yet. Returns how many rows were written."""
    day = today()
    ends = [end_of_month_before(day, back) for back in range(1, MONTHS)]
    return count_month(day, now()) + sum(count_month(end, over=True) for end in ends)


@transaction.atomic
def count_month(day: dt.date, until: dt.datetime | None = None, *, over: bool = False) -> int:
    """The month of `day` as of that day, up to a moment (else to the end of the day). One statement; returns the rows written.

    `over`: what was counted as of that day already is left as it is. A month is not counted to its end before it is over.
    """
    end = start_of(day + A_DAY) - dt.timedelta(microseconds=1)
    ends_later = until is not None and until < end and (day + A_DAY).month != day.month
    with connection.cursor() as cursor:
        cursor.execute(COUNT, _window(day, until or end, over) | {"counted_on": day - A_DAY if ends_later else day})
        return cursor.rowcount


def _window(day: dt.date, until: dt.datetime, over: bool) -> dict[str, Any]:
    return {
        "day": day,
        "month": day.replace(day=1),
        "until": until,
        "over": over,
        "since": until - ACTS_OF,
        "year": until - A_YEAR,
        "quarter": first_of_quarter(day),
        "rhythm_since": until - dt.timedelta(days=RHYTHM_DAYS),
        "rhythm_days": RHYTHM_DAYS,
        "monthly": Guild.Rhythm.MONTHLY,
        "core": CORE_FROM,
        "active": ACTIVE_FROM,
        "rungs": RUNGS,
    }


def first_of_quarter(day: dt.date) -> dt.date:
    """Of the calendar, so that no two quarters ever overlap."""
    return day.replace(month=day.month - (day.month - 1) % 3, day=1)


def end_of_month_before(day: dt.date, back: int) -> dt.date:
    """The last day of the month so many months before that of `day`."""
    year, month = divmod(day.year * 12 + day.month - 1 - back + 1, 12)
    return dt.date(year, month + 1, 1) - dt.timedelta(days=1)
