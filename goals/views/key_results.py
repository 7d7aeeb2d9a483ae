"""Key results: the panel beside the tree, readings, milestones."""

from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ecosystem.core.clock import today
from ecosystem.core.doors import SignedIn, on, page
from ecosystem.core.errors import Refused, Stale
from ecosystem.core.htmx import fragment_or_redirect, go, invalid, page_or_fragment
from goals import hints, okr_tree
from goals.actions import key_results as acts
from goals.forms import okrs as forms
from goals.models import KeyResult, KeyResultMilestone, Objective
from goals.published_learning import learning_of

PAGE = "goals/key_result_page.html"
PANEL = "goals/partials/key_result_panel.html"
FORM_PAGE = "goals/key_result_form.html"
FORM = "goals/partials/key_result_form.html"
READINGS_SHOWN = 20


@require_GET
@on(KeyResult, can="goals.view_key_result", select="for_page")
def key_result_page(request: SignedIn, key_result: KeyResult) -> HttpResponse:
    """From red to cause, owner and next step; beside the tree or as a page of its own."""
    return page_or_fragment(request, PAGE, PANEL, context_of(key_result))


def context_of(key_result: KeyResult, **forms_in_it: Any) -> dict[str, Any]:
    found = okr_tree.pace_of_key_result(key_result, key_result.objective.cycle, today())
    learning = learning_of([key_result.objective])
    start = {"read_on": today(), "value": key_result.current}
    return {
        "key_result": key_result,
        "objective": key_result.objective,
        "row": okr_tree.Row(key_result, 0, found),
        "readings": key_result.readings.all()[:READINGS_SHOWN],
        "learners": learning.of_key_result(key_result.pk, key_result.objective_id),
        "learning_day": learning.as_of,
        "reading_form": forms.ReadingForm(initial=start),
        **forms_in_it,
    }


@require_http_methods(["GET", "POST"])
@on(Objective, can="goals.change_objective")
def key_result_set(request: SignedIn, objective: Objective) -> HttpResponse:
    """Add a key result to an objective."""
    form = forms.KeyResultForm(request.POST or None, person=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            acts.set_key_result(objective, actor=request.user, **form.cleaned_data)
            return go(request, objective)
        except Refused as refusal:
            form.refuse(refusal)
    answer = invalid if form.is_bound else page_or_fragment
    return answer(request, FORM_PAGE, FORM, {**_form(form), "objective": objective})


@require_http_methods(["GET", "POST"])
@on(KeyResult, can="goals.change_key_result", select="for_page")
def key_result_change(request: SignedIn, key_result: KeyResult) -> HttpResponse:
    form = forms.KeyResultForm(request.POST or None, instance=key_result, person=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            acts.change_key_result(key_result, actor=request.user, **form.values())
            return go(request, key_result)
        except Stale as stale:
            form.show_both(stale)
        except Refused as refusal:
            form.refuse(refusal)
    answer = invalid if form.is_bound else page_or_fragment
    context = {**_form(form), "objective": key_result.objective, "key_result": key_result}
    return answer(request, FORM_PAGE, FORM, context)


def _form(form: forms.KeyResultForm) -> dict[str, Any]:
    typed = [str(form[name].value() or "") for name in ("title", "kind", "baseline", "target")]
    return {"form": form, "hints": hints.key_result_hints(*typed)}


@require_GET
@page(can="goals.set_objective")
def key_result_hints(request: SignedIn) -> HttpResponse:
    typed = [request.GET.get(name, "")[:200] for name in ("title", "kind", "baseline", "target")]
    found = hints.key_result_hints(*typed)
    return page_or_fragment(request, "goals/hints.html", "goals/partials/hints.html", {"hints": found})


@require_POST
@on(KeyResult, can="goals.change_key_result", select="for_page")
def key_result_drop(request: SignedIn, key_result: KeyResult) -> HttpResponse:
    objective = key_result.objective
    try:
        acts.drop_key_result(key_result, actor=request.user)
    except Refused as refusal:
        return invalid(request, PAGE, PANEL, context_of(key_result, refusal=refusal.sentence))
    return go(request, objective)


@require_POST
@on(KeyResult, can="goals.read_key_result", select="for_page")
def key_result_read(request: SignedIn, key_result: KeyResult) -> HttpResponse:
    """Record a reading. People at a level are read nightly, never typed."""
    form = forms.ReadingForm(request.POST)
    if not form.is_valid():
        return invalid(request, PAGE, PANEL, context_of(key_result, reading_form=form))
    try:
        acts.record_reading(key_result, actor=request.user, **form.cleaned_data)
    except Refused as refusal:
        form.refuse(refusal)
        return invalid(request, PAGE, PANEL, context_of(key_result, reading_form=form))
    return fragment_or_redirect(request, PANEL, context_of(key_result), to=key_result)


@require_POST
@on(KeyResultMilestone, can="goals.tick_key_result_milestone")
def milestone_tick(request: SignedIn, milestone: KeyResultMilestone) -> HttpResponse:
    """Done, or not done after all."""
    form = forms.TickForm(request.POST)
    form.is_valid()
    acts.tick_milestone(milestone, actor=request.user, done=form.cleaned_data["done"])
    return fragment_or_redirect(request, PANEL, context_of(milestone.key_result), to=milestone.key_result)
