"""Obstacles: raise one, see it, hand it on, resolve it, confirm that it is cleared."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ecosystem.core.doors import on
from ecosystem.core.errors import Refused, Stale
from ecosystem.core.forms import Form
from ecosystem.core.htmx import go, invalid, page_or_fragment
from ecosystem.core.looks import record_look
from ecosystem.core.rules import allows
from goals.actions import obstacles as acts
from goals.forms.obstacles import ConfirmForm, DelegateForm, ObstacleForm, PassUpForm, ResolveForm, ShareForm
from goals.models import LearningGoal, Obstacle

PAGE = "goals/obstacle_page.html"
CARD = "goals/partials/obstacle_card.html"


@require_http_methods(["GET", "POST"])
@on(LearningGoal, can="goals.raise_obstacle", select="for_check_in", once=True)
def obstacle_raise(request: HttpRequest, goal: LearningGoal) -> HttpResponse:
    template, fragment = "goals/obstacle_raise.html", "goals/partials/obstacle_form.html"
    form = ObstacleForm(request.POST or None, goal=goal)
    if request.method == "GET":
        return page_or_fragment(request, template, fragment, {"goal": goal, "form": form})
    if form.is_valid():
        try:
            acts.raise_obstacle(goal, actor=request.user, **form.values())
            messages.success(request, _("Noted. You hear when it is out of the way."))
            return go(request, goal)
        except Refused as refusal:
            form.refuse(refusal)
    return invalid(request, template, fragment, {"goal": goal, "form": form})


@require_GET
@on(Obstacle, can="goals.view_obstacle", select="for_page")
def obstacle_page(request: HttpRequest, obstacle: Obstacle) -> HttpResponse:
    if allows(request.user, "goals.read_obstacle", obstacle):
        record_look(request.user, obstacle.goal.owner_id, "obstacle")
    return page_or_fragment(request, PAGE, CARD, _context(request, obstacle))


@require_POST
@on(Obstacle, can="goals.resolve_obstacle", select="for_page")
def obstacle_resolve(request: HttpRequest, obstacle: Obstacle) -> HttpResponse:
    form = ResolveForm(request.POST)
    return _act(request, obstacle, form, acts.resolve_obstacle, _("Resolved. The owner is asked whether it is."))


@require_POST
@on(Obstacle, can="goals.delegate_obstacle", select="for_page")
def obstacle_delegate(request: HttpRequest, obstacle: Obstacle) -> HttpResponse:
    form = DelegateForm(request.POST, person=request.user)
    return _act(request, obstacle, form, acts.delegate_obstacle, _("Handed on; they are told."))


@require_POST
@on(Obstacle, can="goals.pass_obstacle", select="for_page")
def obstacle_pass_up(request: HttpRequest, obstacle: Obstacle) -> HttpResponse:
    return _act(request, obstacle, PassUpForm(request.POST), acts.pass_up_obstacle, _("Passed up; they are told."))


@require_POST
@on(Obstacle, can="goals.share_obstacle", select="for_page")
def obstacle_share(request: HttpRequest, obstacle: Obstacle) -> HttpResponse:
    form = ShareForm(request.POST, row=obstacle)
    return _act(request, obstacle, form, acts.share_obstacle, _("Changed."))


@require_POST
@on(Obstacle, can="goals.confirm_obstacle", select="for_page")
def obstacle_confirm(request: HttpRequest, obstacle: Obstacle) -> HttpResponse:
    return _act(request, obstacle, ConfirmForm(request.POST), acts.confirm_obstacle, _("Thank you, noted."))


def _act(request: HttpRequest, obstacle: Obstacle, form: Form, act: Callable[..., None], told: str) -> HttpResponse:
    """One form, one act; what cannot be done is said at the form, with what was typed."""
    if form.is_valid():
        try:
            act(obstacle, actor=request.user, **(form.values() if hasattr(form, "values") else form.cleaned_data))
            messages.success(request, told)
            return go(request, obstacle if obstacle.goal.owner_id != request.user.pk else obstacle.goal)
        except Refused as refusal:
            form.refuse(refusal)
        except Stale as stale:
            form.refuse(Refused(stale.sentence))
            obstacle.refresh_from_db(fields=["version", "turn", "resolved_at", "confirmed_at"])
    return invalid(request, PAGE, CARD, _context(request, obstacle, wrong=form))


def _context(request: HttpRequest, obstacle: Obstacle, wrong: Form | None = None) -> dict[str, Any]:
    """The forms of all that can be done; the one that was sent back keeps its errors and words."""
    start = {"version": obstacle.version}
    forms = {
        "resolve": ResolveForm(initial=start),
        "delegate": DelegateForm(initial=start, person=request.user),
        "pass_up": PassUpForm(initial=start),
        "confirm": ConfirmForm(initial=start),
        "share": ShareForm(initial=start, row=obstacle),
    }
    if wrong is not None:
        forms |= {name: wrong for name, form in forms.items() if type(form) is type(wrong)}
    return {"obstacle": obstacle, "goal": obstacle.goal, "wrong": wrong, **forms}
