"""The kernel's own screens: search, definitions, style, operations, the mailbox of the demo, health."""

from typing import Any

from csp.constants import NONE, SELF
from csp.decorators import csp_replace, csp_update
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET, require_POST, require_safe

from ecosystem.core import metrics, operations
from ecosystem.core.actions import retry_mail, retry_message
from ecosystem.core.definitions import DEFINITIONS
from ecosystem.core.doors import on, open_to_all, page
from ecosystem.core.forms import as_typed
from ecosystem.core.htmx import fragment_or_redirect, page_or_fragment, wants_fragment
from ecosystem.core.mail import to_come
from ecosystem.core.models import OutboxMessage, OutgoingMail
from ecosystem.core.palette import grouped, jumps, signed, to_mark, while_typing
from ecosystem.core.policy import policy
from ecosystem.core.readiness import readiness
from ecosystem.core.search_misses import note_miss, where_to_ask
from ecosystem.core.search_page import page_of

MAILS_SHOWN = 50
LONGEST_QUERY = 200
WAITING_FOR_OPERATORS = [
    "core/partials/parked.html",
    "core/partials/operations_head.html",
    "core/partials/operations_figures.html",
]
MAIL_POLICY = {
    "script-src": [NONE],
    "connect-src": [NONE],
    "form-action": [NONE],
    "style-src": ["'unsafe-inline'"],
    "frame-ancestors": [SELF],
    "sandbox": [""],
}


@require_safe
@page(can="core.search")
def search(request: HttpRequest) -> HttpResponse:
    """As a fragment the hits of the palette while typing; as a page the results in full, where a miss is counted."""
    query = as_typed(request.GET, "q", LONGEST_QUERY).strip()
    kind, words = signed(query)
    context: dict[str, Any] = {"query": query, "words": words, "ask": where_to_ask(request.user, words)}
    context["pages"] = [] if kind else jumps(request, query)
    if wants_fragment(request):
        context |= while_typing(request.user, query, context["ask"])
    else:
        wanted = {name: request.GET.get(name, "") for name in ("kind", "skill", "trust")}
        results = page_of(request.user, words, wanted | ({"kind": kind} if kind else {}))
        context |= {"groups": grouped(results.hits), "near": grouped(results.near), "results": results}
        context |= {"count": results.found, "typed": to_mark(words, results.in_part), "marks": to_mark(words, True)}
        if words and not (results.found or results.narrowed or context["pages"]) and _is_meant(request):
            note_miss(request.user, words)
    return page_or_fragment(request, "core/search.html", "core/partials/search_hits.html", context)


@require_safe
@open_to_all
def opensearch(request: HttpRequest) -> HttpResponse:
    """How a browser searches here from its address bar; browsers fetch it without the session."""
    context = {
        "description": _("Search what your colleagues know and share"),
        "image": request.build_absolute_uri(static("img/logo.svg")),
        "search": request.build_absolute_uri(reverse("core:search")),
    }
    return render(request, "core/opensearch.xml", context, content_type="application/opensearchdescription+xml")


def _is_meant(request: HttpRequest) -> bool:
    """Not fetched ahead by a browser that guesses."""
    return "prefetch" not in request.headers.get("Sec-Purpose", "")


@require_safe
@page(can="core.view_definitions")
def definitions(request: HttpRequest) -> HttpResponse:
    return render(request, "core/definitions.html", {"definitions": DEFINITIONS})


@require_safe
@page(can="core.view_style")
def style(request: HttpRequest) -> HttpResponse:
    return render(request, "core/style.html")


@require_safe
@page(can="core.view_operations")
def operations_page(request: HttpRequest) -> HttpResponse:
    return render(request, "core/operations.html", operations.overview())


@require_POST
@on(OutboxMessage, can="core.retry_work")
def message_retry(request: HttpRequest, message: OutboxMessage) -> HttpResponse:
    retry_message(message, actor=request.user)
    return _parked(request)


@require_POST
@on(OutgoingMail, can="core.retry_work")
def mail_retry(request: HttpRequest, mail: OutgoingMail) -> HttpResponse:
    retry_mail(mail, actor=request.user)
    return _parked(request)


def _parked(request: HttpRequest) -> HttpResponse:
    context = {**operations.overview(), "oob": True}
    return fragment_or_redirect(request, WAITING_FOR_OPERATORS, context, to="core:operations")


@require_safe
@page(can="core.view_mailbox")
def mailbox(request: HttpRequest) -> HttpResponse:
    mails = OutgoingMail.objects.visible_to(request.user).order_by("-created_at")[:MAILS_SHOWN]
    context = {"mails": mails, "to_come": to_come(), "opens": policy().quiet_until}
    return render(request, "core/mailbox.html", context)


@require_safe
@csp_update({"frame-src": [SELF]})
@on(OutgoingMail, can="core.view_mailbox")
def mailbox_mail(request: HttpRequest, mail: OutgoingMail) -> HttpResponse:
    return render(request, "core/mailbox_mail.html", {"mail": mail})


@require_safe
@xframe_options_sameorigin
@csp_replace(MAIL_POLICY)
@on(OutgoingMail, can="core.view_mailbox")
def mailbox_html(request: HttpRequest, mail: OutgoingMail) -> HttpResponse:
    """The mail as mail programs show it: alone in a sandbox, where its inline styles may hold and nothing else."""
    return HttpResponse(mail.html)


@require_safe
@open_to_all
def health_live(request: HttpRequest) -> HttpResponse:
    """This process answers."""
    return JsonResponse({"status": "ok"})


@require_safe
@open_to_all
def health_ready(request: HttpRequest) -> HttpResponse:
    """This process can serve: database and migrations are there. How queue, work and scheduler do stands beside it."""
    ready, told = readiness()
    return JsonResponse({"status": "ok" if ready else "not ready", **told}, status=200 if ready else 503)


@require_GET
@open_to_all
def metrics_read(request: HttpRequest) -> HttpResponse:
    """For a program with the token; to anybody else there is no such page."""
    if not metrics.may_read(request):
        raise Http404
    return HttpResponse(metrics.exposition(), content_type="text/plain; version=0.0.4; charset=utf-8")
