"""What a calendar reads from a secret address: one statement says whether anything changed, two more say what is there."""

import datetime as dt
import hashlib
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from ecosystem.core.clock import now, start_of, today
from guilds.calendar import Entry, published
from guilds.calendar_entries import session_entry, slot_entry
from guilds.calendar_querysets import PAST, in_own_calendar
from guilds.models import CalendarFeed, Seat, Session, Slot

EDITION = 1  # of how entries are written: raised when that changes, so that calendars read again
MOST = 2000
STANDS = """
WITH feed AS (
    SELECT feed.id, feed.person_id, feed.guild_id, feed.created_at, feed.last_read_on, guild.name
    FROM guilds_calendarfeed feed
    JOIN accounts_person person ON person.id = feed.person_id AND person.is_active
    LEFT JOIN guilds_guild guild ON guild.id = feed.guild_id
    WHERE feed.secret_hash = %(hash)s AND feed.revoked_at IS NULL
    AND (guild.id IS NULL OR guild.joining <> 'hidden' OR guild.sponsor_id = feed.person_id OR EXISTS (
        SELECT 1 FROM guilds_membership place WHERE place.guild_id = guild.id AND place.person_id = feed.person_id
        AND place.state IN ('member', 'invited')))
), entry AS (
    SELECT 's' AS kind, session.id, session.version, session.changed_at, '' AS state
    FROM feed JOIN guilds_session session ON session.guild_id = feed.guild_id WHERE session.ends_at > %(since)s
    UNION ALL
    SELECT 'h', session.id, session.version, session.changed_at, ''
    FROM feed JOIN guilds_session session ON session.host_id = feed.person_id
    WHERE feed.guild_id IS NULL AND session.ends_at > %(since)s
    UNION ALL
    SELECT 'p', session.id, session.version, greatest(session.changed_at, seat.changed_at), seat.state
    FROM feed JOIN guilds_seat seat ON seat.person_id = feed.person_id
    JOIN guilds_session session ON session.id = seat.session_id
    WHERE feed.guild_id IS NULL AND seat.state <> 'waiting' AND session.ends_at > %(since)s
    UNION ALL
    SELECT 'b', slot.id, slot.version, slot.booked_at, slot.state
    FROM feed JOIN guilds_slot slot ON slot.booked_by_id = feed.person_id
    WHERE feed.guild_id IS NULL AND slot.ends_at > %(since)s
    UNION ALL
    SELECT 'o', slot.id, slot.version, slot.booked_at, slot.state
    FROM feed JOIN guilds_officehours hours ON hours.person_id = feed.person_id
    JOIN guilds_slot slot ON slot.hours_id = hours.id
    WHERE feed.guild_id IS NULL AND slot.ends_at > %(since)s
)
SELECT feed.id, feed.person_id, feed.guild_id, feed.name, feed.last_read_on, greatest(feed.created_at, max(entry.changed_at)),
    md5(coalesce(string_agg(concat_ws('.', kind, entry.id, entry.version, entry.state), ' ' ORDER BY kind, entry.id), ''))
FROM feed LEFT JOIN entry ON true GROUP BY feed.id, feed.person_id, feed.guild_id, feed.name, feed.created_at, feed.last_read_on
"""


@dataclass(frozen=True)
class Standing:
    """A live feed as it stands: whose, of which guild, and what its content is known by."""

    feed_id: int
    person_id: int
    guild_id: int | None
    name: str
    last_read_on: dt.date | None
    modified: dt.datetime
    etag: str


def hash_of(secret: str) -> str:
    """SHA-256 is enough for 256 random bits: nobody guesses them, however quick the hash."""
    return hashlib.sha256(secret.encode()).hexdigest()


def standing(secret: str) -> Standing | None:
    """The live feed of this secret, in one statement; None for one that is unknown, revoked, or of somebody who is out.

    Each week counts as a change, so that the day of the last reading is never more than a week behind.
    """
    moment = now()
    monday = today(dt.UTC) - dt.timedelta(days=today(dt.UTC).weekday())
    with connection.cursor() as cursor:
        cursor.execute(STANDS, {"hash": hash_of(secret), "since": start_of(moment.date(), dt.UTC) - PAST})
        row = cursor.fetchone()
    if row is None:
        return None
    feed, person, guild, name, read_on, modified, content = row
    etag = hashlib.sha256(f"{EDITION} {monday} {name} {content}".encode()).hexdigest()[:32]
    return Standing(feed, person, guild, name or "", read_on, max(modified, start_of(monday, dt.UTC)), f'"{etag}"')


def content_of(found: Standing) -> str:
    """The feed as text. Two statements."""
    since = start_of(now().date(), dt.UTC) - PAST
    if found.guild_id:
        sessions = Session.objects.filter(guild=found.guild_id, ends_at__gt=since)
        entries = [session_entry(session) for session in sessions.order_by("starts_at", "pk")[:MOST]]
        return published(entries, name=found.name)
    return published([*_sessions(found.person_id, since), *_slots(found.person_id, since)], name=_("My sessions"))


def mark_read(found: Standing) -> None:
    """Once a day."""
    day = today(dt.UTC)
    if found.last_read_on != day:
        CalendarFeed.objects.filter(pk=found.feed_id).update(last_read_on=day)


def _sessions(person_id: int, since: dt.datetime) -> list[Entry]:
    invited = Seat.objects.filter(session=OuterRef("pk"), person=person_id, state="invited")
    rows: Any = Session.objects.filter(in_own_calendar(person_id), ends_at__gt=since).annotate(unsure=Exists(invited))
    return [session_entry(row, certain=not row.unsure) for row in rows.order_by("starts_at", "pk")[:MOST]]


def _slots(person_id: int, since: dt.datetime) -> list[Entry]:
    """Those one booked, and those of one's own hours while they are free or booked."""
    booked = Q(booked_by=person_id, state__in=("booked", "done"))
    own = Q(hours__person=person_id, state__in=("free", "booked", "done"))
    rows = Slot.objects.filter(booked | own, ends_at__gt=since).select_related("hours__person", "booked_by")
    return [slot_entry(slot, person_id) for slot in rows.order_by("starts_at", "pk")[:MOST]]
