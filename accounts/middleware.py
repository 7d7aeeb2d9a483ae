"""Before anything else an installation is set up: until then every page leads there."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

from accounts.policy import read_policy

_known = False
OPEN = ("/setup/", "/healthz", "/static/")


class SetUpFirst:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path.startswith(OPEN) or is_set_up():
            return self.get_response(request)
        return HttpResponseRedirect(reverse("accounts:setup"))


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
