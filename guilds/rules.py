"""Who may do what with guilds: one question each, then the table.

`person.guilds` (accounts/managers.py brings it along) would cost every page; these ask once for the guild at hand.
"""

from typing import Any

from ecosystem.core.compiled import compiled
from ecosystem.core.rules import declare, is_signed_in, predicate

TERMS = ("active", "resting")


def place_of(person: Any, guild: Any) -> Any:
    """The person's membership, looked up once per loaded guild."""
    known = vars(guild).setdefault("_places", {})
    if person.pk not in known:
        found = _places(guild=guild, person=person)
        known[person.pk] = found[0] if found else None
    return known[person.pk]


def remember_place(person: Any, guild: Any, place: Any) -> None:
    """Spare the question: the row of the guild brought the person's membership along."""
    vars(guild).setdefault("_places", {})[person.pk] = place


@compiled
def _places(guild: Any, person: Any) -> Any:
    return guild.memberships.filter(person=person)


def stewards_of(guild: Any) -> set[int]:
    """Who tends it today: brought along by its page, else looked up once per loaded guild."""
    if "stewards_now" in vars(guild):
        return {term["pk"] for term in guild.stewards_now}
    if "_stewards" not in vars(guild):
        guild._stewards = set(guild.stewardships.filter(ended_on=None).values_list("person", flat=True))
    return guild._stewards


def _state(person: Any, guild: Any) -> str:
    place = place_of(person, guild)
    return place.state if place else ""


@predicate
def is_member(person: Any, guild: Any) -> bool:
    return _state(person, guild) == "member"


@predicate
def is_steward(person: Any, guild: Any) -> bool:
    return person.pk in stewards_of(guild)


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
def is_open(person: Any, guild: Any) -> bool:
    return guild.joining == "open"


@predicate
def is_at_work(person: Any, guild: Any) -> bool:
    return guild.state in TERMS


@predicate
def has_no_steward(person: Any, guild: Any) -> bool:
    return not stewards_of(guild)


reads_guild = ~is_hidden | is_member | is_invited | is_sponsor

declare("guilds.list_guilds", is_signed_in, "Everybody.")
declare("guilds.start_guild", is_signed_in, "Everybody; nobody’s permission is needed.")
declare("guilds.view_guild", reads_guild, "Everybody; a hidden one its members, those invited, and its sponsor.")
declare("guilds.tend_guild", is_at_work & is_steward, "Its stewards.")
declare(
    "guilds.join_guild",
    is_at_work & (~is_hidden | is_invited) & ~is_member & ~has_asked,
    "Everybody; on request a steward says yes, and a hidden one only who was invited.",
)
declare(
    "guilds.leave_guild",
    (is_member | has_asked | is_invited) & ~is_steward,
    "Its members, and who asked or was invited; a steward hands it on first.",
)
declare(
    "guilds.invite_member",
    is_at_work & (is_steward | (is_member & is_open)),
    "Its stewards; of an open guild its members.",
)
declare(
    "guilds.take_stewardship",
    is_at_work & is_member & has_no_steward,
    "Its members, where nobody tends it.",
)
declare("guilds.write_post", is_at_work & is_member, "Its members.")
declare("guilds.collect_resource", is_at_work & is_member, "Its members.")


# --- who belongs, and who tends --------------------------------------------------------------------------------------


@predicate
def is_own(person: Any, row: Any) -> bool:
    return row.person_id == person.pk


@predicate
def is_of_member(person: Any, place: Any) -> bool:
    return place.state == "member"


@predicate
def reads_its_guild(person: Any, row: Any) -> bool:
    return reads_guild.test(person, row.guild)


@predicate
def tends_its_guild(person: Any, row: Any) -> bool:
    return is_steward.test(person, row.guild)


@predicate
def is_of_guild_at_work(person: Any, row: Any) -> bool:
    return row.guild.state in TERMS


@predicate
def has_not_ended(person: Any, term: Any) -> bool:
    return term.ended_on is None


declare(
    "guilds.view_place",
    is_own | (is_of_member & reads_its_guild) | tends_its_guild,
    "Who belongs: with the guild. Who asked or was refused: oneself and the stewards.",
)
declare("guilds.answer_request", tends_its_guild & is_of_guild_at_work, "The stewards.")
declare("guilds.view_term", reads_its_guild, "As the guild.")
declare("guilds.end_own_term", is_own & has_not_ended, "Each steward their own.")


# --- the board and the collection ------------------------------------------------------------------------------------


@predicate
def wrote(person: Any, row: Any) -> bool:
    return row.author_id == person.pk


@predicate
def is_shown(person: Any, row: Any) -> bool:
    return row.removed_at is None


@predicate
def is_on_a_board(person: Any, post: Any) -> bool:
    """And not a question about a session of no guild."""
    return post.guild_id is not None


@predicate
def goes_on(person: Any, post: Any) -> bool:
    return post.guild is None or post.guild.state in TERMS


@predicate
def reads_its_board(person: Any, post: Any) -> bool:
    """Sessions of no guild are everybody's."""
    return post.guild is None or reads_guild.test(person, post.guild)


@predicate
def tends_its_board(person: Any, post: Any) -> bool:
    """A steward; of a question about a session of no guild its host."""
    return is_steward.test(person, post.guild) if post.guild else post.session.host_id == person.pk


@predicate
def is_question(person: Any, post: Any) -> bool:
    return post.kind == "question"


@predicate
def is_under_shown_post(person: Any, answer: Any) -> bool:
    return answer.post.removed_at is None


@predicate
def reads_board_of_answer(person: Any, answer: Any) -> bool:
    return reads_its_board.test(person, answer.post)


@predicate
def tends_board_of_answer(person: Any, answer: Any) -> bool:
    return tends_its_board.test(person, answer.post)


@predicate
def collected(person: Any, kept: Any) -> bool:
    return kept.added_by_id == person.pk


declare(
    "guilds.view_post",
    reads_its_board & (is_shown | wrote | tends_its_board),
    "As the guild, or the session of no guild; what was taken down its author and the stewards, or that session’s host.",
)
declare("guilds.change_post", is_shown & wrote & goes_on, "Who wrote it.")
declare("guilds.pin_post", is_on_a_board & is_shown & goes_on & tends_its_board, "The stewards.")
declare("guilds.answer_post", is_shown & goes_on & reads_its_board, "Everybody who reads it.")
declare(
    "guilds.accept_answer",
    is_shown & is_question & (wrote | tends_its_board),
    "Who asked, and the stewards; of a session of no guild its host.",
)
declare(
    "guilds.take_down_post",
    is_shown & (wrote | tends_its_board),
    "Who wrote it; with a reason the stewards, or the host of a session of no guild.",
)
declare(
    "guilds.view_answer",
    is_under_shown_post & reads_board_of_answer & (is_shown | wrote | tends_board_of_answer),
    "As the post; what was taken down who wrote it and the stewards, or the host of a session of no guild.",
)
declare("guilds.change_answer", is_shown & wrote, "Who wrote it.")
declare(
    "guilds.take_down_answer",
    is_shown & (wrote | tends_board_of_answer),
    "Who wrote it, and the stewards; of a session of no guild its host.",
)
declare("guilds.view_kept", reads_its_guild, "As the guild.")
declare(
    "guilds.tend_kept",
    is_of_guild_at_work & (tends_its_guild | collected),
    "Who added it, and the stewards.",
)
