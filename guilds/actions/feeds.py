"""Secret addresses from which calendars read: make one, put it out."""

import secrets

from django.db import transaction

from accounts.models import Person
from ecosystem.core.audit import record
from ecosystem.core.clock import now
from guilds.feeds import hash_of
from guilds.models import CalendarFeed, Guild


@transaction.atomic
def make_feed(*, actor: Person, guild: Guild | None = None) -> tuple[CalendarFeed, str]:
    """An address for one's own sessions, or a guild's, and its secret: shown here and now, never again.

    One that there was ends: whoever lost an address makes a new one.
    """
    Person.objects.select_for_update(no_key=True).get(pk=actor.pk)
    CalendarFeed.objects.filter(person=actor, guild=guild, revoked_at=None).update(revoked_at=now())
    secret = secrets.token_urlsafe(32)
    feed = CalendarFeed.objects.create(person=actor, guild=guild, secret_hash=hash_of(secret), created_at=now())
    record(actor, "calendar.feed_made", feed)
    return feed, secret


@transaction.atomic
def revoke_feed(feed: CalendarFeed, *, actor: Person) -> None:
    """It stops working at once. Twice is harmless."""
    if CalendarFeed.objects.filter(pk=feed.pk, revoked_at=None).update(revoked_at=now()):
        record(actor, "calendar.feed_revoked", feed)
