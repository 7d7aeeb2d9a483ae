"""What becomes of a guild's sessions when the guild closes, becomes part of another, or is hidden."""

from typing import Any

from ecosystem.core.clock import now
from ecosystem.core.models import SearchEntry
from ecosystem.core.outbox import enqueue
from guilds.actions.hosting import cancel_session
from guilds.actions.repeating import end_series
from guilds.models import CalendarFeed, Guild, GuildPost
from guilds.querysets import BELONGING
from guilds.session_entries import KIND, index_session


def call_off_sessions(guild: Guild, *, actor: Any, reason: str) -> None:
    """Those to come are cancelled, and everybody with a seat is told."""
    for series in guild.series.running().order_by("pk"):
        end_series(series, actor=actor, version=series.version)
    for session in guild.sessions.upcoming(now()):
        cancel_session(session, actor=actor, version=session.version, reason=reason[:200])


def pass_sessions_on(guild: Guild, into: Guild) -> None:
    """Those to come are the other guild's, with what is asked about them; those past stay in the archive. What only members
    were to read is not brought to a board that everybody reads."""
    guild.series.running().update(guild=into)
    coming = guild.sessions.upcoming(now()).order_by()
    if into.joining == Guild.Joining.HIDDEN or guild.joining != Guild.Joining.HIDDEN:
        GuildPost.objects.filter(guild=guild, session__in=coming.values("pk")).update(guild=into, pinned_at=None)
    coming.update(guild=into, changed_at=now())
    _let_feeds_follow(guild, into)
    show_or_hide_sessions(into)


def _let_feeds_follow(guild: Guild, into: Guild) -> None:
    """What read the guild's secret address reads the other's there, where its owner may; who has an address of both keeps both."""
    feeds = CalendarFeed.objects.filter(guild=guild, revoked_at=None)
    feeds = feeds.exclude(person__in=CalendarFeed.objects.filter(guild=into, revoked_at=None).values("person"))
    if into.joining == Guild.Joining.HIDDEN:
        feeds = feeds.filter(person__in=into.memberships.filter(state__in=BELONGING).values("person"))
    feeds.update(guild=into, created_at=now())


def show_or_hide_sessions(guild: Guild) -> None:
    """In search: gone at once where the guild is hidden, else found again as soon as a worker looks."""
    if guild.joining == Guild.Joining.HIDDEN:
        SearchEntry.objects.filter(kind=KIND, object_id__in=guild.sessions.values("pk")).delete()
    else:
        enqueue("guilds.index_sessions", key=f"guilds.index_sessions {guild.pk} {guild.version}", guild_id=guild.pk)


def index_sessions(guild: Guild) -> None:
    for session in guild.sessions.filter(result=None).order_by("pk").iterator(chunk_size=500):
        index_session(session)
