"""What people are told at once about rewording, questions, mentions and reviews: services, never capped."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.skill_announcements import known_to
from ecosystem.notifications.models import Nudge
from ecosystem.notifications.registry import Kind, Message, category, rule
from resources.models import Answer, AnswerInvitation, ProposedEdit, Question, Review

CATEGORY = "library_together"


def edit_proposed_message(nudge: Nudge) -> Message | None:
    edit = ProposedEdit.objects.open().for_page().filter(pk=nudge.subject_id).first()
    if edit is None:
        return None
    return Message(
        subject=_("another wording for what you share"),
        sentence=_("%(name)s proposes another wording of “%(title)s”.") % {"name": edit.author, "title": edit.resource},
        needs=_("another wording"),
        body=edit.reason,
        why=_("you are one of its authors; take it or say why not"),
        url=edit.get_absolute_url(),
        action=_("Compare"),
    )


def edit_decided_message(nudge: Nudge) -> Message | None:
    edit = ProposedEdit.objects.for_page().filter(pk=nudge.subject_id, author_id=nudge.person_id).first()
    if edit is None or edit.state not in (ProposedEdit.State.ACCEPTED, ProposedEdit.State.DECLINED):
        return None
    taken = edit.state == ProposedEdit.State.ACCEPTED
    sentence = (
        _("Your wording of “%(title)s” was taken over, with your name.")
        if taken
        else _("Your wording of “%(title)s” was not taken over.")
    )
    return Message(
        subject=_("what became of your wording"),
        sentence=sentence % {"title": edit.resource},
        body=edit.decision,
        why=_("you proposed it"),
        url=edit.get_absolute_url(),
        action=_("See it"),
    )


def question_asked_message(nudge: Nudge) -> Message | None:
    question = _question(nudge)
    if question is None:
        return None
    return Message(
        subject=_("a question about what you share"),
        sentence=_("%(name)s asks about “%(title)s”.") % _words(question, question),
        needs=_("asks"),
        why=_("you are one of its authors"),
        url=question.get_absolute_url(),
        action=_("Answer"),
    )


def question_answered_message(nudge: Nudge) -> Message | None:
    answer = _answer(nudge)
    if answer is None:
        return None
    return Message(
        subject=_("an answer to your question"),
        sentence=_("%(name)s answered your question about “%(title)s”.") % _words(answer, answer.question),
        why=_("you asked; say whether it helped"),
        url=answer.question.get_absolute_url(),
        action=_("Read it"),
    )


def answer_accepted_message(nudge: Nudge) -> Message | None:
    answer = _answer(nudge)
    if answer is None or answer.question.accepted_id != answer.pk:
        return None
    return Message(
        subject=_("your answer helped"),
        sentence=_("Your answer about “%(title)s” was accepted.") % {"title": answer.question.resource},
        why=_("you answered"),
        url=answer.question.get_absolute_url(),
        action=_("See it"),
    )


def answer_invited_message(nudge: Nudge) -> Message | None:
    rows = AnswerInvitation.objects.select_related("question__resource", "invited_by")
    invitation = rows.filter(question=nudge.subject_id, person=nudge.person_id).first()
    if invitation is None or invitation.question.accepted_id:
        return None
    words = {"name": invitation.invited_by or _("Somebody"), "title": invitation.question.resource}
    return Message(
        subject=_("a question that you could answer"),
        sentence=_("%(name)s asks you to answer a question about “%(title)s”.") % words,
        needs=_("answer a question"),
        why=_("they think that you know; nothing happens if you do not answer"),
        url=invitation.question.get_absolute_url(),
        action=_("Read the question"),
    )


def mentioned_in_question_message(nudge: Nudge) -> Message | None:
    question = _question(nudge)
    return None if question is None else _mention(question, question)


def mentioned_in_answer_message(nudge: Nudge) -> Message | None:
    answer = _answer(nudge)
    return None if answer is None else _mention(answer, answer.question)


def review_asked_message(nudge: Nudge) -> Message | None:
    review = Review.objects.open().for_page().filter(pk=nudge.subject_id, reviewer=nudge.person_id).first()
    if review is None:
        return None
    return Message(
        subject=_("a review is asked of you"),
        sentence=_("%(name)s asks you to review “%(title)s”.")
        % {"name": review.asked_by or _("Somebody"), "title": review.resource},
        needs=_("review"),
        why=_("they chose you; you may decline"),
        url=review.get_absolute_url(),
        action=_("See it"),
    )


def review_answered_message(nudge: Nudge) -> Message | None:
    review = Review.objects.for_page().filter(pk=nudge.subject_id, asked_by=nudge.person_id).first()
    if review is None or review.state == Review.State.OPEN:
        return None
    done = review.state == Review.State.DONE
    sentence = _("%(name)s reviewed “%(title)s”.") if done else _("%(name)s does not review “%(title)s”.")
    return Message(
        subject=_("about the review you asked for"),
        sentence=sentence % {"name": review.reviewer, "title": review.resource},
        why=_("you asked for it"),
        url=review.get_absolute_url(),
        action=_("Read it"),
    )


def _question(nudge: Nudge) -> Question | None:
    return Question.objects.select_related("resource", "author").filter(pk=nudge.subject_id).first()


def _answer(nudge: Nudge) -> Answer | None:
    return Answer.objects.for_page().filter(pk=nudge.subject_id).first()


def _words(row: Question | Answer, question: Question) -> dict[str, Any]:
    return {"name": row.author or _("Somebody"), "title": question.resource}


def _mention(row: Question | Answer, question: Question) -> Message:
    return Message(
        subject=_("you were mentioned in the library"),
        sentence=_("%(name)s mentions you under “%(title)s”.") % _words(row, question),
        why=_("your name stands in it"),
        url=question.get_absolute_url(),
        action=_("Read it"),
    )


category(
    CATEGORY,
    gettext_lazy("What others write with you in the library"),
    gettext_lazy("Other wordings, questions, answers, mentions and reviews."),
)
for code, message, model, name, sentence in (
    (
        "resources.edit_proposed",
        edit_proposed_message,
        ProposedEdit,
        gettext_lazy("Another wording of yours"),
        gettext_lazy("Somebody proposes another wording of what you share."),
    ),
    (
        "resources.edit_decided",
        edit_decided_message,
        ProposedEdit,
        gettext_lazy("Your wording was answered"),
        gettext_lazy("An author took or declined the wording that you proposed."),
    ),
    (
        "resources.question_asked",
        question_asked_message,
        Question,
        gettext_lazy("A question about what you share"),
        gettext_lazy("Somebody asks under a resource of yours."),
    ),
    (
        "resources.question_answered",
        question_answered_message,
        Answer,
        gettext_lazy("Your question was answered"),
        gettext_lazy("Somebody answered a question that you asked under a resource."),
    ),
    (
        "resources.answer_accepted",
        answer_accepted_message,
        Answer,
        gettext_lazy("Your answer helped"),
        gettext_lazy("Your answer under a resource was accepted."),
    ),
    (
        "resources.answer_invited",
        answer_invited_message,
        Question,
        gettext_lazy("Invited to answer"),
        gettext_lazy("Somebody thinks that you could answer a question."),
    ),
    (
        "resources.mentioned_in_question",
        mentioned_in_question_message,
        Question,
        gettext_lazy("Mentioned in a question"),
        gettext_lazy("Your name stands in a question under a resource."),
    ),
    (
        "resources.mentioned_in_answer",
        mentioned_in_answer_message,
        Answer,
        gettext_lazy("Mentioned in an answer"),
        gettext_lazy("Your name stands in an answer under a resource."),
    ),
    (
        "resources.review_asked",
        review_asked_message,
        Review,
        gettext_lazy("A review asked of you"),
        gettext_lazy("An author asks you to review a resource."),
    ),
    (
        "resources.review_answered",
        review_answered_message,
        Review,
        gettext_lazy("Your request for a review was answered"),
        gettext_lazy("A colleague reviewed what you share, or declined."),
    ),
):
    rule(
        code,
        CATEGORY,
        Kind.SERVICE,
        sentence,
        name=name,
        subject_kind=str(model._meta.verbose_name),
        context=message,
        visible=known_to(model),
    )
