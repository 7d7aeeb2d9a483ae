"""The line manager before the skills of a report; replies, and levels that somebody disputes."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.actions import asking
from accounts.actions import assessments as acts
from accounts.actions.profiles import adopt_profile, confirm_profile
from accounts.forms import assessments as forms
from accounts.models import Assessment, AssessmentDispute, JobRole, Person, Skill
from accounts.report_skills import ReportRow, grouped, report_rows
from accounts.role_profiles import MOST, most_similar, people_without_role, profiles, roles_without, usual_in
from accounts.scales import keys_in_use
from accounts.views.screens import form_screen
from ecosystem.core.doors import on, page
from ecosystem.core.errors import Refused, Stale
from ecosystem.core.htmx import fragment_or_redirect, go, invalid, page_or_fragment
from ecosystem.core.looks import record_look

EVERY = require_http_methods(["GET", "POST"])
PAGE, TABLE, ROW = (
    "accounts/person_assess.html",
    "accounts/partials/assess_table.html",
    "accounts/partials/assess_row.html",
)
LOOK = "skills"


# --- a report's levels -----------------------------------------------------------------------------------------------
@require_GET
@on(Person, can="accounts.assess_person")
def person_assess(request: HttpRequest, person: Person) -> HttpResponse:
    """What they say beside what evidence and the manager say. Looking leaves a row for the person to see."""
    record_look(request.user, person.pk, LOOK)
    return page_or_fragment(request, PAGE, TABLE, _table(request, person))


def _table(request: HttpRequest, person: Person) -> dict[str, Any]:
    rows = report_rows(person, request.user)
    return {"person": person, **_counts(rows), "groups": grouped(rows, everything=request.GET.get("show") == "all")}


def _counts(rows: list[ReportRow]) -> dict[str, Any]:
    by_group = {code: [row for row in rows if row.group == code] for code in ("differs", "waits", "draft")}
    return {"rows": rows, **{f"{code}_rows": members for code, members in by_group.items()}}


@require_POST
@on(Person, can="accounts.assess_person")
def skill_assess(request: HttpRequest, person: Person) -> HttpResponse:
    """One word on one skill: agreed by one key, or another level with a reason."""
    rows = report_rows(person, request.user)
    keys = rows[0].row.keys if rows else keys_in_use()
    form = forms.AssessForm(request.POST, keys=keys, skill_ids=[row.pk for row in rows])
    if not form.is_valid():
        return _again(request, person, form)
    skill, said = form.cleaned_data["skill"], form.cleaned_data
    try:
        if said["take_back"]:
            acts.take_back_assessment(person, actor=request.user, skill_id=skill.pk)
        else:
            acts.assess_person(
                person,
                actor=request.user,
                skill_id=skill.pk,
                said=form.said,
                note=said["note"],
                release=not said["draft"],
            )
    except Refused as refusal:
        form.refuse(refusal)
        return _again(request, person, form)
    return _row(request, person, skill)


def _again(request: HttpRequest, person: Person, form: forms.AssessForm) -> HttpResponse:
    """The row with what was typed and what is missing."""
    context = _table(request, person)
    wrong = form.cleaned_data.get("skill") if hasattr(form, "cleaned_data") else None
    row = next((row for row in context["rows"] if wrong and row.pk == wrong.pk), None)
    if row is None:
        raise Refused(_("Choose one of the skills on this page."))
    return invalid(request, PAGE, ROW, {**context, "each": row, "form": form, "wrong": row.pk})


def _row(request: HttpRequest, person: Person, skill: Skill) -> HttpResponse:
    rows = report_rows(person, request.user)
    row = next(row for row in rows if row.pk == skill.pk)
    context = {"person": person, "each": row, **_counts(rows)}
    fragments = [ROW, "accounts/partials/assess_sentence_oob.html"]
    return fragment_or_redirect(request, fragments, context, to=reverse("accounts:person_assess", args=[person.pk]))


@require_POST
@on(Person, can="accounts.assess_person")
def levels_confirm(request: HttpRequest, person: Person) -> HttpResponse:
    """All that agree, as they stood on the page: what was stated anew meanwhile waits for another look."""
    rows = report_rows(person, request.user)
    offered = {f"{row.pk}:{row.row.own}": row for row in rows if row.group == "waits" and row.row.own is not None}
    chosen = [offered[seen] for seen in request.POST.getlist("seen") if seen in offered]
    said = {row.pk: acts.Said(row.row.own, row.row.keys.top) for row in chosen}
    acts.confirm_levels(person, actor=request.user, said=said)
    n = len(said)
    messages.success(request, ngettext("%(n)d level confirmed.", "%(n)d levels confirmed.", n) % {"n": n})
    return go(request, reverse("accounts:person_assess", args=[person.pk]))


@require_POST
@on(Person, can="accounts.assess_person")
def drafts_release(request: HttpRequest, person: Person) -> HttpResponse:
    n = acts.release_drafts(person, actor=request.user)
    words = ngettext("%(n)d assessment released to %(name)s.", "%(n)d assessments released to %(name)s.", n)
    messages.success(request, words % {"n": n, "name": person.first_name})
    return go(request, reverse("accounts:person_assess", args=[person.pk]))


# --- the person's right to answer ------------------------------------------------------------------------------------
@EVERY
@on(Assessment, can="accounts.reply_to_assessment", select="for_reply")
def assessment_reply(request: HttpRequest, assessment: Assessment) -> HttpResponse:
    form = forms.ReplyForm(request.POST or None, initial={"reply": assessment.reply})

    def act() -> Skill:
        acts.reply_to_assessment(assessment, actor=request.user, reply=form.cleaned_data["reply"])
        messages.success(request, _("Your comment stands beside it."))
        return assessment.skill

    words = {
        "name": assessment.skill.name,
        "sentence": _("What do you say to this assessment?"),
        "hint": assessment.note,
        "save": _("Save the comment"),
        "back": assessment.skill.get_absolute_url(),
        "back_name": assessment.skill.name,
    }
    return form_screen(request, form, act, words=words)


@EVERY
@on(Skill, can="accounts.dispute_level")
def level_dispute(request: HttpRequest, skill: Skill) -> HttpResponse:
    """“This is wrong”."""
    form = forms.DisputeForm(request.POST or None)

    def act() -> Skill:
        dispute = asking.dispute_level(request.user, actor=request.user, skill=skill, **form.cleaned_data)
        messages.success(request, _("Sent. You get an answer from a person by %(day)s.") % {"day": dispute.answer_by})
        return skill

    words = {
        "name": skill.name,
        "sentence": _("What is wrong about your level?"),
        "hint": _("Your line manager of today reads it and answers within a week; nobody else sees it."),
        "save": _("Send it"),
        "back": skill.get_absolute_url(),
        "back_name": skill.name,
    }
    return form_screen(request, form, act, words=words)


@EVERY
@on(AssessmentDispute, can="accounts.view_dispute", select="for_page")
def dispute_page(request: HttpRequest, dispute: AssessmentDispute) -> HttpResponse:
    record_look(request.user, dispute.person_id, LOOK)
    context = {"dispute": dispute, "form": forms.DisputeAnswerForm(initial={"version": dispute.version})}
    return page_or_fragment(request, "accounts/dispute_page.html", "accounts/partials/dispute_card.html", context)


@require_POST
@on(AssessmentDispute, can="accounts.answer_dispute", select="for_page")
def dispute_answer(request: HttpRequest, dispute: AssessmentDispute) -> HttpResponse:
    form = forms.DisputeAnswerForm(request.POST)
    if form.is_valid():
        try:
            asking.answer_dispute(dispute, actor=request.user, **form.cleaned_data)
            messages.success(request, _("Answered."))
            return go(request, dispute)
        except Stale as stale:
            form.show_both(stale)
    context = {"dispute": dispute, "form": form}
    return invalid(request, "accounts/dispute_page.html", "accounts/partials/dispute_card.html", context)


@require_POST
@on(AssessmentDispute, can="accounts.withdraw_dispute")
def dispute_withdraw(request: HttpRequest, dispute: AssessmentDispute) -> HttpResponse:
    asking.withdraw_dispute(dispute, actor=request.user)
    messages.success(request, _("Taken back."))
    return go(request, "accounts:request_list")


# --- profiles to begin with ------------------------------------------------------------------------------------------
@require_GET
@page(can="accounts.suggest_profiles")
def profile_list(request: HttpRequest) -> HttpResponse:
    """Roles that require nothing yet, and people without a role, each with a profile to begin with."""
    return page_or_fragment(request, "accounts/profile_list.html", "accounts/partials/profile_rows.html", _profiles())


def _profiles() -> dict[str, Any]:
    """Four statements."""
    offered = list(profiles())
    roles, people = list(roles_without()[:MOST]), list(people_without_role()[:MOST])
    usual = usual_in([person.unit_id for person in people], offered) if people and offered else {}
    known = {role.pk: role for role in offered}
    return {
        "offered": offered,
        "roles": [(role, most_similar(role, offered)) for role in roles],
        "people": [(person, known.get(person.profile_id), usual.get(person.unit_id)) for person in people],
    }


@require_POST
@on(JobRole, can="accounts.suggest_profiles")
def profile_adopt(request: HttpRequest, role: JobRole) -> HttpResponse:
    form = forms.ProfileForm(request.POST, profiles=profiles())
    if not form.is_valid():
        raise Refused(_("Choose a role that has requirements."))
    n = adopt_profile(role, actor=request.user, like=form.cleaned_data["like"])
    words = ngettext("%(role)s requires %(n)d skill from today.", "%(role)s requires %(n)d skills from today.", n)
    messages.success(request, words % {"n": n, "role": role})
    return go(request, "accounts:profile_list")


@require_POST
@on(Person, can="accounts.suggest_profiles")
def profile_confirm(request: HttpRequest, person: Person) -> HttpResponse:
    form = forms.ProfileForm(request.POST, profiles=profiles())
    if not form.is_valid():
        raise Refused(_("Choose a role that has requirements."))
    confirm_profile(person, actor=request.user, job_role=form.cleaned_data["like"])
    messages.success(request, _("%(name)s begins with these skills.") % {"name": person})
    return go(request, "accounts:profile_list")
