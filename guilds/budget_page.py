"""What the page of a guild's budget shows: its sums from the ledger, and fifty requests or lines of it."""

from typing import Any

from django.db.models import F

from accounts.models import Person
from accounts.views.screens import rows_of
from guilds.forms.budget import SHOWS
from guilds.models import Guild


def budget_context(guild: Guild, person: Person, show: str, page: Any) -> dict[str, Any]:
    """Three statements: the sums, how many wait, and the rows."""
    found = rows_of(_ledger(guild) if show == "ledger" else _requests(guild, person, show), page)
    for row in found["rows"]:
        row.guild = guild
    waiting = guild.budget_requests.waiting().count()
    return {"guild": guild, "sums": guild.ledger.sums(), "waiting": waiting, "show": show, "shows": SHOWS, **found}


def _ledger(guild: Guild) -> Any:
    """The newest first."""
    return guild.ledger.select_related("request", "actor", "correction").order_by("-at", "-pk")


def _requests(guild: Guild, person: Person, show: str) -> Any:
    """What waits first, the oldest of it first; what is settled by when it was answered."""
    rows = guild.budget_requests.visible_to(person).select_related("author", "decided_by").with_held()
    if show == "settled":
        return rows.settled().order_by(F("decided_at").desc(nulls_last=True), "-pk")
    return rows.open().order_by("-state", "asked_at", "pk")
