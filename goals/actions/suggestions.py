"""Suggestions: a goal, a person to learn from, an opportunity or a path, with one line of why; and the request to set a goal."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Person, Skill
from ecosystem.core.audit import record
from ecosystem.core.clock import now
from ecosystem.core.errors import Refused
from ecosystem.core.twice import in_turn
from ecosystem.core.versions import change
from ecosystem.notifications.actions import tell
from goals.actions.enrolments import enrol
from goals.actions.offers import keep_answer
from goals.actions.opportunities import join_opportunity
from goals.models import OfferAnswer, Opportunity, Path, Suggestion
from goals.noting import note

WAITING = {"state": "open"}
State = Suggestion.State


@transaction.atomic
def suggest(
    person: Person,
    *,
    actor: Person,
    kind: str,
    why: str,
    skill: Skill | None = None,
    to_level: int | None = None,
    helper: Person | None = None,
    opportunity: Opportunity | None = None,
    path: Path | None = None,
    title: str = "",
) -> Suggestion:
    """Offer something to somebody. The same thing that still waits for an answer is the same suggestion."""
    in_turn("goals.suggest", person.pk)
    what: dict[str, Any] = {"kind": kind, "skill": skill, "helper": helper, "opportunity": opportunity, "path": path}
    twin = Suggestion.objects.waiting().filter(person=person, suggested_by=actor, **what).first()
    if twin:
        return twin
    suggestion = Suggestion.objects.create(
        person=person, suggested_by=actor, why=why, to_level=to_level, title=title, created_at=now(), **what
    )
    record(actor, f"suggestion.{kind}_made", suggestion, subject=person)
    tell("goals.suggestion", person_id=person.pk, subject_id=suggestion.pk)
    note(person.pk, key=f"suggestion-{suggestion.pk}")
    return suggestion


@transaction.atomic
def accept_suggestion(suggestion: Suggestion, *, actor: Person, version: int, answer: str = "") -> None:
    """Take it up. An opportunity is applied for, a path begun; a goal is set on the goal's own form, which accepts by itself."""
    _answer(suggestion, actor, version, State.ACCEPTED, answer)
    if suggestion.opportunity:
        join_opportunity(suggestion.opportunity, actor=actor)
    if suggestion.path:
        enrol(suggestion.path, actor=actor)


@transaction.atomic
def decline_suggestion(suggestion: Suggestion, *, actor: Person, version: int, answer: str = "") -> None:
    """Say no; the reason is read by whoever suggested it, and by nobody else. The skill of work or a path then rests."""
    _answer(suggestion, actor, version, State.DECLINED, answer)
    if suggestion.aim:
        keep_answer(*suggestion.aim, actor=actor, kind=OfferAnswer.Kind.NOT_NOW)


@transaction.atomic
def call_suggestion_too_easy(suggestion: Suggestion, *, actor: Person, version: int, answer: str = "") -> None:
    """Say no because one is further already: whoever suggested it reads that, and nothing as easy is offered again."""
    if not suggestion.aim:
        raise Refused(_("Only work and paths have a level that can be too easy."))
    _answer(suggestion, actor, version, State.DECLINED, answer or str(OfferAnswer.Kind.TOO_EASY.label))
    keep_answer(*suggestion.aim, actor=actor, kind=OfferAnswer.Kind.TOO_EASY)


@transaction.atomic
def swap_suggestion(suggestion: Suggestion, *, actor: Person, version: int, answer: str) -> None:
    """Something else instead: say what would serve better."""
    if not answer:
        raise Refused(_("Say what you would rather learn or do."))
    _answer(suggestion, actor, version, State.SWAPPED, answer)


@transaction.atomic
def withdraw_suggestion(suggestion: Suggestion, *, actor: Person, version: int) -> None:
    """Take it back while it waits. A second call is harmless."""
    if change(suggestion, version, where=WAITING, state=State.WITHDRAWN, answered_at=now()):
        record(actor, "suggestion.withdrawn", suggestion, subject=suggestion.person_id)
        note(suggestion.person_id, key=f"suggestion-{suggestion.pk}-withdrawn")


def _answer(suggestion: Suggestion, actor: Person, version: int, state: str, answer: str) -> None:
    if not change(suggestion, version, where=WAITING, state=state, answer=answer, answered_at=now()):
        if suggestion.state == state:
            return
        raise Refused(_("This suggestion was answered or withdrawn already."))
    record(actor, f"suggestion.{state}", suggestion, fields=["state", "answer"])
    if suggestion.suggested_by_id:
        tell("goals.suggestion_answered", person_id=suggestion.suggested_by_id, subject_id=suggestion.pk)
    note(suggestion.person_id, key=f"suggestion-{suggestion.pk}-{state}")
