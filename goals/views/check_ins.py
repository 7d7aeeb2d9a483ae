"""Check-ins, evidence and comments on a goal."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ecosystem.core.doors import on
from ecosystem.core.errors import Refused, Stale
from ecosystem.core.forms import take_edition
from ecosystem.core.htmx import fragment_or_redirect, go, invalid, page_or_fragment
from goals.actions import check_ins as acts
from goals.actions import comments as words
from goals.forms.check_ins import CheckInChangeForm, CheckInForm, CommentForm, ProposalForm, PublicForm
from goals.forms.goals import EvidenceForm
from goals.goal_lists import row_of
from goals.goal_page import card_context, new_form, proposal_of
from goals.models import CheckIn, Comment, LearningGoal

PAGE = "goals/check_in.html"
CARD = "goals/partials/goal_card.html"
PANEL = "goals/partials/check_in_panel.html"
SAVED = [CARD, "goals/partials/goal_sentence_oob.html", "goals/partials/check_in_added_oob.html"]


@require_http_methods(["GET", "POST"])
@on(LearningGoal, can="goals.check_in", select="for_check_in", once=True, planned=True)
def check_in(request: HttpRequest, goal: LearningGoal) -> HttpResponse:
    """On the goal's page, and as a page of its own for links from mail (`?value=2`) and without JavaScript."""
    if request.method == "GET":
        return page_or_fragment(request, PAGE, CARD, _card(request, goal, _asked_form(request, goal)))
    form, stated = _check_in(request, goal)
    if stated is None:
        return invalid(request, PAGE, CARD, _card(request, goal, form))
    return fragment_or_redirect(request, SAVED, card_context(goal, request.user, stated=stated), to=goal)


@require_http_methods(["GET", "POST"])
@on(LearningGoal, can="goals.check_in", select="for_check_in", once=True, planned=True)
def check_in_panel(request: HttpRequest, goal: LearningGoal) -> HttpResponse:
    """The same inside a list of goals: the form opens in the goal's row, and saving gives the row back."""
    if request.method == "GET":
        return page_or_fragment(request, PAGE, PANEL, _card(request, goal, _asked_form(request, goal)))
    form, stated = _check_in(request, goal)
    if stated is None:
        return invalid(request, PAGE, PANEL, _card(request, goal, form))
    context = {"row": row_of(goal, request.user), "stated": stated}
    return fragment_or_redirect(request, "goals/partials/goal_row.html", context, to="goals:goal_list")


def _check_in(request: HttpRequest, goal: LearningGoal) -> tuple[CheckInForm, CheckIn | None]:
    """The form, and the check-in if it could be kept."""
    form = CheckInForm(request.POST, goal=goal, auto_id=f"id_{goal.pk}_%s")
    if not form.is_valid():
        return form, None
    try:
        stated = acts.check_in(goal, actor=request.user, **form.values())
    except Refused as refusal:
        form.refuse(refusal)
    except Stale as stale:
        _let_decide(form, stale)
    else:
        messages.success(request, _("Checked in."))
        return form, stated
    return form, None


def _let_decide(form: CheckInForm, stale: Stale) -> None:
    """What was typed stays; the next press saves it on top of what changed meanwhile."""
    form.add_error(
        None, _("This goal changed while you were writing, maybe in another tab. Look at it, then save again.")
    )
    take_edition(form, stale)


def _asked_form(request: HttpRequest, goal: LearningGoal) -> CheckInForm:
    asked = ProposalForm(request.GET, goal=goal)
    return new_form(goal, asked.cleaned_data.get("value") if asked.is_valid() else None)


def _card(request: HttpRequest, goal: LearningGoal, form: CheckInForm) -> dict[str, Any]:
    return card_context(goal, request.user, form=form)


@require_GET
@on(LearningGoal, can="goals.check_in", select="for_check_in", once=True, planned=True)
def check_in_proposal(request: HttpRequest, goal: LearningGoal) -> HttpResponse:
    """The status that the typed value would propose."""
    form = ProposalForm(request.GET, goal=goal)
    said = form.cleaned_data if form.is_valid() else {}
    proposed = proposal_of(goal, goal.standing, said.get("value"), said.get("done_steps", ()))
    context = {"goal": goal, "proposed": proposed, "source": None}
    return page_or_fragment(
        request, PAGE, "goals/partials/check_in_proposal.html", context | _page_parts(request, goal)
    )


