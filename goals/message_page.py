"""The panel of a message, on the page of the resource that carries it."""

from typing import Any

from accounts.models import Person
from ecosystem.core.rules import allows
from goals.message_querysets import questions_waiting
from goals.message_reach import reach_of
from goals.models import Message
from resources.forms.questions import AnswerForm

QUESTIONS_SHOWN = 10


def panel_context(message: Message, person: Person) -> dict[str, Any]:
    """What it is about and one's own answer; for those who see how far it got that too, and the questions that wait, the
    oldest first. Three statements at most."""
    context: dict[str, Any] = {
        "message": message,
        "resource": message.resource,
        "own": message.readings.filter(person=person).first(),
    }
    if allows(person, "goals.see_reach", message):
        waiting = questions_waiting().filter(resource=message.resource_id).select_related("author")
        context["reach"] = reach_of(message)
        context["questions"] = list(waiting.order_by("created_at", "pk")[:QUESTIONS_SHOWN])
        context["answer_form"] = AnswerForm()
    return context
