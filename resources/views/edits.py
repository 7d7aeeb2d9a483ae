"""Proposals: word a resource differently, see both side by side, take it or not."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ecosystem.core.doors import SignedIn, on
from ecosystem.core.errors import Refused, Stale
from ecosystem.core.htmx import fragment_or_redirect, go, invalid, page_or_fragment
from resources.actions import edits as acts
from resources.differences import contested_rows
from resources.forms.edits import AcceptForm, DeclineForm, ProposeForm, VersionForm
from resources.merging import Merged
from resources.models import ProposedEdit, Resource
from resources.together import anew, wording_of

PAGE, CARD = "resources/edit_page.html", "resources/partials/edit_card.html"
FORM_PAGE, FORM = "resources/edit_propose.html", "resources/partials/propose_form.html"


@require_http_methods(["GET", "POST"])
@on(Resource, can="resources.propose_edit")
def edit_propose(request: SignedIn, resource: Resource) -> HttpResponse:
    """In place on the page of the resource, or on a page of its own."""
    form = ProposeForm(request.POST or None, resource=resource)
    if request.method == "POST" and form.is_valid():
        try:
            edit = acts.propose_edit(resource, actor=request.user, **form.cleaned_data)
            messages.success(request, _("Proposed. The authors are told, and you hear what they say."))
            return go(request, edit)
        except Refused as refusal:
            form.refuse(refusal)
    answer = invalid if form.is_bound else page_or_fragment
    return answer(request, FORM_PAGE, FORM, {"resource": resource, "form": form})


@require_GET
@on(ProposedEdit, can="resources.view_edit", select="for_page")
def edit_page(request: SignedIn, edit: ProposedEdit) -> HttpResponse:
    return page_or_fragment(request, PAGE, CARD, _context(edit))


@require_POST
@on(ProposedEdit, can="resources.decide_edit", select="for_page")
def edit_accept(request: SignedIn, edit: ProposedEdit) -> HttpResponse:
    """As it was proposed, or as the author finished it where it met another edit."""
    finished = "body" in request.POST
    form = AcceptForm(request.POST, resource=edit.resource) if finished else VersionForm(request.POST)
    if form.is_valid():
        try:
            acts.accept_edit(edit, actor=request.user, **form.cleaned_data)
            messages.success(request, _("Taken over. Whoever proposed it is told and named."))
            return fragment_or_redirect(request, CARD, _context(anew(edit)), to=edit)
        except acts.Met as met:
            return _finish(request, anew(edit), met.merged)
        except Refused as refusal:
            form.refuse(refusal)
        except Stale:
            form.add_error(None, _("Somebody changed this meanwhile. This is how it stands now."))
    return _again(request, edit, form)


@require_POST
@on(ProposedEdit, can="resources.decide_edit", select="for_page")
def edit_decline(request: SignedIn, edit: ProposedEdit) -> HttpResponse:
    form = DeclineForm(request.POST)
    if form.is_valid():
        try:
            acts.decline_edit(edit, actor=request.user, **form.cleaned_data)
            messages.success(request, _("Declined. Whoever proposed it reads your reason."))
            return fragment_or_redirect(request, CARD, _context(edit), to=edit)
        except Refused as refusal:
            form.refuse(refusal)
        except Stale:
            form.add_error(None, _("Somebody changed this meanwhile. This is how it stands now."))
    return _again(request, edit, form, declines=True)


@require_POST
@on(ProposedEdit, can="resources.withdraw_edit", select="for_page")
def edit_withdraw(request: SignedIn, edit: ProposedEdit) -> HttpResponse:
    acts.withdraw_edit(edit, actor=request.user)
    return fragment_or_redirect(request, CARD, _context(edit), to=edit)


def _context(edit: ProposedEdit, **more: Any) -> dict[str, Any]:
    """With the form to finish it by hand where it meets an edit made meanwhile."""
    wording = wording_of(edit)
    if wording.merged.contested and "finish_form" not in more:
        more["finish_form"] = _finish_form(edit, wording.merged)
    return {"edit": edit, "wording": wording, "contested": contested_rows(wording.merged), **more}


def _finish_form(edit: ProposedEdit, merged: Merged) -> AcceptForm:
    start = merged.texts | {"base": edit.resource.number, "version": edit.version}
    return AcceptForm(resource=edit.resource, initial=start)


def _finish(request: HttpRequest, edit: ProposedEdit, merged: Merged) -> HttpResponse:
    """What met stands side by side, and the words of both wait in the form."""
    context = _context(edit, finish_form=_finish_form(edit, merged)) | {"contested": contested_rows(merged)}
    return invalid(request, PAGE, CARD, context)


def _again(request: HttpRequest, edit: ProposedEdit, form: Any, *, declines: bool = False) -> HttpResponse:
    fresh = anew(edit)
    named = {"decline_form" if declines else "finish_form" if isinstance(form, AcceptForm) else "accept_form": form}
    return invalid(request, PAGE, CARD, _context(fresh, errors=form, **named))
