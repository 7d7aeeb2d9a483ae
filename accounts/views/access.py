"""Who may do what: granted roles, and stand-ins."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.actions import access as acts
from accounts.forms import access as forms
from accounts.models import Delegation, RoleGrant
from accounts.querysets import line_managers
from accounts.views.screens import form_screen
from ecosystem.core.clock import today
from ecosystem.core.doors import on, page
from ecosystem.core.errors import Refused
from ecosystem.core.htmx import go, page_or_fragment

EVERY = require_http_methods(["GET", "POST"])
SHOWN = 200


# --- granted roles ---------------------------------------------------------------------------------------------------
@require_GET
@page(can="accounts.list_grants")
def grant_list(request: HttpRequest) -> HttpResponse:
    """Every grant that holds or will hold, and what waits for a decision."""
    grants = RoleGrant.objects.visible_to(request.user).for_list()
    context = {
        "proposed": grants.proposed().from_day(today())[:50],
        "granted": grants.from_day(today()).filter(confirmed_at__isnull=False, ended_by=None)[:SHOWN],
        "today": today(),
    }
    return page_or_fragment(request, "accounts/role_grant_list.html", "accounts/partials/role_grant_rows.html", context)


@EVERY
@page(can="accounts.grant_role")
def grant_add(request: HttpRequest) -> HttpResponse:
    form = forms.GrantForm(request.POST or None)

    def act() -> str:
        person = form.cleaned_data.pop("person")
        acts.grant_role(person, actor=request.user, **form.cleaned_data)
        messages.success(request, _("%(name)s has the role; all administrators see it.") % {"name": person})
        return reverse("accounts:grant_list")

    words = {
        "name": _("Grant a role"),
        "save": _("Grant"),
        "hint": _(
            "Whoever has a role needs a second factor at the next sign-in. Every grant is shown to all administrators."
        ),
        "back": reverse("accounts:grant_list"),
        "back_name": _("Access"),
    }
    return form_screen(request, form, act, words=words)


@require_POST
@on(RoleGrant, can="accounts.decide_grant")
def grant_confirm(request: HttpRequest, grant: RoleGrant) -> HttpResponse:
    acts.confirm_grant(grant, actor=request.user)
    return go(request, "accounts:grant_list")


@require_POST
@on(RoleGrant, can="accounts.decide_grant")
def grant_decline(request: HttpRequest, grant: RoleGrant) -> HttpResponse:
    acts.decline_grant(grant, actor=request.user)
    return go(request, "accounts:grant_list")


@require_POST
@on(RoleGrant, can="accounts.end_grant")
def grant_end(request: HttpRequest, grant: RoleGrant) -> HttpResponse:
    try:
        acts.end_grant(grant, actor=request.user)
    except Refused as refusal:
        messages.error(request, refusal.sentence)
        return go(request, "accounts:grant_list")
    return go(request, "accounts:grant_list" if grant.person_id != request.user.pk else "/")


# --- stand-ins -------------------------------------------------------------------------------------------------------
@require_GET
@page(can="accounts.list_delegations")
def delegation_list(request: HttpRequest) -> HttpResponse:
    """Who stands in for me, for whom I stand in, and who stands in for my line manager."""
    return page_or_fragment(
        request, "accounts/delegation_list.html", "accounts/partials/delegation_rows.html", delegations(request)
    )


def delegations(request: HttpRequest) -> dict[str, Any]:
    person = request.user
    coming = Delegation.objects.visible_to(person).coming()
    return {
        "given": coming.filter(manager=person)[:20],
        "held": coming.filter(delegate=person)[:20],
        "for_my_manager": coming.filter(manager__in=line_managers(person)).exclude(delegate=person)[:20],
        "today": today(),
    }


@EVERY
@page(can="accounts.name_stand_in")
def delegation_add(request: HttpRequest) -> HttpResponse:
    """Name a stand-in, after seeing what they will be able to see and do."""
    form = forms.StandInForm(request.POST or None, manager=request.user)

    def act() -> str:
        delegation = acts.name_stand_in(request.user, actor=request.user, **form.cleaned_data)
        messages.success(request, _("%(name)s stands in for you; your team sees it.") % {"name": delegation.delegate})
        return reverse("accounts:delegation_list")

    words = {
        "name": _("Name a stand-in"),
        "save": _("Name the stand-in"),
        "back": reverse("accounts:delegation_list"),
        "back_name": _("Stand-ins"),
    }
    page_of, part = "accounts/delegation_form.html", "accounts/partials/form.html"
    return form_screen(request, form, act, words=words, page=page_of, fragment=part)


@require_POST
@on(Delegation, can="accounts.end_delegation")
def delegation_end(request: HttpRequest, delegation: Delegation) -> HttpResponse:
    acts.end_delegation(delegation, actor=request.user)
    messages.success(request, _("The stand-in has ended."))
    return go(request, "accounts:delegation_list")
