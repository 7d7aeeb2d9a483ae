"""Needs: the board, one need, reporting one with its twins while typing, one's own, and what became of them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ecosystem.core.doors import on, page
from ecosystem.core.htmx import go, invalid, page_or_fragment
from feedback.actions.needs import report_need
from feedback.board import Narrow, board_of, filter_names, stage_of
from feedback.forms.needs import BoardForm, NeedForm, PrefillForm
from feedback.models import Need
from feedback.need_screens import alike_context, own_needs
from feedback.views.answers import need_answer_page

NEW = "feedback/need_new.html", "feedback/partials/need_form.html"


@require_GET
@page(can="feedback.list_needs")
def need_list(request: HttpRequest) -> HttpResponse:
    form = BoardForm(request.GET)
    form.is_valid()
    entered = form.cleaned_data
    turn = request.user if entered.get("turn") else None
    narrow, stage = Narrow(entered.get("skill"), entered.get("unit"), turn), entered.get("stage")
    if stage:
        context = {"form": form, **filter_names(), **stage_of(stage, request.user, narrow, entered.get("page") or 1)}
        return page_or_fragment(request, "feedback/need_stage.html", "feedback/partials/need_stage.html", context)
    context = {"form": form, **filter_names(), **board_of(request.user, narrow)}
    return page_or_fragment(request, "feedback/need_list.html", "feedback/partials/need_board.html", context)


@require_http_methods(["GET", "POST"])
@page(can="feedback.report_need")
def need_new(request: HttpRequest) -> HttpResponse:
    if request.method == "GET":
        start = PrefillForm(request.GET, person=request.user).initial_values()
        form = NeedForm(initial=start, person=request.user)
        near = alike_context(start["words"], start["skill"] or None, request.user)
        return page_or_fragment(request, *NEW, {"form": form, **near})
    form = NeedForm(request.POST, person=request.user)
    if not form.is_valid():
        return invalid(request, *NEW, {"form": form, "alike": [], "proposed": None})
    near = alike_context(form.cleaned_data["words"], form.values()["skill"], request.user)
    seen = form.cleaned_data["seen"].split()
    if any(str(twin.pk) not in seen for twin in near["alike"]):
        return invalid(request, *NEW, {"form": form, **near, "asks": True})
    need = report_need(actor=request.user, **form.values())
    messages.success(request, _("Reported. You hear of every step."))
    return go(request, need)


@require_GET
@page(can="feedback.report_need")
def need_alike(request: HttpRequest) -> HttpResponse:
    """What is near to the words while they are typed; as a page the form with them."""
    start = PrefillForm(request.GET, person=request.user).initial_values()
    typed = BoardForm(request.GET)
    typed.is_valid()
    skill = typed.cleaned_data.get("skill")
    context = {
        "form": NeedForm(initial=start, person=request.user),
        **alike_context(start["words"], skill, request.user),
    }
    return page_or_fragment(request, NEW[0], "feedback/partials/need_alike.html", context)


@require_GET
@page(can="feedback.report_need")
def need_mine(request: HttpRequest) -> HttpResponse:
    form = BoardForm(request.GET)
    form.is_valid()
    context = own_needs(request.user, form.cleaned_data.get("page") or 1)
    return page_or_fragment(request, "feedback/need_mine.html", "feedback/partials/need_mine.html", context)


@require_GET
@on(Need, can="feedback.view_need", select="for_page")
def need_page(request: HttpRequest, need: Need) -> HttpResponse:
    return need_answer_page(request, need)
