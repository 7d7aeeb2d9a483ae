"""Learning goals: my goals, setting one, its page, changing, closing."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import Person
from ecosystem.core.clock import today
from ecosystem.core.doors import on, page
from ecosystem.core.errors import Refused, Stale
from ecosystem.core.htmx import go, invalid, page_or_fragment, wants_fragment
from ecosystem.core.looks import record_look
from goals import drafts
from goals.actions import goals as acts
from goals.annotations import LOOK
from goals.forms.goals import (
    AlignForm,
    CloseForm,
    GoalChangeForm,
    GoalForm,
    StartForm,
    TickForm,
    VersionForm,
    values_of,
)
from goals.goal_hints import goal_hints as hints_of
from goals.goal_lists import my_goals, shown_goals
from goals.goal_page import page_context
from goals.models import LearningGoal
from goals.path_walks import my_walks
from goals.timeline import timeline_of

FORM = "goals/partials/goal_form.html"
LIST = "goals/partials/goal_rows.html"
EVERYONE = "everyone"
CHANGED = {"title", "target", "due_date", "unit_of_measure"}


@require_GET
@page(can="goals.list_goals")
def goal_list(request: HttpRequest) -> HttpResponse:
    ended = request.GET.get("show") == "closed"
    context = my_goals(request.user, ended=ended)
    if not ended and not wants_fragment(request):
        context["walks"] = my_walks(request.user)
    return page_or_fragment(request, "goals/goal_list.html", LIST, context)


@require_GET
@on(Person, can="goals.list_person_goals")
def person_goals(request: HttpRequest, person: Person) -> HttpResponse:
    """On a person's page: the goals that the viewer may know of."""
    rows = shown_goals(person, request.user)
    if any(row.goal.visibility != EVERYONE for row in rows):
        record_look(request.user, person.pk, LOOK)
    context = {"person": person, "goals": rows}
    return page_or_fragment(request, "goals/goal_person.html", "goals/partials/person_goals.html", context)


@require_http_methods(["GET", "POST"])
@page(can="goals.set_goal")
def goal_new(request: HttpRequest) -> HttpResponse:
    """From a gap (`?skill=`), from a suggestion (`?suggestion=`) or empty."""
    start = StartForm(request.GET, person=request.user)
    start.is_valid()
    chosen = {name: start.cleaned_data.get(name) for name in ("skill", "suggestion")}
    if request.method == "GET":
        draft = drafts.draft_for(request.user, **chosen)
        form = GoalForm(person=request.user, initial=draft.initial, about=draft.skill)
        return page_or_fragment(request, "goals/goal_new.html", FORM, _form_context(form, draft))
    form = GoalForm(request.POST, person=request.user, about=chosen["skill"])
    draft = drafts.Draft(**chosen)
    if not form.is_valid():
        return invalid(request, "goals/goal_new.html", FORM, _form_context(form, draft))
    suggestion = chosen["suggestion"]
    values = form.values() | ({"set_with": suggestion.suggested_by} if suggestion else {})
    try:
        goal = acts.set_goal(request.user, actor=request.user, suggestion=suggestion, **values)
    except Refused as refusal:
        form.refuse(refusal)
        return invalid(request, "goals/goal_new.html", FORM, _form_context(form, draft))
    messages.success(request, _("Your goal is set. The first check-in is due within a fortnight."))
    return go(request, goal)


@require_POST
@page(can="goals.set_goal")
def goal_hints(request: HttpRequest) -> HttpResponse:
    """What is typed so far, read as it is; nothing is kept."""
    form = GoalForm(request.POST, person=request.user)
    context = {"form": form, "hints": _hints(form), "oob": True}
    parts = ["goals/partials/goal_hints.html", "goals/partials/goal_readers.html"]
    return page_or_fragment(request, "goals/goal_hints.html", parts, context)


def _form_context(form: GoalForm, draft: drafts.Draft | None = None, **more: Any) -> dict[str, Any]:
    return {"form": form, "draft": draft, "hints": _hints(form), **more}


def _hints(form: GoalForm) -> list[Any]:
    """From what was typed, else from what is proposed; a half-written number counts as none."""
    if form.is_bound:
        form.is_valid()
        known = {**dict.fromkeys(("target", "baseline", "due_date")), **form.cleaned_data}
    else:
        known = form.initial
    return hints_of(
        title=known.get("title") or "",
        measure=known.get("measure") or "number",
        baseline=known.get("baseline"),
        target=known.get("target"),
        due_date=known.get("due_date"),
        cycle_end=drafts.due_by(today()),
        has_plan=bool(known.get("if_when") and known.get("then_will")),
    )


@require_GET
@on(LearningGoal, can="goals.view_goal", select="for_goal_page", once=True)
def goal_page(request: HttpRequest, goal: LearningGoal) -> HttpResponse:
    """Looking at what is not open to everybody leaves a row for the owner to see: the one write behind GET."""
    context = page_context(goal, request.user)
    _note_look(request, goal, context)
    return page_or_fragment(request, "goals/goal_page.html", "goals/partials/goal_card.html", context)


