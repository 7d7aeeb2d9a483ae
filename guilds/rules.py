"""Who may do what with guilds: one question each, then the table.

`person.guilds` (accounts/managers.py brings it along) would cost every page; these ask once for the guild at hand.
"""

from typing import Any

from ecosystem.core.rules import declare, is_executive, is_learning, is_signed_in, predicate

TERMS = ("active", "resting")


def _place(person: Any, guild: Any) -> Any:
    """The person's membership, looked up once per loaded guild."""
    known = vars(guild).setdefault("_places", {})
    if person.pk not in known:
        known[person.pk] = guild.memberships.filter(person=person).first()
    return known[person.pk]


def _state(person: Any, guild: Any) -> str:
    place = _place(person, guild)
    return place.state if place else ""


@predicate
def is_member(person: Any, guild: Any) -> bool:
    return _state(person, guild) == "member"


@predicate
def is_steward(person: Any, guild: Any) -> bool:
    known = vars(guild).setdefault("_stewards", None)
    if known is None:
        known = guild._stewards = set(guild.stewardships.filter(ended_on=None).values_list("person", flat=True))
    return person.pk in known


@predicate
def is_sponsor(person: Any, guild: Any) -> bool:
    return guild.sponsor_id == person.pk


@predicate
def is_invited(person: Any, guild: Any) -> bool:
    return _state(person, guild) == "invited"


@predicate
def has_asked(person: Any, guild: Any) -> bool:
    return _state(person, guild) == "asked"


@predicate
def is_hidden(person: Any, guild: Any) -> bool:
    return guild.joining == "hidden"


@predicate
def is_at_work(person: Any, guild: Any) -> bool:
    return guild.state in TERMS


@predicate
def is_resting(person: Any, guild: Any) -> bool:
    return guild.state == "resting"


@predicate
def has_no_steward(person: Any, guild: Any) -> bool:
    is_steward.test(person, guild)
    return not guild._stewards


reads_guild = ~is_hidden | is_member | is_invited | is_sponsor

declare("guilds.list_guilds", is_signed_in, "Everybody.")
declare("guilds.start_guild", is_signed_in, "Everybody; nobody’s permission is needed.")
declare("guilds.view_guild", reads_guild, "Everybody; a hidden one its members, those invited, and its sponsor.")
declare("guilds.tend_guild", is_steward & is_at_work, "Its stewards.")
declare(
    "guilds.join_guild",
    is_at_work & reads_guild & ~is_member & ~has_asked,
    "Everybody; on request a steward says yes, and a hidden one only who was invited.",
)
declare("guilds.leave_guild", is_member | has_asked | is_invited, "Its members, and who asked or was invited.")
declare(
    "guilds.take_stewardship",
    is_at_work & is_member & ~is_steward & has_no_steward,
    "Its members, where nobody tends it.",
)
