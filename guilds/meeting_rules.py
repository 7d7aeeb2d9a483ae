"""Who may do what with office hours, mentoring and coffee: the two who meet, and nobody else."""

from typing import Any

from ecosystem.core.clock import now
from ecosystem.core.rules import declare, is_signed_in, predicate
from guilds.rules import is_at_work, is_member


@predicate
def has_these_hours(person: Any, hours: Any) -> bool:
    return hours.person_id == person.pk


@predicate
def has_hours_of(person: Any, slot: Any) -> bool:
    return slot.hours.person_id == person.pk


@predicate
def is_free(person: Any, slot: Any) -> bool:
    return slot.state == "free"


@predicate
def booked_it(person: Any, slot: Any) -> bool:
    return slot.booked_by_id == person.pk


@predicate
def is_to_come(person: Any, slot: Any) -> bool:
    return slot.starts_at > now()


@predicate
def is_mentor(person: Any, mentoring: Any) -> bool:
    return mentoring.mentor_id == person.pk


@predicate
def is_learner(person: Any, mentoring: Any) -> bool:
    return mentoring.learner_id == person.pk


@predicate
def is_asked(person: Any, mentoring: Any) -> bool:
    return mentoring.state == "asked"


@predicate
def is_under_way(person: Any, mentoring: Any) -> bool:
    return mentoring.state == "active"


@predicate
def has_ended(person: Any, mentoring: Any) -> bool:
    return mentoring.state == "ended"


@predicate
def is_of_the_pair(person: Any, pair: Any) -> bool:
    return person.pk in {pair.a_id, pair.b_id, pair.c_id}


declare("guilds.list_office_hours", is_signed_in, "Everybody.")
declare("guilds.open_office_hours", is_signed_in, "Everybody their own.")
declare("guilds.end_office_hours", has_these_hours, "Whose hours they are.")
declare("guilds.view_slot", is_free | has_hours_of | booked_it, "Free ones everybody; a booked one the two who meet.")
declare("guilds.book_slot", is_to_come & ~has_hours_of & (is_free | booked_it), "Everybody, with somebody else.")
declare("guilds.cancel_slot", is_to_come & (has_hours_of | booked_it), "The two who meet, until it begins.")
declare("guilds.find_mentor", is_signed_in, "Everybody, for themselves.")
declare("guilds.view_mentoring", is_mentor | is_learner, "The two, nobody else.")
declare("guilds.answer_mentoring", is_asked & is_mentor, "Who was asked.")
declare(
    "guilds.end_mentoring", (is_under_way & (is_mentor | is_learner)) | (is_asked & is_learner), "Either of the two."
)
declare("guilds.say_mentoring_helped", has_ended & (is_mentor | is_learner), "Each of the two, once it has ended.")
declare("guilds.have_coffee", is_at_work & is_member, "Members who want to.")
declare("guilds.view_coffee_pair", is_of_the_pair, "Those who meet, nobody else.")
