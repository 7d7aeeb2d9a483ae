"""Who may offer to sponsor, and who answers; read by `goals.rules`, which hands in who may change an objective."""

from typing import Any

from ecosystem.core.rules import declare, is_executive, predicate
from guilds.rules import is_at_work, is_steward, reads_guild


@predicate
def has_no_sponsor(person: Any, guild: Any) -> bool:
    return guild.sponsor_id is None


@predicate
def is_running_aim(person: Any, objective: Any) -> bool:
    """Of the company or a unit, and not ended."""
    return objective.status == "active" and objective.level != "person"


@predicate
def leads_it(person: Any, objective: Any) -> bool:
    return objective.owner_id == person.pk


@predicate
def is_sponsors_own(person: Any, offer: Any) -> bool:
    return offer.person_id == person.pk


@predicate
def waits(person: Any, offer: Any) -> bool:
    return offer.state == "offered"


@predicate
def stands(person: Any, offer: Any) -> bool:
    return offer.state in {"offered", "active"}


@predicate
def is_agreed(person: Any, offer: Any) -> bool:
    return offer.state == "active"


@predicate
def answers_for_it(person: Any, offer: Any) -> bool:
    """A steward of the guild; whoever leads the objective."""
    if offer.guild_id:
        return is_steward.test(person, offer.guild)
    return offer.objective.owner_id == person.pk


@predicate
def knows_of_it(person: Any, offer: Any) -> bool:
    if offer.guild_id:
        return reads_guild.test(person, offer.guild)
    return offer.objective.level != "person"


declare(
    "goals.sponsor_guild",
    is_at_work & is_executive & has_no_sponsor & reads_guild,
    "Executives, where nobody sponsors it; its stewards say yes.",
)
declare(
    "goals.sponsor_objective",
    is_running_aim & is_executive & ~leads_it,
    "Executives, for what somebody else leads; who leads it says yes.",
)
declare(
    "goals.view_sponsorship",
    is_sponsors_own | answers_for_it | (is_agreed & knows_of_it),
    "Who sponsors: everybody who knows of it. An offer: who made it, and who answers.",
)
declare("goals.answer_sponsorship", waits & answers_for_it & ~is_sponsors_own, "Its stewards, or who leads it.")
declare(
    "goals.end_sponsorship",
    stands & (is_sponsors_own | (is_agreed & answers_for_it)),
    "The sponsor and those who said yes.",
)
