"""What people ask of one another about skills: to be taught, and for a colleague's view."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.actions import asking
from accounts.actions.assessments import rate_peer
from accounts.asked import requests_context
from accounts.forms import assessments as forms
from accounts.models import HelpRequest, PeerRequest, Skill, TeachingOffer
from accounts.my_skills import SHOWN, rows_of
from accounts.scales import keys_in_use
from accounts.views.screens import form_screen
from ecosystem.core.doors import on, page
from ecosystem.core.errors import Refused
from ecosystem.core.htmx import fragment_or_redirect, page_or_fragment

EVERY = require_http_methods(["GET", "POST"])
LIST, LISTS = "accounts/request_list.html", "accounts/partials/request_lists.html"


@require_GET
@page(can="accounts.list_requests")
def request_list(request: HttpRequest) -> HttpResponse:
    """What waits for my word, and what I asked."""
    return page_or_fragment(request, LIST, LISTS, requests_context(request.user))


def _list(request: HttpRequest) -> HttpResponse:
    """After an answer the lists come back, shorter."""
    context: dict[str, Any] = requests_context(request.user) if request.htmx else {}
    return fragment_or_redirect(request, LISTS, context, to="accounts:request_list")


# --- help ------------------------------------------------------------------------------------------------------------
@EVERY
@on(TeachingOffer, can="accounts.ask_for_help", select="for_page")
def help_ask(request: HttpRequest, offer: TeachingOffer) -> HttpResponse:
    form = forms.HelpForm(request.POST or None)

    def act() -> Skill:
        asking.ask_for_help(offer, actor=request.user, note=form.cleaned_data["note"])
        messages.success(request, _("Asked. You hear from %(name)s.") % {"name": offer.person.first_name})
        return offer.skill

    words = {
        "name": offer.skill.name,
        "sentence": _("Ask %(name)s for help with %(skill)s.") % {"name": offer.person, "skill": offer.skill},
        "hint": _("%(name)s reads it and accepts or declines; nobody else sees it.")
        % {"name": offer.person.first_name},
        "save": _("Ask"),
        "back": offer.skill.get_absolute_url(),
        "back_name": offer.skill.name,
    }
    return form_screen(request, form, act, words=words)


@require_POST
@on(HelpRequest, can="accounts.answer_help_request", select="for_page")
def help_answer(request: HttpRequest, asked: HelpRequest) -> HttpResponse:
    form = forms.HelpAnswerForm(request.POST)
    if not form.is_valid():
        raise Refused(_("Accept or decline."))
    asking.answer_help_request(asked, actor=request.user, **form.cleaned_data)
    return _list(request)


@require_POST
@on(HelpRequest, can="accounts.view_help_request")
def help_end(request: HttpRequest, asked: HelpRequest) -> HttpResponse:
    """Either side: taken back before the answer, ended after it."""
    asking.end_help(asked, actor=request.user)
    return _list(request)


# --- peers -----------------------------------------------------------------------------------------------------------
@EVERY
@page(can="accounts.ask_peers")
def peers_ask(request: HttpRequest) -> HttpResponse:
    rows = [row for row in rows_of(request.user) if not row.not_applicable][:SHOWN]
    wanted = request.GET.get("skill", "")
    initial = {"skills": [row.pk for row in rows if str(row.pk) == wanted]}
    form = forms.PeersForm(request.POST or None, rows=rows, person=request.user, initial=initial)

    def act() -> str:
        skills = form.cleaned_data["skills"]
        n = asking.ask_peers(request.user, actor=request.user, peers=form.peers, skills=skills)
        messages.success(request, ngettext("%(n)d question sent.", "%(n)d questions sent.", n) % {"n": n})
        return reverse("accounts:request_list")

    words = {
        "name": _("Ask colleagues"),
        "sentence": _("Who has seen you at work?"),
        "hint": _("You and your line manager see the mean of two or more views, never whose they are."),
        "save": _("Ask them"),
        "back": reverse("accounts:my_skills"),
        "back_name": _("My skills"),
    }
    return form_screen(request, form, act, words=words)


@require_POST
@on(PeerRequest, can="accounts.rate_peer", select="for_page")
def peer_rate(request: HttpRequest, asked: PeerRequest) -> HttpResponse:
    """One key. Not applicable: I have not seen it."""
    form = forms.LevelForm(request.POST, keys=keys_in_use())
    if not form.is_valid():
        raise Refused(_("Choose a level, or say that you cannot tell."))
    if form.cleaned_data["not_applicable"]:
        asking.decline_peer_request(asked, actor=request.user)
    else:
        rate_peer(asked, actor=request.user, said=form.said)
    return _list(request)


@require_POST
@on(PeerRequest, can="accounts.withdraw_peer_request")
def peer_withdraw(request: HttpRequest, asked: PeerRequest) -> HttpResponse:
    asking.withdraw_peer_request(asked, actor=request.user)
    return _list(request)
