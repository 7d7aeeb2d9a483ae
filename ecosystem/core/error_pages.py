"""Answers when something is not possible: a page in plain words, or for htmx a message that leaves the page as it is."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from ecosystem.core.htmx import wants_fragment
from ecosystem.core.rules import is_signed_in


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """handler400"""
    return _problem(request, 400, _("This request could not be read"), _("Go back, reload the page and try once more."))


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """handler403"""
    told = _("It belongs to another role, or to somebody else's team. If it should be yours, ask an administrator.")
    return _problem(request, 403, _("This is not open to you"), told)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """handler404: what somebody may not know of answers like what does not exist."""
    told = _("There is nothing here for you. It may have moved, ended, or not be shared with you.")
    return _problem(request, 404, _("Nothing here"), told)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """CSRF_FAILURE_VIEW: mostly a page that was open for very long."""
    told = _("This page was open for so long that its form is no longer valid. Reload it and send it again.")
    return _problem(request, 403, _("Please send it again"), told)


def refused(request: HttpRequest, sentence: Any) -> HttpResponse:
    """An act that the state does not allow, where no form could say so."""
    return _problem(request, 409, _("That is not possible now"), sentence)


def _problem(request: HttpRequest, status: int, title: Any, sentence: Any) -> HttpResponse:
    """For htmx nothing is swapped, so that what was typed stays; the sentence comes as a message.

    A refused act is then 422, which the browser does not offer to try again.
    """
    if hasattr(request, "htmx") and wants_fragment(request) and hasattr(request, "_messages"):
        messages.error(request, sentence)
        told: dict[str, Any] = {"messages": messages.get_messages(request), "oob": True}
        response = render(request, "partials/messages.html", told, status=422 if status == 409 else status)
        response["HX-Reswap"] = "none"
        return response
    signed_in = is_signed_in.test(getattr(request, "user", None))
    layout = "base.html" if signed_in else "base_signed_out.html"
    told = {"layout": layout, "signed_in": signed_in, "title": title, "sentence": sentence}
    return render(request, "core/problem.html", told, status=status)
