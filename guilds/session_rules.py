"""Who may do what with sessions, their series, seats and swaps: one question each, then the table."""

import datetime as dt
from typing import Any

from ecosystem.core.clock import now
from ecosystem.core.rules import declare, is_signed_in, predicate
from guilds.rules import is_at_work, is_steward, reads_guild

TAKEN = ("seated", "waiting")
APPLIED_AFTER = dt.timedelta(days=14)


def seat_of(person: Any, session: Any) -> Any:
    """The person's seat, looked up once per loaded session."""
    known = vars(session).setdefault("_seats", {})
    if person.pk not in known:
        known[person.pk] = session.seats.filter(person=person).first()
    return known[person.pk]


def has_begun(session: Any) -> bool:
    return session.starts_at <= now()


def is_over(session: Any) -> bool:
    return session.ends_at <= now()


@predicate
def is_host(person: Any, session: Any) -> bool:
    return session.host_id == person.pk


@predicate
def is_of_a_guild_read(person: Any, session: Any) -> bool:
    return session.guild_id is None or reads_guild.test(person, session.guild)


@predicate
def is_steward_of_it(person: Any, session: Any) -> bool:
    return session.guild_id is not None and is_steward.test(person, session.guild)


@predicate
def is_of_a_working_guild_read(person: Any, session: Any) -> bool:
    """Or of none."""
    return session.guild_id is None or (is_at_work & reads_guild).test(person, session.guild)


@predicate
def is_not_cancelled(person: Any, session: Any) -> bool:
    return session.state != "cancelled"


@predicate
def has_seat(person: Any, session: Any) -> bool:
    return seat_of(person, session) is not None


@predicate
def holds_seat(person: Any, session: Any) -> bool:
    seat = seat_of(person, session)
    return seat is not None and seat.state in TAKEN


@predicate
def may_decline(person: Any, session: Any) -> bool:
    seat = seat_of(person, session)
    return seat is not None and seat.state != "declined"


@predicate
def is_coming(person: Any, session: Any) -> bool:
    return session.state == "planned" and not is_over(session)


@predicate
def took_place(person: Any, session: Any) -> bool:
    """Begun, and not cancelled."""
    return session.state != "cancelled" and has_begun(session)


@predicate
def is_running(person: Any, series: Any) -> bool:
    return series.ended_at is None


@predicate
def is_own_seat(person: Any, seat: Any) -> bool:
    return seat.person_id == person.pk


@predicate
def tends_its_session(person: Any, seat: Any) -> bool:
    return tends_session.test(person, seat.session)


@predicate
def may_say_it_was_worth(person: Any, seat: Any) -> bool:
    """After the end, unless the host's list says that they were not there."""
    session = seat.session
    return session.state != "cancelled" and is_over(session) and seat.state == "seated" and seat.attended is not False


@predicate
def may_say_it_was_applied(person: Any, seat: Any) -> bool:
    return bool(may_say_it_was_worth.test(person, seat) and seat.session.ends_at + APPLIED_AFTER <= now())


@predicate
def reads_its_session(person: Any, swap: Any) -> bool:
    return reads_session.test(person, swap.session)


@predicate
def is_offered(person: Any, swap: Any) -> bool:
    return swap.state == "offered" and is_coming.test(person, swap.session)


@predicate
def is_offered_to_them(person: Any, swap: Any) -> bool:
    """To everybody, or to this person."""
    return swap.to_id in (None, person.pk)


@predicate
def is_the_one_asked(person: Any, swap: Any) -> bool:
    return swap.to_id == person.pk


@predicate
def hosts_its_session(person: Any, swap: Any) -> bool:
    return swap.session.host_id == person.pk


reads_session = is_of_a_guild_read | is_host | has_seat
tends_session = is_host | is_steward_of_it

declare("guilds.list_sessions", is_signed_in, "Everybody; those of a hidden guild its members.")
declare("guilds.host_session", is_signed_in, "Everybody; nobody’s permission is needed.")
declare("guilds.find_speaker", is_signed_in, "Everybody.")
declare(
    "guilds.view_session", reads_session, "Everybody; those of a hidden guild its members, host and who has a seat."
)
declare("guilds.change_session", is_coming & tends_session, "Its host, and stewards of its guild, until it is over.")
declare("guilds.save_seat", is_coming & reads_session & ~is_host & ~holds_seat, "Everybody who reads it, but its host.")
declare(
    "guilds.ask_about_session",
    is_not_cancelled & is_of_a_working_guild_read,
    "Everybody who reads its guild, of no guild everybody; before it and after it.",
)
declare("guilds.give_up_seat", is_coming & may_decline, "Who has a seat, waits for one, or is invited.")
declare("guilds.offer_swap", is_coming & is_host, "Its host.")
declare("guilds.say_attended", took_place & has_seat & ~is_host, "Who had a seat, once it began.")
declare("guilds.list_attendance", took_place & tends_session, "Its host and stewards of its guild, once it began.")
declare("guilds.note_walk_in", took_place & tends_session, "Its host and stewards of its guild, once it began.")
declare("guilds.view_seats", tends_session, "Its host and stewards of its guild; others see numbers.")
declare("guilds.write_up_session", took_place & tends_session, "Its host and stewards of its guild, once it began.")
declare("guilds.view_series", is_of_a_guild_read | is_host, "Everybody; of a hidden guild its members.")
declare("guilds.change_series", is_running & tends_session, "Its host and stewards of its guild, until it ends.")
declare("guilds.view_seat", is_own_seat | tends_its_session, "Who has it, the host, and stewards of the guild.")
declare("guilds.say_worth", is_own_seat & may_say_it_was_worth, "Who had a seat, once it is over.")
declare("guilds.say_applied", is_own_seat & may_say_it_was_applied, "Who was there, two weeks later.")
declare("guilds.view_swap", reads_its_session, "Everybody who reads the session.")
declare(
    "guilds.take_swap",
    is_offered & reads_its_session & is_offered_to_them & ~hosts_its_session,
    "Everybody who reads the session, or the one person who was asked.",
)
declare("guilds.decline_swap", is_offered & is_the_one_asked, "The one person who was asked.")
declare("guilds.withdraw_swap", is_offered & hosts_its_session, "Its host, while nobody has taken it over.")
