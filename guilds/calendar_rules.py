"""Who may do what with calendars: one's own addresses, and sessions that one reads."""

from typing import Any

from ecosystem.core.rules import declare, is_signed_in, predicate


@predicate
def is_own_feed(person: Any, feed: Any) -> bool:
    return feed.person_id == person.pk


declare("guilds.use_calendar", is_signed_in, "Everybody, their own.")
declare("guilds.revoke_feed", is_own_feed, "Whose it is; nobody else knows of it.")
