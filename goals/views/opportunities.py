"""Opportunities in real work: offered in four fields, joined in one click."""

from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ecosystem.core.clock import today
from ecosystem.core.doors import SignedIn, on, page
from ecosystem.core.errors import Refused, Stale
from ecosystem.core.htmx import fragment_or_redirect, go, invalid, page_or_fragment
from goals.actions import opportunities as acts
from goals.forms.coaching import OpportunityForm, PlaceForm
from goals.models import OfferAnswer, Opportunity, OpportunityPlace
from goals.offers import offers_for

CARD = "goals/partials/opportunity_card.html"
PAGE = "goals/opportunity_page.html"
FORM_PAGE = "goals/opportunity_form.html"
FORM = "goals/partials/opportunity_form.html"
SHOWN = 50


@require_GET
@page(can="goals.list_opportunities")
def opportunity_list(request: SignedIn) -> HttpResponse:
    """What fits me first, then everything that is open, by day."""
    day = today()
    every = Opportunity.objects.visible_to(request.user).open_on(day).for_page().order_by("needed_by", "pk")
    context = {
        "offers": offers_for(request.user, day, limit=6),
        "opportunities": every[:SHOWN],
        "answers": OfferAnswer.objects.visible_to(request.user).counting_on(day).for_list()[:SHOWN],
        "asked": OpportunityPlace.objects.filter(person=request.user).open_on(day).for_page()[:SHOWN],
        "posted": Opportunity.objects.filter(lead=request.user).for_page().order_by("-posted_at")[:SHOWN],
    }
    return page_or_fragment(request, "goals/opportunity_list.html", "goals/partials/opportunity_list.html", context)


@require_GET
@on(Opportunity, can="goals.view_opportunity", select="for_page")
def opportunity_page(request: SignedIn, opportunity: Opportunity) -> HttpResponse:
    return page_or_fragment(request, PAGE, CARD, _context(request, opportunity))


def _context(request: SignedIn, opportunity: Opportunity, refusal: Any = "") -> dict[str, Any]:
    places = OpportunityPlace.objects.visible_to(request.user).filter(opportunity=opportunity)
    shown = list(places.select_related("person", "opportunity").order_by("changed_at")[:SHOWN])
    return {
        "opportunity": opportunity,
        "places": shown,
        "own": next((place for place in shown if place.person_id == request.user.pk), None),
        "refusal": refusal,
    }


@require_http_methods(["GET", "POST"])
@page(can="goals.post_opportunity")
def opportunity_post(request: SignedIn) -> HttpResponse:
    form = OpportunityForm(request.POST or None, person=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            return go(request, acts.post_opportunity(actor=request.user, **form.cleaned_data))
        except Refused as refusal:
            form.refuse(refusal)
    answer = invalid if form.is_bound else page_or_fragment
    return answer(request, FORM_PAGE, FORM, {"form": form})


@require_http_methods(["GET", "POST"])
@on(Opportunity, can="goals.change_opportunity", select="for_page")
def opportunity_change(request: SignedIn, opportunity: Opportunity) -> HttpResponse:
    form = OpportunityForm(request.POST or None, instance=opportunity, person=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            acts.change_opportunity(opportunity, actor=request.user, **form.values())
            return go(request, opportunity)
        except Stale as stale:
            form.show_both(stale)
        except Refused as refusal:
            form.refuse(refusal)
    answer = invalid if form.is_bound else page_or_fragment
    return answer(request, FORM_PAGE, FORM, {"form": form, "opportunity": opportunity})


@require_POST
@on(Opportunity, can="goals.change_opportunity", select="for_page")
def opportunity_withdraw(request: SignedIn, opportunity: Opportunity) -> HttpResponse:
    acts.withdraw_opportunity(opportunity, actor=request.user, version=opportunity.version)
    return fragment_or_redirect(request, CARD, _context(request, opportunity), to=opportunity)


@require_POST
@on(Opportunity, can="goals.join_opportunity", select="for_page")
def opportunity_join(request: SignedIn, opportunity: Opportunity) -> HttpResponse:
    """Ask to join, or accept an invitation."""
    try:
        acts.join_opportunity(opportunity, actor=request.user)
    except Refused as refusal:
        return invalid(request, PAGE, CARD, _context(request, opportunity, refusal.sentence))
    return fragment_or_redirect(request, CARD, _context(request, opportunity), to=opportunity)


@require_POST
@on(OpportunityPlace, can="goals.choose_applicant", select="for_page")
def place_accept(request: SignedIn, place: OpportunityPlace) -> HttpResponse:
    return _act(request, place, acts.accept_applicant, with_reason=False)


@require_POST
@on(OpportunityPlace, can="goals.choose_applicant", select="for_page")
def place_refuse(request: SignedIn, place: OpportunityPlace) -> HttpResponse:
    return _act(request, place, acts.refuse_applicant)


@require_POST
@on(OpportunityPlace, can="goals.choose_applicant", select="for_page")
def place_confirm(request: SignedIn, place: OpportunityPlace) -> HttpResponse:
    """The work was done: it counts as evidence."""
    return _act(request, place, acts.confirm_done, with_reason=False)


@require_POST
@on(OpportunityPlace, can="goals.leave_place", select="for_page")
def place_leave(request: SignedIn, place: OpportunityPlace) -> HttpResponse:
    return _act(request, place, acts.leave_place)


def _act(request: SignedIn, place: OpportunityPlace, act: Any, with_reason: bool = True) -> HttpResponse:
    form = PlaceForm(request.POST)
    if not form.is_valid():
        return invalid(request, PAGE, CARD, _context(request, place.opportunity))
    said = {"reason": form.cleaned_data["reason"]} if with_reason else {}
    try:
        act(place, actor=request.user, version=form.cleaned_data["version"], **said)
    except Refused as refusal:
        return invalid(request, PAGE, CARD, _context(request, place.opportunity, refusal.sentence))
    except Stale as stale:
        return invalid(request, PAGE, CARD, _context(request, place.opportunity, stale.sentence))
    return fragment_or_redirect(request, CARD, _context(request, place.opportunity), to=place.opportunity)
