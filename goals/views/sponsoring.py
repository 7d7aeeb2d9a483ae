"""Sponsors: offer, the page of an offer, accept, decline, end."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.views.screens import form_screen
from ecosystem.core.doors import SignedIn, on
from ecosystem.core.errors import Refused, Stale
from ecosystem.core.htmx import go, invalid, page_or_fragment
from goals.actions import sponsoring as acts
from goals.forms.sponsoring import AnswerOfferForm, OfferForm
from goals.models import Objective, Sponsorship
from guilds.models import Guild

EVERY = require_http_methods(["GET", "POST"])
PAGE, CARD = "goals/sponsorship_page.html", "goals/partials/sponsorship_card.html"


@EVERY
@on(Guild, can="goals.sponsor_guild")
def sponsor_guild(request: SignedIn, guild: Guild) -> HttpResponse:
    return _offer(request, guild, _("Its stewards are asked; they may say no."))


@EVERY
@on(Objective, can="goals.sponsor_objective")
def sponsor_objective(request: SignedIn, objective: Objective) -> HttpResponse:
    return _offer(request, objective, _("Whoever leads it is asked, and may say no."))


def _offer(request: SignedIn, of: Guild | Objective, sentence: str) -> HttpResponse:
    form = OfferForm(request.POST if request.method == "POST" else None)

    def act() -> Sponsorship:
        offer = acts.offer_sponsorship(of, actor=request.user, **form.cleaned_data)
        messages.success(request, _("Offered. You hear as soon as they answer."))
        return offer

    words = {
        "name": _("Sponsor “%(title)s”") % {"title": of},
        "sentence": sentence,
        "save": _("Offer it"),
        "back": of.get_absolute_url(),
        "back_name": str(of),
    }
    return form_screen(request, form, act, words=words)


@require_GET
@on(Sponsorship, can="goals.view_sponsorship", select="for_page")
def sponsorship_page(request: SignedIn, offer: Sponsorship) -> HttpResponse:
    return page_or_fragment(request, PAGE, CARD, {"offer": offer, "form": _form(offer)})


@require_POST
@on(Sponsorship, can="goals.answer_sponsorship", select="for_page")
def sponsorship_accept(request: SignedIn, offer: Sponsorship) -> HttpResponse:
    def accept(offer: Sponsorship, *, actor: Any, version: int, words: str) -> None:
        acts.accept_sponsorship(offer, actor=actor, version=version)

    return _act(request, offer, accept, _("Agreed; the sponsor is told."))


@require_POST
@on(Sponsorship, can="goals.answer_sponsorship", select="for_page")
def sponsorship_decline(request: SignedIn, offer: Sponsorship) -> HttpResponse:
    return _act(request, offer, acts.decline_sponsorship, _("Declined; they read your word."))


@require_POST
@on(Sponsorship, can="goals.end_sponsorship", select="for_page")
def sponsorship_end(request: SignedIn, offer: Sponsorship) -> HttpResponse:
    return _act(request, offer, acts.end_sponsorship, _("Ended; the other side is told."))


def _act(request: SignedIn, offer: Sponsorship, act: Callable[..., None], told: str) -> HttpResponse:
    form = AnswerOfferForm(request.POST)
    if form.is_valid():
        try:
            act(offer, actor=request.user, **form.cleaned_data)
            messages.success(request, told)
            return go(request, offer.of)
        except Stale as stale:
            form.show_both(stale)
        except Refused as refusal:
            form.refuse(refusal)
    return invalid(request, PAGE, CARD, {"offer": offer, "form": form})


def _form(offer: Sponsorship) -> AnswerOfferForm:
    return AnswerOfferForm(initial={"version": offer.version})
