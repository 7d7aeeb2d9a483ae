"""Who may do what with a guild's budget: one question each, then the table."""

from typing import Any

from ecosystem.core.rules import declare, predicate
from guilds.rules import is_at_work, is_member, is_sponsor, is_steward, reads_guild

SHOWN = ("asked", "approved", "spent")


@predicate
def is_learning(person: Any, guild: Any) -> bool:
    return person.is_learning


@predicate
def is_author(person: Any, request: Any) -> bool:
    return request.author_id == person.pk


@predicate
def is_shown(person: Any, request: Any) -> bool:
    return request.state in SHOWN


@predicate
def waits(person: Any, request: Any) -> bool:
    return request.state == "asked"


@predicate
def is_set_aside(person: Any, request: Any) -> bool:
    return request.state == "approved"


reads_budget = is_member | is_sponsor | (is_learning & reads_guild)
decides = is_steward | is_sponsor | (is_learning & reads_guild)
grants = is_sponsor | (is_learning & reads_guild)


@predicate
def reads_its_budget(person: Any, row: Any) -> bool:
    return reads_budget.test(person, row.guild)


@predicate
def decides_there(person: Any, row: Any) -> bool:
    return decides.test(person, row.guild)


@predicate
def grants_there(person: Any, row: Any) -> bool:
    return grants.test(person, row.guild)


@predicate
def is_booking(person: Any, entry: Any) -> bool:
    return entry.kind == "spent" and not is_corrected(entry)


@predicate
def is_grant(person: Any, entry: Any) -> bool:
    return entry.kind == "granted" and not is_corrected(entry)


@predicate
def booked(person: Any, entry: Any) -> bool:
    return entry.actor_id == person.pk


def is_corrected(entry: Any) -> bool:
    return getattr(entry, "correction", None) is not None


declare("guilds.view_budget", reads_budget, "Its members, its sponsor, and learning & development.")
declare("guilds.grant_budget", is_at_work & grants, "Its sponsor, and learning & development.")
declare("guilds.ask_budget", is_at_work & is_member, "Its members.")
declare(
    "guilds.view_budget_request",
    is_author | (reads_its_budget & (is_shown | decides_there)),
    "As the budget; what was declined or taken back who asked, and who decides.",
)
declare("guilds.view_ledger", reads_its_budget, "As the budget.")
declare(
    "guilds.answer_budget",
    waits & decides_there & ~is_author,
    "Its stewards, its sponsor, and learning & development; nobody on their own request.",
)
declare(
    "guilds.withdraw_budget",
    (waits & is_author) | (is_set_aside & (is_author | decides_there)),
    "Who asked; what is set aside also who decides.",
)
declare("guilds.book_spending", is_set_aside & (is_author | decides_there), "Who asked, and who decides.")
declare(
    "guilds.correct_entry",
    (is_booking & (booked | decides_there)) | (is_grant & grants_there),
    "Bookings: who booked them, and who decides. Grants: who grants.",
)
