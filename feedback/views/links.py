"""Answers from a mail, without signing in: GET asks, POST acts, as the person whom the link was sent to and by their rights."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from ecosystem.core.doors import open_to_all
from ecosystem.core.errors import Refused
from ecosystem.core.rules import allows
from feedback.actions.needs import claim_need, tell_whether_it_helped
from feedback.actions.steps import in_two_weeks
from feedback.forms.needs import HelpedForm
from feedback.links import CLAIM, HELPED, asked_by
from feedback.models import Need

READ_OR_POST = ["GET", "HEAD", "POST"]
BROKEN = "notifications/link_broken.html"


@require_http_methods(READ_OR_POST)
@open_to_all
def link_helped(request: HttpRequest, token: str) -> HttpResponse:
    """Did it help? Shows nothing of the need: the words stand in the mail."""
    found = asked_by(HELPED, token)
    if found is None or not found[1].reporters.filter(person=found[0]).exists():
        return render(request, BROKEN, status=404)
    person, need = found
    is_asked = need.closed_at is None and allows(person, "feedback.tell_whether_it_helped", need)
    form = HelpedForm(request.POST if request.method == "POST" and is_asked else None)
    done = form.is_bound and form.is_valid()
    if done:
        tell_whether_it_helped(need, actor=person, **form.cleaned_data)
    context = {"form": form, "done": done, "is_asked": is_asked}
    return render(request, "feedback/link_helped.html", context, status=422 if form.errors else 200)


@require_http_methods(READ_OR_POST)
@open_to_all
def link_claim(request: HttpRequest, token: str) -> HttpResponse:
    """Could you answer it? One button; whoever was quicker stays the one who makes it."""
    found = asked_by(CLAIM, token)
    if found is None:
        return render(request, BROKEN, status=404)
    person, need = found
    mine = need.status == Need.Status.CLAIMED and need.claimed_by_id == person.pk
    if request.method == "POST" and not mine and allows(person, "feedback.claim_need", need):
        try:
            claim_need(need, actor=person, version=need.version)
            mine = True
        except Refused:
            need.refresh_from_db()
    open_still = allows(person, "feedback.claim_need", need)
    context = {"need": need, "mine": mine, "open_still": open_still, "due_on": need.due_on if mine else in_two_weeks()}
    return render(request, "feedback/link_claim.html", context)
