"""The first-run page of an empty installation."""

import hmac
from ipaddress import ip_address

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from accounts.actions.organisation import mail_test_told, send_test_mail, set_up_organisation
from accounts.forms.organisation import SetUpForm
from accounts.middleware import is_set_up
from accounts.policy import read_policy
from ecosystem.core.doors import open_to_all, page
from ecosystem.core.errors import Refused
from ecosystem.core.htmx import invalid, page_or_fragment
from ecosystem.core.mail import has_server

PAGE, PART = "accounts/setup.html", "accounts/partials/setup_form.html"


@sensitive_post_parameters("password", "mail_url", "token")
@require_http_methods(["GET", "POST"])
@open_to_all
def setup(request: HttpRequest) -> HttpResponse:
    """First administrator and organisation. Only until that is done; from elsewhere only with the token that `serve` prints."""
    if is_set_up():
        raise Http404
    token = request.POST.get("token") or request.GET.get("token", "")
    if not is_allowed(request, token):
        return page_or_fragment(
            request, "accounts/setup_closed.html", "accounts/partials/setup_closed.html", {}, status=403
        )
    form = SetUpForm(request.POST or None, initial={"token": token, "time_zone": "UTC"})
    if request.method == "POST" and form.is_valid():
        try:
            return _begin(request, form)
        except Refused as refusal:
            form.refuse(refusal)
    answer = invalid if form.is_bound else page_or_fragment
    return answer(request, PAGE, PART, {"form": form})


def _begin(request: HttpRequest, form: SetUpForm) -> HttpResponse:
    """Set up, send the test mail where a server was entered, and let the first administrator in."""
    person = set_up_organisation(**form.acts())
    if form.cleaned_data["mail_url"]:
        send_test_mail(read_policy(), actor=person)
        messages.info(request, _("A test mail to %(address)s is on its way.") % {"address": person.email})
    record_authentication(request, person, method="password", reauthenticated=True)
    return perform_login(request, person, redirect_url=reverse("accounts:setup_next"))


@require_GET
@page(can="accounts.change_policy")
def setup_next(request: HttpRequest) -> HttpResponse:
    """What to do first: a second factor, then people by file or by hand."""
    context = {"has_mail": has_server(), **mail_test_told(request.user)}
    return page_or_fragment(request, "accounts/setup_next.html", "accounts/partials/setup_next.html", context)


def is_allowed(request: HttpRequest, token: str) -> bool:
    """With the token where there is one; without, only on this machine."""
    if settings.SETUP_TOKEN:
        return hmac.compare_digest(token.encode(), settings.SETUP_TOKEN.encode())
    try:
        nearby = ip_address(request.META.get("REMOTE_ADDR") or "::1").is_loopback
    except ValueError:
        nearby = False
    return settings.LOOPBACK and nearby and "HTTP_X_FORWARDED_FOR" not in request.META
