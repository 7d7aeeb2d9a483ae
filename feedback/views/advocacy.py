"""What executives do: money with an expected effect, thanks by name, and the desk that proposes three acts a month."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.views.screens import form_screen
from ecosystem.core.clock import today
from ecosystem.core.doors import SignedIn, on, page
from ecosystem.core.errors import Refused
from ecosystem.core.htmx import fragment_or_redirect, go, page_or_fragment
from feedback.actions import advocacy as acts
from feedback.came import so_far
from feedback.desk import desk_of
from feedback.effects import effect_of
from feedback.forms import advocacy as forms
from feedback.models import Funding, Need, Thanks
from feedback.money_given import entries_of, given_already
from guilds.models import Guild, Session
from resources.models import Resource

EVERY = require_http_methods(["GET", "POST"])
DESK_PAGE, DESK = "feedback/desk.html", "feedback/partials/desk.html"


@EVERY
@on(Need, can="feedback.fund_need", select="for_list")
def need_fund(request: SignedIn, need: Need) -> HttpResponse:
    form = _fund_form(request, need.claimed_by or need.turn)
    told = _("Funded; everybody who needs it hears.")
    return _fund(request, form, need, lambda given: acts.fund_need(need, actor=request.user, **given), told)


@EVERY
@on(Guild, can="feedback.fund_guild")
def guild_fund(request: SignedIn, guild: Guild) -> HttpResponse:
    term = guild.stewardships.current().select_related("person").order_by("since", "pk").first()
    form = _fund_form(request, term.person if term else None)
    told = _("Funded; it stands in the guild’s ledger, and its stewards are told.")
    return _fund(request, form, guild, lambda given: acts.fund_guild(guild, actor=request.user, **given), told)


@EVERY
@on(Session, can="feedback.fund_session", select="for_page")
def session_fund(request: SignedIn, session: Session) -> HttpResponse:
    form = _fund_form(request, session.host)
    told = _("Funded; it is set aside for the host in the guild’s budget.")

    def act(given: dict[str, Any]) -> Funding:
        return acts.fund_guild(session.guild, actor=request.user, session=session, **given)

    return _fund(request, form, session, act, told)


def _fund_form(request: SignedIn, owner: Any) -> forms.FundForm:
    start = {"owner": owner, "review_on": acts.proposed_review(today())}
    return forms.FundForm(request.POST or None, initial=start)


def _fund(request: SignedIn, form: forms.FundForm, of: Any, give: Any, told: str) -> HttpResponse:
    def act() -> Any:
        give(form.cleaned_data)
        messages.success(request, told)
        return of

    sentence = _("How much, who sees to it, what it shall change, and when you look at it again.")
    words = {
        "name": _("Fund “%(title)s”") % {"title": of},
        "sentence": given_already(of, request.user) or sentence,
        "hint": _("Read by everybody; those who need it are told.")
        if isinstance(of, Need)
        else _("Read by those who read the guild’s budget, by you, and by who sees to it."),
        "save": _("Fund it"),
        "back": of.get_absolute_url(),
        "back_name": str(of),
    }
    return form_screen(request, form, act, words=words)


@require_GET
@on(Funding, can="feedback.view_funding", select="for_page")
def funding_page(request: SignedIn, funding: Funding) -> HttpResponse:
    context = {
        "funding": funding,
        "so_far": so_far(funding),
        "entries": entries_of(funding) if funding.guild_id else (),
    }
    return page_or_fragment(request, "feedback/funding_page.html", "feedback/partials/funding_card.html", context)


@EVERY
@on(Funding, can="feedback.review_funding", select="for_page")
def funding_review(request: SignedIn, funding: Funding) -> HttpResponse:
    start = {name: getattr(funding, name) for name in ("version", "came", "words")}
    form = forms.ReviewForm(request.POST or None, initial=start)

    def act() -> Funding:
        acts.review_funding(funding, actor=request.user, **form.cleaned_data)
        return funding

    words = {
        "name": _("What came of it"),
        "sentence": _("Expected was: %(effect)s") % {"effect": funding.effect},
        "save": _("Save"),
        "back": funding.get_absolute_url(),
        "back_name": str(funding),
    }
    return form_screen(request, form, act, words=words)


@EVERY
@on(Resource, can="feedback.thank_author", select="for_page")
def resource_thank(request: SignedIn, resource: Resource) -> HttpResponse:
    form = forms.ThankForm(request.POST if request.method == "POST" else None)

    def act() -> Thanks:
        thanks = acts.thank_author(resource, actor=request.user, **form.cleaned_data)
        messages.success(request, _("Thanked; they hear of it at once."))
        return thanks

    words = {
        "name": _("Thank %(name)s") % {"name": resource.owner},
        "sentence": f"“{resource}”: {effect_of(resource).words}" if effect_of(resource).words else str(resource),
        "hint": _("Read by the two of you; by everybody only if %(name)s says so.") % {"name": resource.owner},
        "save": _("Thank them"),
        "back": resource.get_absolute_url(),
        "back_name": str(resource),
    }
    return form_screen(request, form, act, words=words)


@require_GET
@on(Thanks, can="feedback.view_thanks", select="for_page")
def thanks_page(request: SignedIn, thanks: Thanks) -> HttpResponse:
    context = {"thanks": thanks}
    return page_or_fragment(request, "feedback/thanks_page.html", "feedback/partials/thanks_card.html", context)


@require_POST
@on(Thanks, can="feedback.publish_thanks", select="for_page")
def thanks_publish(request: SignedIn, thanks: Thanks) -> HttpResponse:
    form = forms.PublishThanksForm(request.POST)
    if not form.is_valid():
        raise Refused(_("Reload the page and press there again."))
    acts.publish_thanks(thanks, actor=request.user, **form.cleaned_data)
    return fragment_or_redirect(request, "feedback/partials/thanks_card.html", {"thanks": thanks}, to=thanks)


@require_GET
@page(can="feedback.view_desk")
def desk(request: SignedIn) -> HttpResponse:
    """Three acts a month, each with its reason; and how far those of the last quarter got."""
    return page_or_fragment(request, DESK_PAGE, DESK, desk_of(request.user, today()))


@require_POST
@page(can="feedback.view_desk")
def desk_not_this(request: SignedIn) -> HttpResponse:
    form = forms.NotThisForm(request.POST)
    if not form.is_valid():
        raise Refused(_("Reload the page and press there again."))
    acts.not_this(actor=request.user, **form.cleaned_data)
    if not request.htmx:
        return go(request, reverse("feedback:desk"))
    return fragment_or_redirect(request, DESK, desk_of(request.user, today()), to="feedback:desk")
