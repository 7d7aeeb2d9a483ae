"""Themes, and what happens at the end of a cycle."""

from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ecosystem.core.clock import today
from ecosystem.core.doors import SignedIn, on, page
from ecosystem.core.errors import Refused, Stale
from ecosystem.core.htmx import go, invalid, page_or_fragment
from ecosystem.core.rules import allows
from goals.actions import cycles as acts
from goals.forms import okrs as forms
from goals.models import Cycle, Objective, Theme
from goals.okr_tree import MOST_ROOTS, Row, pace_of_objective

CHANGES = "goals.change_objective"


@require_http_methods(["GET", "POST"])
@on(Cycle, can="goals.tend_cycles")
def cycle_carry_over(request: SignedIn, cycle: Cycle) -> HttpResponse:
    """What is still running in a cycle: carry it over, grade it, or end it; or carry over all that is not done."""
    page_of, part = "goals/cycle_carry_over.html", "goals/partials/carry_over_list.html"
    if request.method == "GET":
        acts.open_cycles(today())
        return page_or_fragment(request, page_of, part, _ending(request, cycle))
    form = forms.CarryAllForm(request.POST, cycle=cycle)
    if not form.is_valid():
        return invalid(request, page_of, part, _ending(request, cycle, form))
    unfinished = [objective for objective in _unfinished(cycle) if allows(request.user, CHANGES, objective)]
    n = acts.carry_over_all(unfinished, actor=request.user, into=form.cleaned_data["into"])
    words = ngettext("%(n)d objective goes on in %(cycle)s.", "%(n)d objectives go on in %(cycle)s.", n)
    messages.success(request, words % {"n": n, "cycle": form.cleaned_data["into"].name})
    return go(request, reverse("goals:cycle_carry_over", args=[cycle.pk]))


def _ending(request: SignedIn, cycle: Cycle, form: Any = None) -> dict[str, Any]:
    running = cycle.objectives.active().exclude(level="person").select_related("owner", "unit").order_by("code")
    rows = [Row(objective, 0, pace_of_objective(objective, cycle, today())) for objective in running[:MOST_ROOTS]]
    return {
        "cycle": cycle,
        "rows": rows,
        "running": running.count(),
        "unfinished": _unfinished(cycle).count(),
        "next_cycles": forms.later_cycles(cycle)[:2],
        "all_form": form or forms.CarryAllForm(cycle=cycle),
        "ways_to_end": forms.EndObjectiveForm.base_fields["status"].choices,
    }


def _unfinished(cycle: Cycle) -> QuerySet[Objective]:
    """Running in the cycle, and not all the way."""
    running = cycle.objectives.active().exclude(level="person").select_related("owner", "unit", "cycle")
    return running.filter(Q(progress=None) | Q(progress__lt=1)).order_by("code")


@require_POST
@on(Objective, can="goals.change_objective", select="for_page")
def objective_carry_over(request: SignedIn, objective: Objective) -> HttpResponse:
    """Continue it in a later cycle."""
    from goals.views.okrs import OBJECTIVE, objective_context

    form = forms.CarryOverForm(request.POST)
    if form.is_valid():
        try:
            return go(request, acts.carry_over(objective, actor=request.user, **form.cleaned_data))
        except Refused as refusal:
            form.refuse(refusal)
        except Stale as stale:
            objective = stale.current
    context = objective_context(objective, request.user, carry_over_form=form)
    return invalid(request, "goals/objective_page.html", OBJECTIVE, context)


@require_GET
@page(can="goals.view_themes")
def theme_list(request: SignedIn) -> HttpResponse:
    """The company's directions and the objectives that serve each now."""
    themes = Theme.objects.visible_to(request.user).current().with_objectives(today())
    return page_or_fragment(request, "goals/theme_list.html", "goals/partials/theme_list.html", {"themes": themes})


@require_http_methods(["GET", "POST"])
@page(can="goals.tend_themes")
def theme_set(request: SignedIn) -> HttpResponse:
    form = forms.ThemeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        acts.set_theme(actor=request.user, **form.cleaned_data)
        return go(request, "goals:theme_list")
    answer = invalid if form.is_bound else page_or_fragment
    return answer(request, "goals/theme_form.html", "goals/partials/theme_form.html", {"form": form})


@require_http_methods(["GET", "POST"])
@on(Theme, can="goals.tend_themes")
def theme_change(request: SignedIn, theme: Theme) -> HttpResponse:
    form = forms.ThemeForm(request.POST or None, instance=theme)
    if request.method == "POST" and form.is_valid():
        try:
            acts.change_theme(theme, actor=request.user, **form.values())
            return go(request, "goals:theme_list")
        except Stale as stale:
            form.show_both(stale)
    answer = invalid if form.is_bound else page_or_fragment
    context = {"form": form, "theme": theme}
    return answer(request, "goals/theme_form.html", "goals/partials/theme_form.html", context)


@require_POST
@on(Theme, can="goals.tend_themes")
def theme_retire(request: SignedIn, theme: Theme) -> HttpResponse:
    acts.retire_theme(theme, actor=request.user, version=theme.version)
    return go(request, "goals:theme_list")
