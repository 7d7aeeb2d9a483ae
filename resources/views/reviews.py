"""Peer review: ask a colleague, write it along the template, decline."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ecosystem.core.doors import SignedIn, on
from ecosystem.core.errors import Refused, Stale
from ecosystem.core.htmx import fragment_or_redirect, go, invalid, page_or_fragment
from resources.actions import reviews as acts
from resources.forms.edits import VersionForm
from resources.forms.reviews import AskReviewForm, ReviewForm
from resources.models import Resource, Review

PAGE, CARD = "resources/review_page.html", "resources/partials/review_card.html"
ASK_PAGE, ASK = "resources/review_ask.html", "resources/partials/review_ask_form.html"


@require_http_methods(["GET", "POST"])
@on(Resource, can="resources.edit_resource")
def review_ask(request: SignedIn, resource: Resource) -> HttpResponse:
    form = AskReviewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            acts.ask_review(resource, actor=request.user, **form.cleaned_data)
            messages.success(request, _("Asked. You hear when the review is written."))
            return go(request, resource)
        except Refused as refusal:
            form.refuse(refusal)
    answer = invalid if form.is_bound else page_or_fragment
    return answer(request, ASK_PAGE, ASK, {"resource": resource, "form": form})


@require_GET
@on(Review, can="resources.view_review", select="for_page")
def review_page(request: SignedIn, review: Review) -> HttpResponse:
    return page_or_fragment(request, PAGE, CARD, _context(review))


@require_POST
@on(Review, can="resources.write_review", select="for_page")
def review_write(request: SignedIn, review: Review) -> HttpResponse:
    return _answer(request, review, ReviewForm(request.POST), acts.write_review)


@require_POST
@on(Review, can="resources.write_review", select="for_page")
def review_decline(request: SignedIn, review: Review) -> HttpResponse:
    return _answer(request, review, VersionForm(request.POST), acts.decline_review)


def _context(review: Review, form: Any = None) -> dict[str, Any]:
    start = {"version": review.version, "number": review.resource.number}
    return {"review": review, "form": form or ReviewForm(initial=start)}


def _answer(request: HttpRequest, review: Review, form: Any, act: Any) -> HttpResponse:
    if form.is_valid():
        try:
            act(review, actor=request.user, **form.cleaned_data)
            return fragment_or_redirect(request, CARD, _context(review), to=review)
        except Refused as refusal:
            form.refuse(refusal)
        except Stale as stale:
            form.add_error(None, stale.sentence)
    shown = form if isinstance(form, ReviewForm) else None
    return invalid(request, PAGE, CARD, _context(review, shown) | {"errors": form})
