"""Before anything else an installation is set up; on the way to an identity provider a page of ours hands over."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from accounts.policy import read_policy

_known = False
OPEN = ("/setup/", "/healthz", "/metrics", "/static/")
SIGN_IN = "/accounts/"


class SetUpFirst:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path.startswith(OPEN) or is_set_up():
            return self.get_response(request)
        return HttpResponseRedirect(reverse("accounts:setup"))


class HandOver:
    """To sign in elsewhere takes a POST, and our policy lets a form lead nowhere but here, redirects included.

    So the answer is a page that goes on by itself: that is no form any more, wherever the provider leads from there.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if not (request.method == "POST" and request.path.startswith(SIGN_IN) and response.status_code == 302):
            return response
        way = urlsplit(response["Location"])
        if way.scheme not in {"http", "https"} or way.netloc == request.get_host():
            return response
        page = render(request, "account/hand_over.html", {"address": response["Location"], "host": way.netloc})
        page.cookies, page["Cache-Control"] = response.cookies, "no-store"
        return page


def is_set_up() -> bool:
    """Asked until it is so, then never again by this process."""
    global _known
    if not _known:
        organisation = read_policy()
        _known = organisation is not None and organisation.set_up_at is not None
    return _known


def forget() -> None:
    """Ask again: for tests that begin with an empty installation."""
    global _known
    _known = False
