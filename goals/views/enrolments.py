"""Those who are on a path: begin, tick, take up what changed, finish, judge, leave; and what to learn from for a goal."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from ecosystem.core.doors import SignedIn, on
from ecosystem.core.errors import Refused, Stale
from ecosystem.core.htmx import fragment_or_redirect, go, invalid, page_or_fragment
from goals.actions import enrolments as acts
from goals.actions.goal_resources import add_to_goal, take_from_goal
from goals.forms.goals import VersionForm
from goals.forms.paths import EnrolForm, GoalOfResourceForm, ResourceOfGoalForm, StepTickForm, WorthForm
from goals.models import Enrolment, LearningGoal, Path
from goals.resource_panel import panel_context
from goals.views.paths import CARD, PAGE, page_context
from resources.models import Resource

PANEL_PAGE, PANEL = "goals/resource_paths.html", "goals/partials/resource_panel.html"


@require_POST
@on(Path, can="goals.enrol", select="for_page")
def path_enrol(request: SignedIn, path: Path) -> HttpResponse:
    form = EnrolForm(request.POST, person=request.user, path=path)
    if form.is_valid():
        try:
            acts.enrol(path, actor=request.user, **form.cleaned_data)
            return go(request, path)
        except Refused as refusal:
            form.refuse(refusal)
    return invalid(request, PAGE, CARD, page_context(request, path, form=form))


@require_POST
@on(Enrolment, can="goals.follow_path", select="for_page")
def step_tick(request: SignedIn, enrolment: Enrolment) -> HttpResponse:
    form = StepTickForm(request.POST, enrolment=enrolment)
    if not form.is_valid():
        raise Refused(_("This step is not there any more. Reload the page."))
    return _act(request, enrolment, acts.tick_step, **form.cleaned_data)


@require_POST
@on(Enrolment, can="goals.follow_path", select="for_page")
def path_take_up(request: SignedIn, enrolment: Enrolment) -> HttpResponse:
    """Follow the path as it stands today."""
    return _act(request, enrolment, acts.take_up_number, version=enrolment.version)


@require_POST
@on(Enrolment, can="goals.follow_path", select="for_page")
def path_finish(request: SignedIn, enrolment: Enrolment) -> HttpResponse:
    return _act(request, enrolment, acts.finish_path)


@require_POST
@on(Enrolment, can="goals.follow_path", select="for_page")
def path_worth(request: SignedIn, enrolment: Enrolment) -> HttpResponse:
    """“Worth your time?”, answered in one tap."""
    form = WorthForm(request.POST)
    if not form.is_valid():
        raise Refused(_("Say yes or no."))
    return _act(request, enrolment, acts.say_path_worth, **form.cleaned_data)


@require_POST
@on(Enrolment, can="goals.follow_path", select="for_page")
def path_leave(request: SignedIn, enrolment: Enrolment) -> HttpResponse:
    form = VersionForm(request.POST)
    if not form.is_valid():
        raise Refused(_("Reload the page and leave the path there."))
    answer = _act(request, enrolment, acts.leave_path, **form.cleaned_data)
    if enrolment.left_at:
        messages.success(request, _("You left the path. What you did is kept, should you come back."))
    return answer


def _act(request: SignedIn, enrolment: Enrolment, act: Any, **said: Any) -> HttpResponse:
    path = enrolment.path
    try:
        act(enrolment, actor=request.user, **said)
    except (Refused, Stale) as refusal:
        return invalid(request, PAGE, CARD, page_context(request, path, refusal=refusal.sentence))
    return fragment_or_redirect(request, CARD, page_context(request, path), to=path)


@require_GET
@on(Resource, can="goals.view_resource_panel")
def resource_panel(request: SignedIn, resource: Resource) -> HttpResponse:
    """On the page of a resource: the paths that use it, and one's own goals that it serves."""
    return page_or_fragment(request, PANEL_PAGE, PANEL, panel_context(resource, request.user))


@require_POST
@on(Resource, can="goals.view_resource_panel")
def resource_to_goal(request: SignedIn, resource: Resource) -> HttpResponse:
    """“Add to my goal”, from the page of the resource."""
    form = GoalOfResourceForm(request.POST, person=request.user)
    if not form.is_valid() or resource.state != Resource.State.PUBLISHED:
        sentence = _("This is not one of your active goals, or the resource is not published.")
        return invalid(request, PANEL_PAGE, PANEL, panel_context(resource, request.user) | {"refusal": sentence})
    add_to_goal(form.cleaned_data["goal"], resource, actor=request.user)
    return fragment_or_redirect(request, PANEL, panel_context(resource, request.user), to=resource)


@require_POST
@on(LearningGoal, can="goals.change_goal")
def goal_resource_drop(request: SignedIn, goal: LearningGoal) -> HttpResponse:
    form = ResourceOfGoalForm(request.POST)
    if not form.is_valid():
        raise Refused(_("This resource is not there any more. Reload the page."))
    take_from_goal(goal, form.cleaned_data["resource"], actor=request.user)
    return go(request, goal)
