"""Who tends a guild: the terms, add, take an open place, go on, hand over, step down."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.views.screens import form_screen
from ecosystem.core.clock import today
from ecosystem.core.doors import SignedIn, on
from ecosystem.core.errors import Refused
from ecosystem.core.htmx import go, invalid, page_or_fragment
from ecosystem.core.rules import allows
from guilds.actions import stewards as acts
from guilds.forms.members import HandOverForm, StewardForm
from guilds.forms.seen import SeenForm
from guilds.models import Guild, Stewardship
from guilds.terms import NOTICE

LIST, ROWS = "guilds/steward_list.html", "guilds/partials/steward_rows.html"
SHOWN = 50
EVERY = require_http_methods(["GET", "POST"])


@require_GET
@on(Guild, can="guilds.view_guild")
def steward_list(request: SignedIn, guild: Guild) -> HttpResponse:
    """Those of today and of before; a steward adds another one."""
    form = StewardForm() if allows(request.user, "guilds.tend_guild", guild) else None
    return page_or_fragment(request, LIST, ROWS, _terms(guild, form))


@require_POST
@on(Guild, can="guilds.tend_guild")
def steward_add(request: SignedIn, guild: Guild) -> HttpResponse:
    form = StewardForm(request.POST)
    if form.is_valid():
        try:
            acts.add_steward(guild, actor=request.user, **form.cleaned_data)
            messages.success(request, _("%(name)s tends it too.") % {"name": form.cleaned_data["person"]})
            return go(request, list_of(guild))
        except Refused as refusal:
            form.refuse(refusal)
    return invalid(request, LIST, ROWS, _terms(guild, form))


@require_POST
@on(Guild, can="guilds.take_stewardship")
def steward_take(request: SignedIn, guild: Guild) -> HttpResponse:
    acts.take_stewardship(guild, actor=request.user)
    messages.success(request, _("You tend it for a term. Thank you."))
    return go(request, guild)


@require_POST
@on(Stewardship, can="guilds.end_own_term", select="for_page")
def term_renew(request: SignedIn, term: Stewardship) -> HttpResponse:
    return _act(request, term, acts.renew_term, _("Another term begins where this one ends."))


@require_POST
@on(Stewardship, can="guilds.end_own_term", select="for_page")
def term_end(request: SignedIn, term: Stewardship) -> HttpResponse:
    return _act(request, term, acts.step_down, _("You do not tend it any more; you are still a member."))


@EVERY
@on(Stewardship, can="guilds.end_own_term", select="for_page")
def term_hand_over(request: SignedIn, term: Stewardship) -> HttpResponse:
    form = HandOverForm(request.POST or None, initial={"version": term.version})

    def act() -> Guild:
        acts.hand_over(term, actor=request.user, **form.cleaned_data)
        messages.success(request, _("Handed over; they are told."))
        return term.guild

    words = {
        "name": _("Hand over"),
        "sentence": _("Somebody else tends “%(name)s” from today on.") % {"name": term.guild},
        "save": _("Hand over"),
        "back": list_of(term.guild),
        "back_name": _("Stewards"),
    }
    return form_screen(request, form, act, words=words)


def list_of(guild: Guild) -> str:
    return reverse("guilds:steward_list", args=[guild.pk])


def _act(request: HttpRequest, term: Stewardship, act: Callable[..., None], told: str) -> HttpResponse:
    form = SeenForm(request.POST)
    if not form.is_valid():
        raise Refused(_("Reload the page and press there again."))
    act(term, actor=request.user, **form.cleaned_data)
    messages.success(request, told)
    return go(request, list_of(term.guild))


def _terms(guild: Guild, form: StewardForm | None) -> dict[str, Any]:
    """One statement."""
    terms: list[Any] = list(guild.stewardships.select_related("person", "handed_to").order_by("-since", "-pk")[:SHOWN])
    for term in terms:
        term.opens = term.ended_on is None and term.until <= today() + NOTICE
    current = [term for term in terms if term.ended_on is None]
    past = [term for term in terms if term.ended_on is not None]
    return {"guild": guild, "current": current, "past": past, "form": form}