def _page_parts(request: HttpRequest, goal: LearningGoal) -> dict[str, Any]:
    """Opened as a page of its own, the proposal is the check-in page."""
    return {} if request.htmx else card_context(goal, request.user)


@require_http_methods(["GET", "POST"])
@on(CheckIn, can="goals.change_check_in", select="for_change")
def check_in_change(request: HttpRequest, stated: CheckIn) -> HttpResponse:
    template, fragment = "goals/check_in_change.html", "goals/partials/check_in_change_form.html"
    form = CheckInChangeForm(request.POST or None, stated=stated)
    context = {"goal": stated.goal, "stated": stated, "form": form}
    if request.method == "GET":
        return page_or_fragment(request, template, fragment, context)
    if form.is_valid():
        try:
            acts.change_check_in(stated, actor=request.user, version=form.cleaned_data["version"], said=form.said())
            messages.success(request, _("Changed."))
            return go(request, stated.goal)
        except Stale as stale:
            form.show_both(stale, {name: getattr(stale.current, name) for name in ("value", "confidence", "text")})
    return invalid(request, template, fragment, context)


@require_http_methods(["GET", "POST"])
@on(LearningGoal, can="goals.add_evidence", select="for_check_in", once=True)
def evidence_add(request: HttpRequest, goal: LearningGoal) -> HttpResponse:
    template, fragment = "goals/goal_evidence.html", "goals/partials/goal_evidence_form.html"
    form = EvidenceForm(request.POST or None, person=request.user, goal=goal)
    if request.method == "GET":
        return page_or_fragment(request, template, fragment, {"goal": goal, "form": form})
    if not form.is_valid():
        return invalid(request, template, fragment, {"goal": goal, "form": form})
    try:
        acts.add_evidence(goal, actor=request.user, **form.cleaned_data)
    except Refused as refusal:
        form.refuse(refusal)
        return invalid(request, template, fragment, {"goal": goal, "form": form})
    messages.success(request, _("Added. Your next check-in proposes a value from it."))
    return go(request, goal)


@require_http_methods(["GET", "POST"])
@on(LearningGoal, can="goals.comment", select="for_goal_page", once=True)
def comment_add(request: HttpRequest, goal: LearningGoal) -> HttpResponse:
    """A word on the goal; `?kind=encouragement` for a kind one."""
    return _comment(request, goal, None)


@require_http_methods(["GET", "POST"])
@on(CheckIn, can="goals.comment_on_check_in", select="for_change")
def check_in_comment(request: HttpRequest, stated: CheckIn) -> HttpResponse:
    return _comment(request, stated.goal, stated)


def _comment(request: HttpRequest, goal: LearningGoal, stated: CheckIn | None) -> HttpResponse:
    template, fragment = "goals/goal_comment.html", "goals/partials/comment_form.html"
    form = CommentForm(request.POST or None, initial={"kind": request.GET.get("kind", "comment")})
    context = {"goal": goal, "stated": stated, "form": form}
    if request.method == "GET":
        return page_or_fragment(request, template, fragment, context)
    if not form.is_valid():
        return invalid(request, template, fragment, context)
    kind = form.cleaned_data["kind"] or Comment.Kind.COMMENT
    words.add_comment(goal, actor=request.user, text=form.cleaned_data["text"], kind=kind, check_in=stated)
    messages.success(request, _("Sent."))
    return go(request, goal)


@require_POST
@on(Comment, can="goals.publish_comment", select="with_goal")
def comment_publish(request: HttpRequest, comment: Comment) -> HttpResponse:
    form = PublicForm(request.POST)
    form.is_valid()
    words.publish_comment(comment, actor=request.user, public=form.cleaned_data["public"])
    return go(request, comment.goal)


@require_POST
@on(Comment, can="goals.withdraw_comment", select="with_goal")
def comment_withdraw(request: HttpRequest, comment: Comment) -> HttpResponse:
    words.withdraw_comment(comment, actor=request.user)
    messages.success(request, _("Taken back."))
    return go(request, comment.goal)
