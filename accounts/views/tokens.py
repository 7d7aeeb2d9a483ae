"""Personal tokens on My settings: made and shown once, listed, revoked."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_GET, require_POST

from accounts.actions import tokens as acts
from accounts.forms.tokens import TokenForm
from accounts.models import AccessToken
from ecosystem.core.clock import today
from ecosystem.core.doors import on, page
from ecosystem.core.errors import Refused
from ecosystem.core.htmx import fragment_or_redirect, invalid, page_or_fragment

PAGE, PART = "accounts/token_list.html", "accounts/partials/token_rows.html"


@require_GET
@page(can="accounts.make_token")
def token_list(request: HttpRequest) -> HttpResponse:
    return page_or_fragment(request, PAGE, PART, _context(request, TokenForm()))


@sensitive_variables("secret", "context")
@require_POST
@page(can="accounts.make_token")
def token_make(request: HttpRequest) -> HttpResponse:
    """The answer to the form is the only page that ever shows the secret."""
    form = TokenForm(request.POST)
    if form.is_valid():
        try:
            token, secret = acts.make_token(actor=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            context = {**_context(request, TokenForm()), "made": token, "secret": secret}
            return page_or_fragment(request, PAGE, PART, context)
    return invalid(request, PAGE, PART, _context(request, form))


@require_POST
@on(AccessToken, can="accounts.revoke_token")
def token_revoke(request: HttpRequest, token: AccessToken) -> HttpResponse:
    acts.revoke_token(token, actor=request.user)
    return fragment_or_redirect(request, PART, _context(request, TokenForm()), to="accounts:token_list")


def _context(request: HttpRequest, form: TokenForm) -> dict:
    tokens = AccessToken.objects.visible_to(request.user).live(today()).order_by("-created_at")
    return {"tokens": tokens, "form": form}
