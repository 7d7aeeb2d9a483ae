"""Who may do what with what was offered to them; read by `goals.rules`."""

from typing import Any

from ecosystem.core.rules import declare, predicate


@predicate
def is_offered_work(person: Any, opportunity: Any) -> bool:
    """Work that somebody else posted."""
    return opportunity.lead_id != person.pk


@predicate
def answered_offer(person: Any, answer: Any) -> bool:
    return answer.person_id == person.pk


declare("goals.answer_offer", is_offered_work, "Everybody but who posted it.")
declare("goals.take_back_offer_answer", answered_offer, "Who answered; nobody else knows of it.")
