"""Ask somebody who knows to write it down: the prepared request, its page, and the answers to it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import Skill
from ecosystem.core.clock import today
from ecosystem.core.doors import SignedIn, on, page
from ecosystem.core.errors import Refused, Stale
from ecosystem.core.htmx import go, invalid, page_or_fragment
from resources.actions import recruiting as acts
from resources.experts import experts_for
from resources.forms.library import VersionForm
from resources.forms.recruiting import KINDS, AboutForm, AskToWriteForm, DeclineForm
from resources.models import WritingRequest
from resources.outlines import prepare

ASK, ASK_FORM = "resources/writing_ask.html", "resources/partials/writing_ask_form.html"
PAGE, CARD = "resources/writing_page.html", "resources/partials/writing_card.html"


@require_http_methods(["GET", "POST"])
@page(can="resources.ask_to_write")
def writing_ask(request: SignedIn) -> HttpResponse:
    """About which skill (`?skill=`, by number or name) and of which kind; then whom, outline, time and day, prepared."""
    about = AboutForm(request.POST if request.method == "POST" else request.GET)
    asked = about.cleaned_data if about.is_valid() else {}
    skill, kind = asked.get("skill"), asked.get("kind", "how_to")
    if skill is None:
        names = Skill.objects.current().order_by("name").values_list("name", flat=True)[:1000]
        wrong = bool(about.errors) or request.method == "POST"
        unknown: dict[str, Any] = {"about": about if about.errors else AboutForm(), "skill": None, "skill_names": names}
        return (invalid if wrong else page_or_fragment)(request, ASK, ASK_FORM, unknown)
    experts = experts_for(skill, request.user)
    form = AskToWriteForm(request.POST or None, experts=experts, initial=_prepared(request, skill, kind))
    if request.method == "POST" and form.is_valid():
        try:
            made = acts.ask_to_write(skill, actor=request.user, kind=kind, **form.cleaned_data)
            messages.success(request, _("Asked. You hear what became of it."))
            return go(request, made)
        except Refused as refusal:
            form.refuse(refusal)
    context = {"skill": skill, "kind": kind, "kinds": KINDS, "experts": experts, "form": form}
    return (invalid if form.is_bound else page_or_fragment)(request, ASK, ASK_FORM, context)


def _prepared(request: SignedIn, skill: Skill, kind: str) -> dict[str, Any]:
    return prepare(skill, today(), kind).values() if request.method != "POST" else {}


@require_GET
@on(WritingRequest, can="resources.view_request", select="for_page")
def writing_page(request: SignedIn, asked: WritingRequest) -> HttpResponse:
    return page_or_fragment(request, PAGE, CARD, _context(asked))


@require_POST
@on(WritingRequest, can="resources.answer_request", select="for_page")
def writing_accept(request: SignedIn, asked: WritingRequest) -> HttpResponse:
    """On to the draft, which begins with the outline."""
    form = VersionForm(request.POST)
    if form.is_valid():
        try:
            draft = acts.accept_request(asked, actor=request.user, **form.cleaned_data)
            messages.success(request, _("Thank you. The outline is your draft; publish it when it is ready."))
            return go(request, reverse("resources:resource_edit", args=[draft.pk]))
        except Refused as refusal:
            form.add_error(None, str(refusal.sentence))
        except Stale as stale:
            form.add_error(None, stale.sentence)
    return invalid(request, PAGE, CARD, _context(asked) | {"errors": form})


@require_POST
@on(WritingRequest, can="resources.answer_request", select="for_page")
def writing_decline(request: SignedIn, asked: WritingRequest) -> HttpResponse:
    form = DeclineForm(request.POST)
    if form.is_valid():
        try:
            acts.decline_request(asked, actor=request.user, **form.cleaned_data)
            messages.success(request, _("Declined. L&D reads your answer."))
            return go(request, asked)
        except Refused as refusal:
            form.refuse(refusal)
        except Stale as stale:
            form.add_error(None, stale.sentence)
    return invalid(request, PAGE, CARD, _context(asked) | {"form": form, "errors": form})


@require_POST
@on(WritingRequest, can="resources.withdraw_request", select="for_page")
def writing_withdraw(request: SignedIn, asked: WritingRequest) -> HttpResponse:
    form = VersionForm(request.POST)
    if form.is_valid():
        try:
            acts.withdraw_request(asked, actor=request.user, **form.cleaned_data)
            messages.success(request, _("Withdrawn; whoever had heard of it hears that too."))
            return go(request, reverse("resources:garden"))
        except Refused as refusal:
            form.add_error(None, str(refusal.sentence))
        except Stale as stale:
            form.add_error(None, stale.sentence)
    return invalid(request, PAGE, CARD, _context(asked) | {"errors": form})


def _context(asked: WritingRequest) -> dict[str, Any]:
    return {"asked": asked, "form": DeclineForm(initial={"version": asked.version})}
