"""The way in: inviting people, printing codes, accepting an invitation."""

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from allauth.core import ratelimit
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import by_provider
from accounts.actions import invitations as acts
from accounts.forms.access import CodeForm, PasswordForm
from accounts.forms.people import PeopleChoiceForm
from accounts.models import Invitation, Person
from accounts.views.screens import rows_of
from ecosystem.core.doors import on, open_to_all, page
from ecosystem.core.errors import Refused
from ecosystem.core.htmx import go, page_or_fragment
from ecosystem.core.mail import has_server
from ecosystem.core.policy import policy
from ecosystem.core.rules import allows

GUESSES = "reset_password_from_key"  # allauth's limit for choosing a password with a key


@require_GET
@page(can="accounts.list_invitations")
def invitation_list(request: HttpRequest) -> HttpResponse:
    """Who has not been in yet, and since when an invitation waits."""
    people = _outside(request).for_invitations()
    context = {
        **rows_of(people, request.GET.get("page")),
        "total": _outside(request).count(),
        "has_mail": has_server(),
    }
    return page_or_fragment(request, "accounts/invitation_list.html", "accounts/partials/invitation_rows.html", context)


@require_POST
@on(Person, can="accounts.invite_person")
def person_invite(request: HttpRequest, person: Person) -> HttpResponse:
    acts.invite_person(person, actor=request.user)
    messages.success(request, _("The invitation to %(name)s is on its way.") % {"name": person})
    return go(request, "accounts:invitation_list")


@require_POST
@page(can="accounts.list_invitations")
def invitation_send(request: HttpRequest) -> HttpResponse:
    """Invite everybody who is ticked."""
    chosen = _chosen(request)
    for person in chosen:
        acts.invite_person(person, actor=request.user)
    n = len(chosen)
    messages.success(
        request, ngettext("%(n)d invitation is on its way.", "%(n)d invitations are on their way.", n) % {"n": n}
    )
    return go(request, "accounts:invitation_list")


@require_POST
@page(can="accounts.list_invitations")
def invitation_print(request: HttpRequest) -> HttpResponse:
    """Codes on paper for everybody who is ticked: shown once."""
    printed = acts.print_invitations(_chosen(request), actor=request.user)
    context = {"printed": printed, "organisation": policy().name}
    return page_or_fragment(
        request, "accounts/invitation_print.html", "accounts/partials/invitation_codes.html", context
    )


@require_http_methods(["GET", "POST"])
@open_to_all
def invitation_enter(request: HttpRequest) -> HttpResponse:
    """Type the code that stands on the paper."""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        code = form.cleaned_data["code"]
        if acts.find_invitation(code):
            return redirect("accounts:invitation_accept", code=acts.letters_of(code))
        if limited := ratelimit.consume_or_429(request, action=GUESSES):
            return limited
        form.add_error("code", _("This code is not known, was used or has expired. Ask for a new one."))
    status = 422 if form.is_bound else 200
    return page_or_fragment(
        request, "accounts/invitation_enter.html", "accounts/partials/door_form.html", {"form": form}, status=status
    )


@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
@open_to_all
def invitation_accept(request: HttpRequest, code: str) -> HttpResponse:
    """Choose a password and be in."""
    invitation = acts.find_invitation(code)
    if invitation is None and (limited := ratelimit.consume_or_429(request, action=GUESSES)):
        return limited
    if by_provider.is_only_way():
        return _lead_to_provider(request, invitation)
    form = PasswordForm(request.POST or None, person=invitation and invitation.person)
    if invitation and request.method == "POST" and form.is_valid():
        try:
            return _let_in(request, invitation, form.cleaned_data["password"])
        except Refused:
            invitation = None
    context = {"form": form, "invitation": invitation, "organisation": policy().name}
    status = 422 if form.is_bound else 200
    page_of, part = "accounts/invitation_accept.html", "accounts/partials/door_form.html"
    return page_or_fragment(request, page_of, part, context, status=status if invitation else 410)


def _lead_to_provider(request: HttpRequest, invitation: Invitation | None) -> HttpResponse:
    """No password here: the code is kept until the provider has said who came with it."""
    if invitation:
        by_provider.remember(request, invitation)
    context = {"invitation": invitation, "organisation": policy().name}
    page_of, part = "accounts/invitation_provider.html", "accounts/partials/provider_ways.html"
    return page_or_fragment(request, page_of, part, context, status=200 if invitation else 410)


def _let_in(request: HttpRequest, invitation: Invitation, password: str) -> HttpResponse:
    person = acts.accept_invitation(invitation, password=password)
    messages.success(request, _("Welcome, %(name)s.") % {"name": person.first_name})
    record_authentication(request, person, method="password", reauthenticated=True)
    return perform_login(request, person)


def _outside(request: HttpRequest):
    """Those whom this person may invite at all; an administrator may invite everybody."""
    people = Person.objects.visible_to(request.user).shown("outside")
    return people if allows(request.user, "accounts.invite_anybody") else people.kept_by(request.user)


def _chosen(request: HttpRequest) -> list[Person]:
    """Those who are ticked, or the one beside whose name the button stands."""
    data = request.POST.copy()
    if alone := data.getlist("only"):
        data.setlist("people", alone)
    form = PeopleChoiceForm(data, among=_outside(request))
    if not form.is_valid():
        return []
    people = form.cleaned_data["people"][:50]
    return [person for person in people if allows(request.user, "accounts.invite_person", person)]
