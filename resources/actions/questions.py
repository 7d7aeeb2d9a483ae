"""Questions under a resource: ask, answer, reword, accept an answer, invite somebody to answer."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from ecosystem.core.audit import record
from ecosystem.core.clock import now
from ecosystem.core.errors import Refused
from ecosystem.core.rules import allows
from ecosystem.core.twice import SENT_TWICE
from ecosystem.core.versions import change
from ecosystem.notifications.actions import tell, tell_many
from resources.actions.edits import authors_of
from resources.mentions import mentioned_in
from resources.models import Answer, AnswerInvitation, Question, Resource

MOST_INVITED = 5


@transaction.atomic
def ask_question(resource: Resource, *, actor: Person, text: str, quote: str = "") -> Question:
    """Ask under a resource. Its authors and whoever is mentioned are told; the same words sent twice are one question."""
    Resource.objects.select_for_update(of=("self",)).get(pk=resource.pk)
    same = {"resource": resource, "author": actor, "text": text, "quote": quote}
    twin = Question.objects.filter(**same, created_at__gte=now() - SENT_TWICE).first()
    if twin:
        return twin
    question = Question.objects.create(**same, created_at=now())
    record(actor, "resource.question_asked", question)
    authors = authors_of(resource, but=actor)
    tell_many("resources.question_asked", person_ids=authors, subject_id=question.pk)
    _tell_mentioned("resources.mentioned_in_question", question, actor, told=authors)
    return question


@transaction.atomic
def change_question(question: Question, *, actor: Person, version: int, text: str, quote: str = "") -> None:
    """Reword it; who is newly mentioned is told. The same words again change nothing."""
    if (question.text, question.quote) == (text, quote):
        return
    change(question, version, text=text, quote=quote)
    record(actor, "resource.question_changed", question, fields=["text", "quote"])
    _tell_mentioned("resources.mentioned_in_question", question, actor, told=authors_of(question.resource))


@transaction.atomic
def answer_question(question: Question, *, actor: Person, text: str) -> Answer:
    """Answer. Whoever asked and whoever is mentioned are told; the same words sent twice are one answer."""
    Question.objects.select_for_update(of=("self",)).get(pk=question.pk)
    same = {"question": question, "author": actor, "text": text}
    twin = Answer.objects.filter(**same, created_at__gte=now() - SENT_TWICE).first()
    if twin:
        return twin
    answer = Answer.objects.create(**same, created_at=now())
    record(actor, "resource.question_answered", answer)
    asker = [question.author_id] if question.author_id and question.author_id != actor.pk else []
    tell_many("resources.question_answered", person_ids=asker, subject_id=answer.pk)
    _tell_mentioned("resources.mentioned_in_answer", answer, actor, told=asker)
    return answer


@transaction.atomic
def change_answer(answer: Answer, *, actor: Person, version: int, text: str) -> None:
    """Reword it; who is newly mentioned is told. The same words again change nothing."""
    if answer.text == text:
        return
    change(answer, version, text=text)
    record(actor, "resource.answer_changed", answer, fields=["text"])
    _tell_mentioned("resources.mentioned_in_answer", answer, actor, told=[answer.question.author_id])


@transaction.atomic
def accept_answer(question: Question, *, actor: Person, version: int, answer: Answer | None) -> None:
    """Say which answer helped, or that none did after all; of an author's own answer only who asked says it.
    The same again is harmless; who answered is told once."""
    if question.accepted_id == (answer and answer.pk):
        return
    if answer is not None and answer.question_id != question.pk:
        raise Refused(_("This answer belongs to another question."))
    if not all(allows(actor, "resources.mark_answer", each) for each in (answer, question.accepted) if each):
        raise Refused(_("Whoever asked says whether your answer helped."))
    change(question, version, accepted=answer)
    record(actor, "resource.answer_accepted" if answer else "resource.answer_unaccepted", question, fields=["accepted"])
    if answer and answer.author_id and answer.author_id != actor.pk:
        tell("resources.answer_accepted", person_id=answer.author_id, subject_id=answer.pk)


@transaction.atomic
def invite_to_answer(question: Question, *, actor: Person, person: Person) -> None:
    """Ask somebody for an answer. Once for each person and question, five people at most."""
    Question.objects.select_for_update(of=("self",)).get(pk=question.pk)
    if question.invitations.filter(person=person).exists():
        return
    if person.pk in (actor.pk, question.author_id):
        raise Refused(_("Choose somebody else than who asks."), field="person")
    if question.invitations.count() >= MOST_INVITED:
        raise Refused(_("Five people were invited already; let them answer first."), field="person")
    invitation = AnswerInvitation.objects.create(question=question, person=person, invited_by=actor, at=now())
    record(actor, "resource.answer_invited", invitation, subject=person)
    tell("resources.answer_invited", person_id=person.pk, subject_id=question.pk)


def _tell_mentioned(code: str, row: Question | Answer, actor: Person, *, told: Sequence[int | None]) -> None:
    """Once for each person and text, whatever is reworded later; not those who hear of it anyway."""
    meant = [pk for pk in mentioned_in(row.text) if pk != actor.pk and pk not in told]
    if meant:
        tell_many(code, person_ids=meant, subject_id=row.pk)
