"""Campaigns of the skill round, for learning & development: all of them, one with its progress, and its acts."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.actions import campaigns as acts
from accounts.campaign_progress import rows_of as progress_of
from accounts.campaign_progress import upper
from accounts.forms import campaigns as forms
from accounts.models import SkillCampaign
from accounts.views.screens import ROWS, form_screen, rows_of
from ecosystem.core.doors import on, page
from ecosystem.core.htmx import page_or_fragment
from ecosystem.core.policy import policy

EVERY = require_http_methods(["GET", "POST"])


@require_GET
@page(can="accounts.list_campaigns")
def campaign_list(request: HttpRequest) -> HttpResponse:
    campaigns = SkillCampaign.objects.visible_to(request.user).for_list()
    context = rows_of(campaigns, request.GET.get("page"))
    context["running"] = [campaign for campaign in context["rows"] if campaign.is_running]
    page_of, part = "accounts/campaign_list.html", "accounts/partials/campaign_rows.html"
    return page_or_fragment(request, page_of, part, context)


@EVERY
@page(can="accounts.open_campaign")
def campaign_open(request: HttpRequest) -> HttpResponse:
    form = forms.OpenCampaignForm(request.POST or None)

    def act() -> SkillCampaign:
        campaign = acts.open_campaign(actor=request.user, **form.values())
        messages.success(request, _("Opened. Everybody asked hears of it, once."))
        return campaign

    words = {
        "name": _("Open a campaign"),
        "sentence": _("Who is asked for their skill round, until when, and why?"),
        "save": _("Open it and ask them"),
        "hint": _("Each person sees how far they are; you see counts of units, never who has done it and who has not."),
        "back": reverse("accounts:campaign_list"),
        "back_name": _("Campaigns"),
    }
    return form_screen(request, form, act, words=words)


@require_GET
@on(SkillCampaign, can="accounts.view_campaign", select="for_list")
def campaign_page(request: HttpRequest, campaign: SkillCampaign) -> HttpResponse:
    """How far everybody asked is, and each unit: counts alone, as they were last published."""
    rows = progress_of(campaign)
    total, units = (rows[0], rows[1:]) if rows else (None, [])
    shown = upper(units, ROWS)
    context = {"campaign": campaign, "total": total, "rows": shown, "more": len(units) > len(shown), "k": policy().k}
    page_of, part = "accounts/campaign_page.html", "accounts/partials/campaign_progress.html"
    return page_or_fragment(request, page_of, part, context)


@EVERY
@on(SkillCampaign, can="accounts.extend_campaign")
def campaign_extend(request: HttpRequest, campaign: SkillCampaign) -> HttpResponse:
    form = forms.ExtendCampaignForm(request.POST or None, instance=campaign)

    def act() -> SkillCampaign:
        acts.extend_campaign(campaign, actor=request.user, **form.values())
        return campaign

    words = {
        "name": _("Extend the campaign"),
        "sentence": _("Until when may the round be done?"),
        "save": _("Extend it"),
        "hint": _("The one reminder goes three working days before the new end, unless it has gone already."),
        **_to(campaign),
    }
    return form_screen(request, form, act, words=words)


@EVERY
@on(SkillCampaign, can="accounts.end_campaign")
def campaign_end(request: HttpRequest, campaign: SkillCampaign) -> HttpResponse:
    form = forms.EndCampaignForm(request.POST or None, instance=campaign)

    def act() -> SkillCampaign:
        acts.end_campaign(campaign, actor=request.user, **form.values())
        return campaign

    words = {
        "name": _("End the campaign now"),
        "sentence": _("It goes from everybody's home. What was stated stays."),
        "save": _("End it now"),
        "danger": True,
        **_to(campaign),
    }
    return form_screen(request, form, act, words=words)


def _to(campaign: SkillCampaign) -> dict[str, Any]:
    return {"back": campaign.get_absolute_url(), "back_name": str(campaign)}
