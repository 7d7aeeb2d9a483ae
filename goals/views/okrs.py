"""The OKR page, objectives and key results."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import Person, Unit
from ecosystem.core.clock import today
from ecosystem.core.doors import SignedIn, on, page
from ecosystem.core.errors import Refused, Stale
from ecosystem.core.htmx import fragment_or_redirect, go, invalid, page_or_fragment
from goals import hints, okr_tree
from goals.actions import objectives as acts
from goals.actions.cycles import open_cycles
from goals.forms import okrs as forms
from goals.guild_page_parts import guilds_serving
from goals.models import Cycle, Message, Objective
from goals.published_learning import learning_of
from goals.sponsors import sponsors_of

MESSAGES_SHOWN = 3
TREE = "goals/partials/okr_table.html"
OBJECTIVE = "goals/partials/objective_card.html"


@require_GET
@page(can="goals.view_okrs")
def okr_tree_page(request: SignedIn) -> HttpResponse:
    """The tree; `open` says which branches are open, `unit` and `cycle` narrow it."""
    asked = forms.OpenedForm(request.GET)
    asked.is_valid()
    wanted = asked.cleaned_data
    day = today()
    cycle = wanted.get("cycle") or Cycle.objects.on(day).quarters().first() or open_cycles(day)[0]
    unit = wanted.get("unit")
    objectives = list(okr_tree.roots(request.user, cycle, unit, day)[: okr_tree.MOST_ROOTS])
    summary = okr_tree.summary(request.user, cycle, objectives, day)
    opened = wanted.get("open") or ({summary.worst.pk} if summary.worst and "open" not in request.GET else set())
    rows, learning_day = okr_tree.rows_of(objectives, opened, cycle, day)
    context = {
        "rows": rows,
        "learning_day": learning_day,
        "chosen": next((row.item for row in rows if row.is_key_result), None),
        "opened": opened,
        "cycles": Cycle.objects.order_by("-start", "end")[:8],
        "units": Unit.objects.open_on(day).filter(parent=None)[: okr_tree.MOST_ROOTS],
        "summary": summary,
        "cycle": cycle,
        "unit": unit,
        "most": okr_tree.MOST_ROOTS,
    }
    return page_or_fragment(request, "goals/okr_tree.html", TREE, context)


@require_GET
@on(Objective, can="goals.view_objective", select="for_page")
def objective_page(request: SignedIn, objective: Objective) -> HttpResponse:
    return page_or_fragment(request, "goals/objective_page.html", OBJECTIVE, objective_context(objective, request.user))


def objective_context(objective: Objective, person: Person, **forms_in_it: Any) -> dict[str, Any]:
    """What the page of an objective shows; forms that were sent back with errors take the place of empty ones."""
    day = today()
    key_results = list(objective.key_results.all())
    learning = learning_of([objective])
    return {
        "objective": objective,
        "row": okr_tree.Row(objective, 0, okr_tree.pace_of_objective(objective, objective.cycle, day)),
        "rows": [okr_tree.Row(kr, 0, okr_tree.pace_of_key_result(kr, objective.cycle, day)) for kr in key_results],
        "counts": {"whole": learning.of_objective(objective.pk), "as_of": learning.as_of},
        "count_hint": hints.count_hint(len(key_results)),
        "guilds": guilds_serving(objective, person),
        **sponsors_of(objective, person),
        "told": Message.objects.about(objective)[:MESSAGES_SHOWN],
        "end_form": forms.EndObjectiveForm(initial={"version": objective.version}),
        "grade_form": forms.GradeForm(initial={"version": objective.version, "grade": objective.grade}),
        **forms_in_it,
    }


@require_http_methods(["GET", "POST"])
@page(can="goals.set_objective")
def objective_set(request: SignedIn) -> HttpResponse:
    """Write an objective. Before the first night of an installation its quarters are made by whoever opens the form."""
    if request.method == "GET":
        open_cycles(today())
    form = forms.ObjectiveForm(request.POST or None, person=request.user)
    if request.method == "POST" and form.is_valid():
        return go(request, acts.set_objective(actor=request.user, **form.cleaned_data))
    answer = invalid if form.is_bound else page_or_fragment
    return answer(request, "goals/objective_form.html", "goals/partials/objective_form.html", _form(form))


@require_http_methods(["GET", "POST"])
@on(Objective, can="goals.change_objective")
def objective_change(request: SignedIn, objective: Objective) -> HttpResponse:
    form = forms.ObjectiveForm(request.POST or None, instance=objective, person=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            acts.change_objective(objective, actor=request.user, **form.values())
            return go(request, objective)
        except Stale as stale:
            form.show_both(stale)
        except Refused as refusal:
            form.refuse(refusal)
    answer = invalid if form.is_bound else page_or_fragment
    context = {**_form(form), "objective": objective}
    return answer(request, "goals/objective_form.html", "goals/partials/objective_form.html", context)


def _form(form: forms.ObjectiveForm) -> dict[str, Any]:
    return {"form": form, "hints": hints.objective_hints(form["title"].value() or "")}


@require_GET
@page(can="goals.set_objective")
def objective_hints(request: SignedIn) -> HttpResponse:
    """Live hints while the title is typed."""
    found = hints.objective_hints(request.GET.get("title", "")[:200])
    return page_or_fragment(request, "goals/hints.html", "goals/partials/hints.html", {"hints": found})


@require_http_methods(["GET", "POST"])
@on(Objective, can="goals.change_objective")
def objective_link(request: SignedIn, objective: Objective) -> HttpResponse:
    """Which objectives it serves."""
    form = forms.ParentsForm(request.POST or None, objective=objective, person=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            acts.link_objective(objective, form.cleaned_data["parents"], actor=request.user)
            return go(request, objective)
        except Refused as refusal:
            form.refuse(refusal)
    answer = invalid if form.is_bound else page_or_fragment
    context = {"form": form, "objective": objective}
    return answer(request, "goals/objective_link.html", "goals/partials/objective_link.html", context)


@require_http_methods(["GET", "POST"])
@on(Objective, can="goals.change_objective")
def objective_skill(request: SignedIn, objective: Objective) -> HttpResponse:
    """Name one more critical skill, or the same one at another level."""
    form = forms.CriticalSkillForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        acts.add_critical_skill(objective, form.wanted(), actor=request.user)
        return go(request, objective)
    answer = invalid if form.is_bound else page_or_fragment
    context = {"form": form, "objective": objective}
    return answer(request, "goals/objective_skill.html", "goals/partials/objective_skill.html", context)


@require_POST
@on(Objective, can="goals.change_objective")
def objective_skill_drop(request: SignedIn, objective: Objective, target: int) -> HttpResponse:
    acts.drop_critical_skill(objective, target, actor=request.user)
    return go(request, objective)


@require_POST
@on(Objective, can="goals.change_objective", select="for_page")
def objective_end(request: SignedIn, objective: Objective) -> HttpResponse:
    """Done or cancelled."""
    form = forms.EndObjectiveForm(request.POST)
    return _act(request, objective, form, acts.end_objective, end_form=form)


@require_POST
@on(Objective, can="goals.change_objective", select="for_page")
def objective_grade(request: SignedIn, objective: Objective) -> HttpResponse:
    form = forms.GradeForm(request.POST)
    return _act(request, objective, form, acts.grade_objective, grade_form=form)


@require_POST
@on(Objective, can="goals.change_objective", select="for_page")
def objective_learning(request: SignedIn, objective: Objective) -> HttpResponse:
    """“No learning needed”, or needed after all."""
    form = forms.LearningMarkForm(request.POST)
    return _act(request, objective, form, acts.mark_no_learning_needed)


def _act(request: SignedIn, objective: Objective, form: Any, act: Any, **shown: Any) -> HttpResponse:
    """One small form on the page of an objective: act, or show the page with what is wrong."""
    page_of, part = "goals/objective_page.html", OBJECTIVE
    if not form.is_valid():
        return invalid(request, page_of, part, objective_context(objective, request.user, **shown))
    try:
        act(objective, actor=request.user, **form.cleaned_data)
    except Stale as stale:
        messages.warning(
            request, _("Somebody changed this objective meanwhile; nothing was done. Look, then press again.")
        )
        return invalid(request, page_of, part, objective_context(stale.current, request.user))
    ending = request.POST.get("from") == "cycle"
    to = reverse("goals:cycle_carry_over", args=[objective.cycle_id]) if ending else objective
    return fragment_or_redirect(request, part, objective_context(objective, request.user), to=to)