@require_GET
@on(LearningGoal, can="goals.read_goal", select="for_goal_page", once=True)
def goal_timeline(request: HttpRequest, goal: LearningGoal) -> HttpResponse:
    """The next twenty."""
    number = request.GET.get("page", "1")
    wanted = min(int(number), 500) if number.isascii() and number.isdecimal() and int(number) else 1
    context = page_context(goal, request.user) | {"timeline": timeline_of(goal, request.user, wanted)}
    _note_look(request, goal, context)
    return page_or_fragment(request, "goals/goal_page.html", "goals/partials/goal_timeline_rest.html", context)


def _note_look(request: HttpRequest, goal: LearningGoal, context: dict[str, Any]) -> None:
    """Goals and their check-ins that are not open to everybody, and obstacles wherever they are read."""
    told = context["timeline"].obstacles if "timeline" in context else ()
    if goal.visibility != EVERYONE or context.get("reads_check_ins") or told:
        record_look(request.user, goal.owner_id, LOOK)


@require_http_methods(["GET", "POST"])
@on(LearningGoal, can="goals.change_goal", select="for_lists")
def goal_change(request: HttpRequest, goal: LearningGoal) -> HttpResponse:
    template = "goals/goal_change.html"
    if request.method == "GET":
        form = GoalChangeForm(person=request.user, goal=goal, initial=values_of(goal))
        return page_or_fragment(request, template, FORM, _form_context(form, goal=goal))
    form = GoalChangeForm(request.POST, person=request.user, goal=goal)
    if form.is_valid():
        try:
            acts.change_goal(goal, actor=request.user, **form.values())
            messages.success(request, _("Changed."))
            return go(request, goal)
        except Refused as refusal:
            form.refuse(refusal)
        except Stale as stale:
            form.show_both(
                stale, {name: getattr(stale.current, name) for name in GoalForm.base_fields if name in CHANGED}
            )
    return invalid(request, template, FORM, _form_context(form, goal=goal))


@require_http_methods(["GET", "POST"])
@on(LearningGoal, can="goals.change_goal", select="for_goal_page", once=True)
def goal_align(request: HttpRequest, goal: LearningGoal) -> HttpResponse:
    """Serve another key result or objective from today, or honestly oneself."""
    template, fragment = "goals/goal_align.html", "goals/partials/goal_align_form.html"
    serving = drafts.aim_of(goal.serves)
    given = {"person": request.user, "goal": goal, "serving": serving}
    if request.method == "GET":
        form = AlignForm(initial={"version": goal.version, "serves": drafts.aim_value(serving)}, **given)
        return page_or_fragment(request, template, fragment, {"goal": goal, "form": form})
    form = AlignForm(request.POST, **given)
    if form.is_valid():
        try:
            acts.align_goal(goal, actor=request.user, **form.cleaned_data)
            messages.success(request, _("From today it serves that; what it served before is kept."))
            return go(request, goal)
        except Refused as refusal:
            form.refuse(refusal)
        except Stale as stale:
            form.show_both(stale, {})
    return invalid(request, template, fragment, {"goal": goal, "form": form})


@require_http_methods(["GET", "POST"])
@on(LearningGoal, can="goals.close_goal", select="for_check_in", once=True)
def goal_close(request: HttpRequest, goal: LearningGoal) -> HttpResponse:
    template, fragment = "goals/goal_close.html", "goals/partials/goal_close_form.html"
    if request.method == "GET":
        outcome = "reached" if goal.standing.progress and goal.standing.progress >= 1 else ""
        form = CloseForm(initial={"version": goal.version, "outcome": outcome, "lesson": goal.lesson})
        return page_or_fragment(request, template, fragment, {"goal": goal, "form": form})
    form = CloseForm(request.POST)
    if form.is_valid():
        try:
            acts.close_goal(goal, actor=request.user, **form.cleaned_data)
            messages.success(request, _("Closed, with what you learned.") if goal.lesson else _("Closed."))
            return go(request, goal)
        except Stale as stale:
            form.show_both(stale)
    return invalid(request, template, fragment, {"goal": goal, "form": form})


@require_POST
@on(LearningGoal, can="goals.reopen_goal")
def goal_reopen(request: HttpRequest, goal: LearningGoal) -> HttpResponse:
    acts.reopen_goal(goal, actor=request.user)
    messages.success(request, _("Open again."))
    return go(request, goal)


@require_POST
@on(LearningGoal, can="goals.cancel_goal")
def goal_cancel(request: HttpRequest, goal: LearningGoal) -> HttpResponse:
    form = VersionForm(request.POST)
    if not form.is_valid():
        raise Refused(_("Reload the page and cancel the goal there."))
    acts.cancel_goal(goal, actor=request.user, **form.cleaned_data)
    messages.success(request, _("Cancelled. You can re-open it from its page."))
    return go(request, goal)


@require_POST
@on(LearningGoal, can="goals.change_goal", select="for_goal_page", once=True)
def milestone_tick(request: HttpRequest, goal: LearningGoal) -> HttpResponse:
    form = TickForm(request.POST, goal=goal)
    if not form.is_valid():
        raise Refused(_("This milestone is not there any more. Reload the page."))
    acts.tick_milestone(goal, actor=request.user, **form.cleaned_data)
    return go(request, goal)
