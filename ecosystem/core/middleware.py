"""What surrounds every request: compression, policy and time zone, who is still in, messages beside fragments, refusals as pages."""

import logging
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME, SESSION_KEY
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import resolve_url
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from ecosystem.core import policy, second_factor
from ecosystem.core.error_pages import refused
from ecosystem.core.errors import Refused, Stale
from ecosystem.core.htmx import go, wants_fragment
from ecosystem.core.outage import is_collision

COLLIDED = _("The same was done at this very moment. Reload the page to see how it stands.")
log = logging.getLogger(__name__)
GetResponse = Callable[[HttpRequest], HttpResponseBase]


class CompressedText(GZipMiddleware):
    """Pages, fragments and exports travel compressed, with bytes of chance in them, so that their length tells nothing of what is
    in them (BREACH). Images and files are as small as they get: they go as they are stored."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        kind = response.headers.get("Content-Type", "")
        return (
            super().process_response(request, response) if kind.startswith(("text/", "application/json")) else response
        )


class RequestScope:
    """Outside: reads the policy once, keeps answers out of caches, ends the session of somebody who may no longer be in."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with policy.scope():
            try:
                response = self.get_response(request)
            finally:
                timezone.deactivate()
            _end_dead_session(request)
            response.headers.setdefault("Cache-Control", "no-store")
            return _sign_in_by_htmx(request, response)


class SignedIn:
    """Inside, when the person is known: time zone, the gate of the second factor, refusals, messages out of band."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return _with_messages(request, self.get_response(request))

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponseBase | None:
        if any("\x00" in str(part) for part in kwargs.values()):
            raise Http404  # views of others would ask PostgreSQL for it, which takes no NUL
        if not getattr(view, "login_required", True) or not request.user.is_authenticated:
            return None
        request.user = getattr(request, "_cached_user", request.user)  # itself: its lazy wrapper makes each look dear
        timezone.activate(request.user.zone)
        where = second_factor.gate(request)
        return go(request, where) if where else None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponseBase | None:
        """What no view turned into a form error is still a sentence for the person, not a breakdown."""
        if is_collision(error):
            log.warning("collided", exc_info=error)
            return refused(request, COLLIDED)
        return refused(request, error.sentence) if isinstance(error, (Refused, Stale)) else None


def _end_dead_session(request: HttpRequest) -> None:
    """A session whose person may no longer sign in is ended for good: it does not revive with the person."""
    asked = hasattr(request, "_cached_user")
    if asked and not request.user.is_authenticated and SESSION_KEY in request.session:
        request.session.flush()


def _sign_in_by_htmx(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """A fragment request of somebody signed out leads the whole page to sign-in, and back to that page."""
    target = urlsplit(response.headers.get("Location", ""))
    sign_in = resolve_url(settings.LOGIN_URL)
    if request.headers.get("HX-Request") != "true" or response.status_code != 302 or target.path != sign_in:
        return response
    back = request.headers.get("HX-Current-URL", "")
    here = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    query = f"?{urlencode({REDIRECT_FIELD_NAME: _path(back)})}" if here else ""
    return HttpResponse(status=204, headers={"HX-Redirect": sign_in + query, "Cache-Control": "no-store"})


def _path(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def _with_messages(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """Messages travel beside the fragment that was asked for; a redirect leaves them to the page that follows."""
    waiting = getattr(request, "_messages", ())
    if response.status_code in {200, 409, 422} and wants_fragment(request) and not response.streaming and len(waiting):
        told = {"messages": messages.get_messages(request), "oob": True}
        response.write(render_to_string("partials/messages.html", told, request))
    return response
