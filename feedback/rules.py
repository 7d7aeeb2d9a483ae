"""Who may do what with needs: one question each, then the table."""

from typing import Any

from ecosystem.core.rules import declare, is_executive, is_learning, is_signed_in, predicate
from feedback import advocacy_rules, radar_rules  # noqa: F401 - declare those of executives and of the radar


@predicate
def is_turn(person: Any, need: Any) -> bool:
    return need.turn_id == person.pk


@predicate
def is_claimer(person: Any, need: Any) -> bool:
    return need.claimed_by_id == person.pk


@predicate
def is_reporter(person: Any, need: Any) -> bool:
    """The need's page has looked it up already."""
    known = vars(need).get("own_report", ...)
    return known is not None if known is not ... else need.reporters.filter(person=person).exists()


@predicate
def is_unsettled(person: Any, need: Any) -> bool:
    return need.status in {"open", "accepted", "claimed"}


@predicate
def is_waiting(person: Any, need: Any) -> bool:
    """Nobody makes it yet."""
    return need.status in {"open", "accepted"}


@predicate
def is_claimed(person: Any, need: Any) -> bool:
    return need.status == "claimed"


@predicate
def is_resolved(person: Any, need: Any) -> bool:
    return need.status == "resolved"


declare("feedback.report_need", is_signed_in, "Everybody.")
declare("feedback.list_needs", is_signed_in, "Everybody.")
declare("feedback.view_need", is_signed_in, "Everybody; who reported it is shown as far as they gave their name.")
declare("feedback.join_need", is_unsettled, "Everybody, while it is open.")
declare("feedback.leave_need", is_unsettled & is_reporter, "Who reported it, while it is open.")
declare("feedback.answer_need", is_unsettled & (is_turn | is_learning), "Whose turn it is, and L&D.")
declare("feedback.claim_need", is_waiting, "Everybody, until somebody makes it.")
declare("feedback.release_need", is_claimed & (is_claimer | is_learning), "Who claimed it, and L&D.")
declare(
    "feedback.resolve_need",
    is_unsettled & (is_claimer | is_turn | is_learning),
    "Who claimed it, whose turn it is, L&D.",
)
declare("feedback.merge_needs", is_unsettled & is_learning, "L&D.")
declare("feedback.tell_whether_it_helped", is_resolved & is_reporter, "Who reported it.")

declare("feedback.take_snapshot", is_learning, "L&D.")
declare("feedback.view_snapshot", is_executive | is_learning, "Executives and L&D, like the table that was kept.")
declare("feedback.remove_snapshot", is_learning, "L&D.")
