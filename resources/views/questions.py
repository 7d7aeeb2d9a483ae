"""Questions and answers under a resource."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ecosystem.core.doors import SignedIn, on
from ecosystem.core.errors import Refused, Stale
from ecosystem.core.forms import as_typed
from ecosystem.core.htmx import fragment_or_redirect, go, invalid, page_or_fragment
from ecosystem.core.templatetags.ui import listed
from resources.actions import questions as acts
from resources.forms.questions import (
    AcceptAnswerForm,
    AnswerForm,
    ChangeAnswerForm,
    ChangeQuestionForm,
    InviteForm,
    QuestionForm,
)
from resources.mentions import names_in
from resources.models import Answer, Question, Resource
from resources.together import anew, question_context, together_of

PAGE, CARD = "resources/question_page.html", "resources/partials/question_card.html"
SENTENCE = "resources/partials/question_sentence.html"
ASK_PAGE, LIST = "resources/question_ask.html", "resources/partials/question_list.html"
WORDS_PAGE, WORDS = "resources/question_change.html", "resources/partials/question_form.html"


@require_GET
@on(Resource, can="resources.view_resource")
def question_list(request: SignedIn, resource: Resource) -> HttpResponse:
    """What people say and do together under a resource: on its page, or on a page of its own."""
    return page_or_fragment(request, ASK_PAGE, LIST, together_of(resource, request.user))


@require_http_methods(["GET", "POST"])
@on(Resource, can="resources.ask_question")
def question_ask(request: SignedIn, resource: Resource) -> HttpResponse:
    """`?quote=` are words selected in the text."""
    start = {"quote": as_typed(request.GET, "quote", 500)}
    form = QuestionForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        question = acts.ask_question(resource, actor=request.user, **form.cleaned_data)
        _say_who_was_told(request, question.text)
        return fragment_or_redirect(request, LIST, together_of(resource, request.user), to=question)
    answer = invalid if form.is_bound else page_or_fragment
    return answer(request, ASK_PAGE, LIST, together_of(resource, request.user, form))


@require_GET
@on(Question, can="resources.view_question", select="for_page")
def question_page(request: SignedIn, question: Question) -> HttpResponse:
    return page_or_fragment(request, PAGE, CARD, question_context(question, request.user))


@require_http_methods(["GET", "POST"])
@on(Question, can="resources.change_question", select="for_page")
def question_change(request: SignedIn, question: Question) -> HttpResponse:
    start = {"text": question.text, "quote": question.quote, "version": question.version}
    return _reword(request, question, question, ChangeQuestionForm(request.POST or None, initial=start))


@require_http_methods(["GET", "POST"])
@on(Answer, can="resources.change_answer", select="for_page")
def answer_change(request: SignedIn, answer: Answer) -> HttpResponse:
    start = {"text": answer.text, "version": answer.version}
    return _reword(request, answer, answer.question, ChangeAnswerForm(request.POST or None, initial=start))


def _say_who_was_told(request: SignedIn, text: str, before: str = "") -> None:
    names = names_in(text, before=before, but=request.user)
    if names:
        words = ngettext("%(names)s hears that you mention them.", "%(names)s hear that you mention them.", len(names))
        messages.success(request, words % {"names": listed(names)})


def _reword(request: SignedIn, row: Any, question: Question, form: Any) -> HttpResponse:
    """Where it was changed in another tab, the text of now stands beside what was typed."""
    context = {"form": form, "row": row, "question": question}
    if form.is_bound and form.is_valid():
        act = acts.change_question if row is question else acts.change_answer
        try:
            before = row.text
            act(row, actor=request.user, **form.cleaned_data)
            _say_who_was_told(request, row.text, before)
            return go(request, question)
        except Stale as stale:
            form.show_both(stale)
            context["theirs"] = stale.current.text
    answer = invalid if form.is_bound else page_or_fragment
    return answer(request, WORDS_PAGE, WORDS, context)


@require_POST
@on(Question, can="resources.answer_question", select="for_page")
def answer_give(request: SignedIn, question: Question) -> HttpResponse:
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return invalid(request, PAGE, CARD, question_context(question, request.user, answer_form=form))
    acts.answer_question(question, actor=request.user, **form.cleaned_data)
    _say_who_was_told(request, form.cleaned_data["text"])
    return _card(request, question)


@require_POST
@on(Question, can="resources.accept_answer", select="for_page")
def answer_accept(request: SignedIn, question: Question) -> HttpResponse:
    """One of the answers helped; or, without one, none does any more."""
    form = AcceptAnswerForm(request.POST, question=question)
    if form.is_valid():
        try:
            acts.accept_answer(question, actor=request.user, **form.cleaned_data)
            return _card(request, question)
        except Stale as stale:
            form.add_error(None, stale.sentence)
        except Refused as refusal:
            form.refuse(refusal)
    return invalid(request, PAGE, CARD, question_context(anew(question), request.user, errors=form))


@require_POST
@on(Question, can="resources.invite_to_answer", select="for_page")
def question_invite(request: SignedIn, question: Question) -> HttpResponse:
    form = InviteForm(request.POST)
    if form.is_valid():
        try:
            acts.invite_to_answer(question, actor=request.user, **form.cleaned_data)
            return _card(request, question)
        except Refused as refusal:
            form.refuse(refusal)
    return invalid(request, PAGE, CARD, question_context(question, request.user, invite_form=form))


def _card(request: HttpRequest, question: Question) -> HttpResponse:
    """The card, and above it the sentence of now."""
    context = question_context(anew(question), request.user, oob=True)
    return fragment_or_redirect(request, [CARD, SENTENCE], context, to=question)
