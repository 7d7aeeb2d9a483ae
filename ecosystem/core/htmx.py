"""Pages and fragments: the view, never a request parameter, chooses what is answered."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers

from ecosystem.core.forms import as_typed

Fragment = str | Sequence[str]
LONGEST_TYPED = 120


def wants_fragment(request: HttpRequest) -> bool:
    """A swap of a part of the page: not a boosted link, not the restoring of history, not a whole body."""
    htmx: Any = getattr(request, "htmx")  # noqa: B009 - set by middleware, unknown to the types
    whole = htmx.boosted or htmx.history_restore_request or htmx.request_type == "full"
    return bool(htmx) and not whole


def typed_so_far(request: HttpRequest) -> tuple[str, str]:
    """The name of the field that asks for proposals while somebody types, and what stands in it."""
    field = request.GET.get("field", "")
    return field, as_typed(request.GET, field, LONGEST_TYPED)


def page_or_fragment(
    request: HttpRequest, page: str, fragment: Fragment, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """The whole page, or for htmx the fragment alone (several fragments: the first is the target, others out of band)."""
    if wants_fragment(request):
        return _vary(HttpResponse(_joined(request, fragment, context), status=status))
    return _vary(render(request, page, context, status=status))


def fragment_or_redirect(request: HttpRequest, fragment: Fragment, context: dict[str, Any], to: Any) -> HttpResponse:
    """After a POST: the changed fragment, or without JavaScript a redirect to `to` (an address, or an object with one)."""
    if wants_fragment(request):
        return _vary(HttpResponse(_joined(request, fragment, context)))
    return _vary(HttpResponseRedirect(resolve_url(to)))


def go(request: HttpRequest, to: Any) -> HttpResponse:
    """Leave for another page after a POST, from a form with or without htmx."""
    if wants_fragment(request):
        return _vary(HttpResponse(status=204, headers={"HX-Redirect": resolve_url(to)}))
    return _vary(HttpResponseRedirect(resolve_url(to)))


def invalid(request: HttpRequest, page: str, fragment: Fragment, context: dict[str, Any]) -> HttpResponse:
    """The same form again, with its errors and what was typed: 422."""
    return page_or_fragment(request, page, fragment, context, status=422)


def _joined(request: HttpRequest, fragment: Fragment, context: dict[str, Any]) -> str:
    names = [fragment] if isinstance(fragment, str) else fragment
    return "".join(render_to_string(name, context, request) for name in names)


def _vary(response: HttpResponse) -> HttpResponse:
    patch_vary_headers(response, ["HX-Request"])
    return response
