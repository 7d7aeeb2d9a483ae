"""Who may do what with messages of executives and L&D; read by `goals.rules`."""

from typing import Any

from ecosystem.core.rules import declare, is_executive, is_learning, predicate
from resources.rules import is_author, is_not_draft, is_published


@predicate
def carried_by_readable(person: Any, message: Any) -> bool:
    return (is_not_draft | is_author).test(person, message.resource)


@predicate
def carried_by_published(person: Any, message: Any) -> bool:
    return is_published.test(person, message.resource)


@predicate
def wrote_message(person: Any, message: Any) -> bool:
    return message.author_id == person.pk


declare("goals.write_message", is_executive | is_learning, "Executives and L&D.")
declare(
    "goals.view_message",
    carried_by_readable,
    "Everybody, once it is published; home shows it to those it is meant for.",
)
declare("goals.answer_message", carried_by_published, "Everybody, once it is published, for themselves.")
declare("goals.see_reach", wrote_message | is_learning, "Its author and L&D: shares of enough people, never who.")
