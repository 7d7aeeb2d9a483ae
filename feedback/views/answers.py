"""What people do on the page of a need, one button each; what cannot be done is said at its form, with what was typed."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ecosystem.core.doors import on
from ecosystem.core.errors import Refused, Stale
from ecosystem.core.forms import Form
from ecosystem.core.htmx import go, invalid, page_or_fragment, wants_fragment
from feedback.actions import needs as acts
from feedback.actions.steps import in_two_weeks
from feedback.board import as_on_board
from feedback.forms import needs as forms
from feedback.models import Need
from feedback.need_screens import need_context
from goals.forms.goals import VersionForm

PAGE, CARD = "feedback/need_page.html", "feedback/partials/need_card.html"
IN_PLACE = {"card": "feedback/partials/board_card.html", "row": "feedback/partials/need_row.html"}


@require_POST
@on(Need, can="feedback.join_need", select="for_page")
def need_join(request: HttpRequest, need: Need) -> HttpResponse:
    return _in_place(request, need, forms.JoinForm(request.POST), acts.join_need) or _act(
        request, need, forms.JoinForm(request.POST), acts.join_need, _("Added. You hear of every step.")
    )


@require_POST
@on(Need, can="feedback.leave_need", select="for_page")
def need_leave(request: HttpRequest, need: Need) -> HttpResponse:
    return _act(request, need, Form(request.POST), acts.leave_need, _("You are not among those who need it any more."))


@require_POST
@on(Need, can="feedback.answer_need", select="for_page")
def need_accept(request: HttpRequest, need: Need) -> HttpResponse:
    form = forms.TakeOnForm(request.POST)
    return _in_place(request, need, form, acts.accept_need) or _act(
        request, need, form, acts.accept_need, _("Taken on; everybody who needs it hears.")
    )


@require_POST
@on(Need, can="feedback.answer_need", select="for_page")
def need_pass_on(request: HttpRequest, need: Need) -> HttpResponse:
    return _act(request, need, forms.PassOnForm(request.POST), acts.pass_on_need, _("Passed on to L&D."))


@require_POST
@on(Need, can="feedback.claim_need", select="for_page")
def need_claim(request: HttpRequest, need: Need) -> HttpResponse:
    form = forms.TakeOnForm(request.POST)
    return _in_place(request, need, form, acts.claim_need) or _act(
        request, need, form, acts.claim_need, _("Yours to make. Link it here when it is there.")
    )


@require_POST
@on(Need, can="feedback.release_need", select="for_page")
def need_release(request: HttpRequest, need: Need) -> HttpResponse:
    return _act(request, need, VersionForm(request.POST), acts.release_need, _("Free for others again."))


@require_POST
@on(Need, can="feedback.resolve_need", select="for_page")
def need_resolve(request: HttpRequest, need: Need) -> HttpResponse:
    form = forms.ResolveForm(request.POST, person=request.user)
    return _act(
        request, need, form, acts.resolve_need, _("Answered. In 30 days everybody who needs it says whether it helped.")
    )


@require_POST
@on(Need, can="feedback.answer_need", select="for_page")
def need_decline(request: HttpRequest, need: Need) -> HttpResponse:
    return _act(request, need, forms.DeclineForm(request.POST), acts.decline_need, _("Declined; they read why."))


@require_POST
@on(Need, can="feedback.merge_needs", select="for_page")
def need_merge(request: HttpRequest, need: Need) -> HttpResponse:
    form = forms.MergeForm(request.POST, need=need)
    return _act(request, need, form, acts.merge_needs, _("Merged; who reported it moved along."))


@require_http_methods(["GET", "POST"])
@on(Need, can="feedback.tell_whether_it_helped", select="for_page")
def need_tell(request: HttpRequest, need: Need) -> HttpResponse:
    """The one question after 30 days, answered in one click."""
    template, fragment = "feedback/need_tell.html", "feedback/partials/need_tell.html"
    if request.method == "GET":
        return page_or_fragment(request, template, fragment, {"need": need})
    form = forms.HelpedForm(request.POST)
    if not form.is_valid():
        return invalid(request, template, fragment, {"need": need})
    acts.tell_whether_it_helped(need, actor=request.user, **form.cleaned_data)
    messages.success(request, _("Thank you, noted."))
    return go(request, need)


def need_answer_page(request: HttpRequest, need: Need) -> HttpResponse:
    return page_or_fragment(request, PAGE, CARD, _context(request, need))


def _in_place(request: HttpRequest, need: Need, form: Form, act: Callable[..., None]) -> HttpResponse | None:
    """On the board, by one key: the card or row stays where it is and says what has become of it."""
    place = IN_PLACE.get(request.POST.get("in_place", ""))
    if not (place and wants_fragment(request)):
        return None
    if form.is_valid():
        try:
            act(need, actor=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.refuse(refusal)
        except Stale as stale:
            form.refuse(Refused(stale.sentence))
    context = {"need": as_on_board(need, request.user), "wrong": form if form.errors else None}
    return page_or_fragment(request, PAGE, place, context, status=422 if form.errors else 200)


def _act(request: HttpRequest, need: Need, form: Form, act: Callable[..., None], told: str) -> HttpResponse:
    if form.is_valid():
        try:
            act(need, actor=request.user, **form.cleaned_data)
            messages.success(request, told)
            return go(request, need)
        except Refused as refusal:
            form.refuse(refusal)
        except Stale as stale:
            form.refuse(Refused(stale.sentence))
            need.refresh_from_db()
    return invalid(request, PAGE, CARD, _context(request, need, wrong=form))


def _context(request: HttpRequest, need: Need, wrong: Form | None = None) -> dict[str, Any]:
    """The forms of all that can be done; the one that was sent back keeps its errors and words."""
    shown, start = need_context(need, request.user), {"version": need.version}
    found: dict[str, Form] = {
        "take_on": forms.TakeOnForm(initial={**start, "due_on": in_two_weeks()}),
        "pass_on": forms.PassOnForm(initial=start),
        "release": VersionForm(initial=start),
        "resolve": forms.ResolveForm(initial={**start, "result": shown["made"] or ""}, person=request.user),
        "decline": forms.DeclineForm(initial=start),
        "merge": forms.MergeForm(initial=start, need=need),
    }
    if wrong is not None:
        found |= {name: wrong for name, form in found.items() if type(form) is type(wrong)}
    return {**shown, "wrong": wrong, **found}
