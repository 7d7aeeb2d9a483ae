"""The library from outside its pages: read by programs with a personal token, asked from Slack, kept from any page."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from accounts.token_doors import by_token
from ecosystem.core.doors import open_to_all, page
from ecosystem.core.forms import as_typed
from ecosystem.core.search import find_in_part, find_text
from resources.models import Resource
from resources.outside import as_json, bookmarklet, hit_json, slack_answer, slack_signed

HITS = 50
LONGEST_QUERY = 200


@require_GET
@page(can="resources.share_resource")
def keep(request: HttpRequest) -> HttpResponse:
    """How to search, keep and read from elsewhere."""
    new = request.build_absolute_uri(reverse("resources:resource_new"))
    context = {"bookmarklet": bookmarklet(new), "slack": bool(settings.SLACK_SIGNING_SECRET)}
    return render(request, "resources/keep.html", context)


@require_GET
@by_token(can="core.search")
def api_search(request: HttpRequest) -> HttpResponse:
    """What the page of results would show the person, the best first: `?q=words`, optionally `&kind=resource`.

    `in_part` stands beside hits that have some of the words only.
    """
    query = as_typed(request.GET, "q", LONGEST_QUERY)
    asked = (request.user, query, HITS, request.GET.get("kind", "")[:40])
    hits = find_text(*asked)
    in_part = [] if hits else find_in_part(*asked)
    told = {"hits": [hit_json(request, hit) for hit in hits or in_part]}
    return JsonResponse(told | {"in_part": True} if in_part else told)


@require_GET
@by_token(Resource, can="resources.view_resource", select="for_page")
def api_resource(request: HttpRequest, resource: Resource) -> HttpResponse:
    """One resource with its text."""
    return JsonResponse(as_json(request, resource))


@csrf_exempt
@require_POST
@open_to_all
def slack_learn(request: HttpRequest) -> HttpResponse:
    """`/learn words` in Slack. Nobody is signed in there: found is only what every colleague may read."""
    if not slack_signed(request):
        return _plain("This request does not come from your Slack.", 403)
    words = as_typed(request.POST, "text", LONGEST_QUERY).strip()
    return JsonResponse(slack_answer(request, words))


def _plain(sentence: str, status: int) -> Any:
    return HttpResponse(sentence, status=status, content_type="text/plain; charset=utf-8")
