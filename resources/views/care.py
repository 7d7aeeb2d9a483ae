"""Care of a resource: vouch, react, answer doubts, hand on, put forward; and what needs its author."""

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ecosystem.core.doors import SignedIn, on, page
from ecosystem.core.errors import Refused, Stale
from ecosystem.core.forms import Form
from ecosystem.core.htmx import fragment_or_redirect, go, invalid, page_or_fragment
from ecosystem.core.templatetags.ui import short_date
from resources.actions import care as acts
from resources.actions import picks
from resources.attention import attention_of
from resources.care_panel import care_of
from resources.forms.care import AnswerDoubtForm, HandOnForm, PickForm, ReactForm, VerifyForm
from resources.models import Pick, Reaction, Resource

EVERY = require_http_methods(["GET", "POST"])
CARE, CARE_PART = "resources/resource_care.html", "resources/partials/care.html"
HAND_ON, HAND_ON_FORM = "resources/resource_hand_on.html", "resources/partials/hand_on_form.html"
PICK, PICK_FORM = "resources/resource_pick.html", "resources/partials/pick_form.html"
ATTENTION, ATTENTION_LIST = "resources/attention_list.html", "resources/partials/attention_list.html"


@require_POST
@on(Resource, can="resources.verify_resource", select="for_page")
def resource_verify(request: SignedIn, resource: Resource) -> HttpResponse:
    form = VerifyForm(request.POST)
    if form.is_valid():
        try:
            acts.verify_resource(resource, actor=request.user, **form.cleaned_data)
            messages.success(request, _("Verified: it counts as fresh again, and who called it outdated is told."))
            listed = request.POST.get("next") == "attention"
            return go(request, reverse("resources:attention_list") if listed else resource)
        except Refused as refusal:
            form.refuse(refusal)
    return _care(request, resource, form, verify_form=form)


@require_POST
@on(Resource, can="resources.react", select="for_page")
def resource_react(request: SignedIn, resource: Resource) -> HttpResponse:
    """One tap says it, another takes it back; a reason may follow."""
    form = ReactForm(request.POST)
    if not form.is_valid():
        return _care(request, resource, form, react_form=form)
    entered = form.cleaned_data
    if entered["take_back"]:
        acts.take_back_reaction(resource, actor=request.user, kind=entered["take_back"])
    else:
        acts.react(resource, actor=request.user, kind=entered["kind"], reason=entered["reason"])
    return fragment_or_redirect(request, CARE_PART, care_of(resource, request.user), to=resource)


def _care(request: SignedIn, resource: Resource, wrong: Form, **forms: Form) -> HttpResponse:
    return invalid(request, CARE, CARE_PART, care_of(resource, request.user, wrong=wrong, **forms))


@require_POST
@on(Reaction, can="resources.answer_reaction")
def reaction_answer(request: SignedIn, reaction: Reaction) -> HttpResponse:
    form = AnswerDoubtForm(request.POST)
    if form.is_valid():
        try:
            acts.answer_reaction(reaction, actor=request.user, **form.cleaned_data)
            messages.success(request, _("Answered; they are told."))
            return go(request, reverse("resources:attention_list"))
        except Stale as stale:
            form.refuse(Refused(stale.sentence))
    context = attention_of(request.user, wrong=form, about=reaction.pk)
    return invalid(request, ATTENTION, ATTENTION_LIST, context)


@EVERY
@on(Resource, can="resources.choose_authors", select="for_list")
def resource_hand_on(request: SignedIn, resource: Resource) -> HttpResponse:
    form = HandOnForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            acts.hand_on_resource(resource, actor=request.user, to=form.cleaned_data["to"])
            messages.success(request, _("Handed on; they are told."))
            return go(request, resource)
        except Refused as refusal:
            form.refuse(refusal)
    answer = invalid if form.is_bound else page_or_fragment
    return answer(request, HAND_ON, HAND_ON_FORM, {"resource": resource, "form": form})


@EVERY
@on(Resource, can="resources.pick_resource", select="for_list")
def resource_pick(request: SignedIn, resource: Resource) -> HttpResponse:
    form = PickForm(request.POST or None, resource=resource, person=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            pick = picks.pick_resource(resource, actor=request.user, **form.cleaned_data)
            messages.success(request, _("Put forward, with your name and reason."))
            for other in pick.made_room:
                words = _("“%(title)s” makes room for it on home; it stays marked in the library until %(day)s.")
                messages.info(request, words % {"title": other.resource, "day": short_date(other.until)})
            return go(request, resource)
        except Refused as refusal:
            form.refuse(refusal)
    answer = invalid if form.is_bound else page_or_fragment
    return answer(request, PICK, PICK_FORM, {"resource": resource, "form": form})


@require_POST
@on(Pick, can="resources.end_pick")
def pick_end(request: SignedIn, pick: Pick) -> HttpResponse:
    resource = pick.resource
    listed = request.POST.get("next") == "library"
    picks.end_pick(pick, actor=request.user)
    messages.success(request, _("It is not put forward any more."))
    return go(request, reverse("resources:resource_list") if listed else resource)


@require_GET
@page(can="resources.tend_own")
def attention_list(request: SignedIn) -> HttpResponse:
    """What one shares that needs one: a day that passed, doubts, a poor score, an address that answers no more."""
    return page_or_fragment(request, ATTENTION, ATTENTION_LIST, attention_of(request.user))
