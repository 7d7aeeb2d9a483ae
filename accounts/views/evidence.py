"""Evidence: my list, adding, asking for a confirmation, confirming and refusing."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.actions import evidence as acts
from accounts.forms.assessments import proposals
from accounts.forms.evidence import AskForm, EvidenceForm, RefuseForm
from accounts.models import Evidence
from accounts.scales import keys_in_use
from accounts.views.screens import form_screen, rows_of
from ecosystem.core.clock import today
from ecosystem.core.doors import on, page
from ecosystem.core.forms import as_typed
from ecosystem.core.htmx import go, page_or_fragment
from ecosystem.core.looks import record_look

EVERY = require_http_methods(["GET", "POST"])
LOOK = "skills"


@require_GET
@page(can="accounts.add_evidence")
def evidence_list(request: HttpRequest) -> HttpResponse:
    mine = request.user.evidence.for_page()
    context = {**rows_of(mine, request.GET.get("page")), "today": today()}
    return page_or_fragment(request, "accounts/evidence_list.html", "accounts/partials/evidence_rows.html", context)


@EVERY
@page(can="accounts.add_evidence")
def evidence_add(request: HttpRequest) -> HttpResponse:
    initial = {"occurred_on": today(), "skill_1": as_typed(request.GET, "skill", 120)}
    form = EvidenceForm(request.POST or None, keys=keys_in_use(), person=request.user, initial=initial)

    def act() -> str:
        acts.add_evidence(request.user, actor=request.user, skills=form.skills, **form.values())
        messages.success(request, _("Added."))
        return reverse("accounts:evidence_list")

    words = {
        "name": _("Add evidence"),
        "sentence": _("What shows what you can do?"),
        "save": _("Add it"),
        "back": reverse("accounts:evidence_list"),
        "back_name": _("My evidence"),
        "proposals": proposals(),
    }
    page_of, part = "accounts/evidence_form.html", "accounts/partials/evidence_form.html"
    return form_screen(request, form, act, words=words, page=page_of, fragment=part)


@require_GET
@on(Evidence, can="accounts.view_evidence", select="for_page")
def evidence_page(request: HttpRequest, evidence: Evidence) -> HttpResponse:
    """For its owner, the line manager, and whoever was asked; the others' look is shown to the owner."""
    record_look(request.user, evidence.person_id, LOOK)
    return page_or_fragment(
        request, "accounts/evidence_page.html", "accounts/partials/evidence_card.html", _card(evidence)
    )


def _card(evidence: Evidence, **forms_in_it: Any) -> dict[str, Any]:
    return {"evidence": evidence, "today": today(), "moves_level": acts.moves_level(evidence.rung), **forms_in_it}


@EVERY
@on(Evidence, can="accounts.change_evidence")
def evidence_ask(request: HttpRequest, evidence: Evidence) -> HttpResponse:
    form = AskForm(request.POST or None, initial={"version": evidence.version})

    def act() -> str:
        acts.ask_to_confirm(evidence, actor=request.user, **form.cleaned_data)
        messages.success(request, _("Asked."))
        return reverse("accounts:evidence_list")

    words = {
        "name": evidence.title,
        "sentence": _("Who can confirm it?"),
        "hint": _("Somebody who saw it: a colleague, your delivery lead. They see this item and nothing else."),
        "save": _("Ask"),
        "back": reverse("accounts:evidence_list"),
        "back_name": _("My evidence"),
    }
    return form_screen(request, form, act, words=words)


@require_POST
@on(Evidence, can="accounts.confirm_evidence")
def evidence_confirm(request: HttpRequest, evidence: Evidence) -> HttpResponse:
    acts.confirm_evidence(evidence, actor=request.user)
    messages.success(request, _("Confirmed. It counts from now on."))
    return go(request, "accounts:request_list")


@EVERY
@on(Evidence, can="accounts.confirm_evidence", select="for_page")
def evidence_refuse(request: HttpRequest, evidence: Evidence) -> HttpResponse:
    form = RefuseForm(request.POST or None)

    def act() -> str:
        acts.refuse_evidence(evidence, actor=request.user, **form.cleaned_data)
        messages.success(request, _("Not confirmed; %(name)s reads why.") % {"name": evidence.person.first_name})
        return reverse("accounts:request_list")

    words = {
        "name": evidence.title,
        "sentence": _("Why do you not confirm it?"),
        "save": _("Do not confirm"),
        "back": reverse("accounts:evidence_page", args=[evidence.pk]),
        "back_name": evidence.title,
    }
    return form_screen(request, form, act, words=words)


@require_POST
@on(Evidence, can="accounts.change_evidence")
def evidence_remove(request: HttpRequest, evidence: Evidence) -> HttpResponse:
    acts.remove_evidence(evidence, actor=request.user)
    messages.success(request, _("Removed."))
    return go(request, "accounts:evidence_list")
