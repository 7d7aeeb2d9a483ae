"""Suggestions: made in two clicks from a gap, answered in one."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import Person
from ecosystem.core.doors import SignedIn, on
from ecosystem.core.errors import Refused, Stale
from ecosystem.core.htmx import fragment_or_redirect, go, invalid, page_or_fragment
from ecosystem.core.looks import record_looks
from goals.actions import suggestions as acts
from goals.forms.coaching import AboutForm, AnswerForm, SuggestionForm
from goals.gap_peers import whom_beside
from goals.models import Suggestion

CARD = "goals/partials/suggestion_card.html"
PAGE = "goals/suggestion_page.html"
FORM_PAGE = "goals/suggestion_form.html"
FORM = "goals/partials/suggestion_form.html"
LOOK = "skills"


@require_http_methods(["GET", "POST"])
@on(Person, can="goals.suggest")
def suggestion_make(request: SignedIn, person: Person) -> HttpResponse:
    """Suggest a goal, a person or an opportunity, or ask for a goal. Whoever stands beside with the same gap sees the look."""
    about = AboutForm(request.GET)
    about.is_valid()
    start = {"kind": about.cleaned_data.get("kind") or Suggestion.Kind.GOAL}
    skill = about.cleaned_data.get("skill")
    form = SuggestionForm(request.POST or None, person=person, skill=skill, initial=start)
    if request.method == "POST" and form.is_valid():
        made = acts.suggest(person, actor=request.user, **form.cleaned_data)
        return fragment_or_redirect(request, CARD, {"suggestion": made}, to=made)
    beside = whom_beside(request.user, skill, person)
    record_looks(request.user, [each.pk for each in beside], LOOK)
    answer = invalid if form.is_bound else page_or_fragment
    context = {"form": form, "person": person, "skill": skill, "beside": beside, "kind": start["kind"]}
    return answer(request, FORM_PAGE, FORM, context)


@require_GET
@on(Suggestion, can="goals.view_suggestion", select="for_page")
def suggestion_page(request: SignedIn, suggestion: Suggestion) -> HttpResponse:
    return page_or_fragment(request, PAGE, CARD, _context(suggestion))


def _context(suggestion: Suggestion, form: AnswerForm | None = None) -> dict[str, Any]:
    return {"suggestion": suggestion, "form": form or AnswerForm(initial={"version": suggestion.version})}


@require_POST
@on(Suggestion, can="goals.answer_suggestion", select="for_page")
def suggestion_accept(request: SignedIn, suggestion: Suggestion) -> HttpResponse:
    """A goal is accepted by setting it: the form comes pre-filled. Everything else is accepted here."""
    if suggestion.kind in (Suggestion.Kind.GOAL, Suggestion.Kind.ASK):
        return go(request, f"{reverse('goals:goal_new')}?suggestion={suggestion.pk}")
    return _answer(request, suggestion, acts.accept_suggestion)


@require_POST
@on(Suggestion, can="goals.answer_suggestion", select="for_page")
def suggestion_swap(request: SignedIn, suggestion: Suggestion) -> HttpResponse:
    return _answer(request, suggestion, acts.swap_suggestion)


@require_POST
@on(Suggestion, can="goals.answer_suggestion", select="for_page")
def suggestion_decline(request: SignedIn, suggestion: Suggestion) -> HttpResponse:
    return _answer(request, suggestion, acts.decline_suggestion)


@require_POST
@on(Suggestion, can="goals.answer_suggestion", select="for_page")
def suggestion_too_easy(request: SignedIn, suggestion: Suggestion) -> HttpResponse:
    return _answer(request, suggestion, acts.call_suggestion_too_easy)


@require_POST
@on(Suggestion, can="goals.withdraw_suggestion", select="for_page")
def suggestion_withdraw(request: SignedIn, suggestion: Suggestion) -> HttpResponse:
    acts.withdraw_suggestion(suggestion, actor=request.user, version=suggestion.version)
    return fragment_or_redirect(request, CARD, _context(suggestion), to=suggestion)


def _answer(request: SignedIn, suggestion: Suggestion, act: Any) -> HttpResponse:
    form = AnswerForm(request.POST)
    if form.is_valid():
        try:
            act(suggestion, actor=request.user, **form.cleaned_data)
            return fragment_or_redirect(request, CARD, _context(suggestion), to=suggestion)
        except Refused as refusal:
            form.refuse(refusal)
        except Stale as stale:
            form.show_both(stale)
            suggestion = stale.current
    return invalid(request, PAGE, CARD, _context(suggestion, form))
