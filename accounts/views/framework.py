"""The skills framework: skills, their levels, the scale; job roles and what they require."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.actions import framework as acts
from accounts.actions.merging import impact_of_merge, merge_skill
from accounts.forms import framework as forms
from accounts.models import JobRole, RoleRequirement, Skill
from accounts.policy import scale_in_use
from accounts.views.screens import form_screen, rows_of
from ecosystem.core.clock import today
from ecosystem.core.doors import on, page
from ecosystem.core.errors import Refused
from ecosystem.core.htmx import go, invalid, page_or_fragment

EVERY = require_http_methods(["GET", "POST"])


# --- skills ----------------------------------------------------------------------------------------------------------
@require_GET
@page(can="accounts.change_framework")
def framework(request: HttpRequest) -> HttpResponse:
    """Every skill with how many roles require it and which levels have no sentence yet."""
    form = forms.SkillFilterForm(request.GET)
    form.is_valid()
    asked = form.cleaned_data
    skills = Skill.objects.visible_to(request.user).shown(asked.get("show", ""), asked.get("q", ""))
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "form": form,
        "total": skills.count(),
        **rows_of(skills.for_framework(today()).order_by("name", "pk"), asked.get("page")),
        "query": query.urlencode(),
    }
    return page_or_fragment(request, "accounts/framework.html", "accounts/partials/framework_rows.html", context)


@EVERY
@page(can="accounts.change_framework")
def skill_add(request: HttpRequest) -> HttpResponse:
    form = forms.SkillForm(request.POST or None)

    def act() -> str:
        acts.add_skill(actor=request.user, **form.values())
        return reverse("accounts:framework")

    return form_screen(request, form, act, words={"name": _("Add a skill"), "save": _("Add the skill"), **_skills()})


@EVERY
@on(Skill, can="accounts.change_framework")
def skill_change(request: HttpRequest, skill: Skill) -> HttpResponse:
    form = forms.SkillForm(request.POST or None, instance=skill)

    def act() -> str:
        acts.change_skill(skill, actor=request.user, **form.values())
        return reverse("accounts:framework")

    words = {"name": _("Change %(name)s") % {"name": skill}, "save": _("Save"), "skill": skill, **_skills()}
    page_of, part = "accounts/skill_form.html", "accounts/partials/form.html"
    return form_screen(request, form, act, words=words, page=page_of, fragment=part)


@require_POST
@on(Skill, can="accounts.change_framework")
def skill_retire(request: HttpRequest, skill: Skill) -> HttpResponse:
    acts.retire_skill(skill, actor=request.user, version=skill.version)
    messages.success(request, _("%(name)s is retired; what was stated stays.") % {"name": skill})
    return go(request, "accounts:framework")


@require_POST
@on(Skill, can="accounts.change_framework")
def skill_bring_back(request: HttpRequest, skill: Skill) -> HttpResponse:
    acts.bring_back_skill(skill, actor=request.user, version=skill.version)
    return go(request, "accounts:framework")


@EVERY
@on(Skill, can="accounts.change_framework")
def skill_merge(request: HttpRequest, skill: Skill) -> HttpResponse:
    """Make it a part of another skill, after a look at what would move."""
    form = forms.MergeForm(request.POST or None, skill=skill)

    def act() -> str:
        merge_skill(skill, actor=request.user, **form.cleaned_data)
        messages.success(request, _("%(name)s is now a part of the other skill.") % {"name": skill})
        return reverse("accounts:framework")

    words = {
        "name": _("Merge %(name)s") % {"name": skill},
        "save": _("Merge"),
        "impact": impact_of_merge(skill),
        "skill": skill,
        "back": reverse("accounts:skill_change", args=[skill.pk]),
        "back_name": str(skill),
    }
    page_of, part = "accounts/skill_merge.html", "accounts/partials/form.html"
    return form_screen(request, form, act, words=words, page=page_of, fragment=part)


@EVERY
@page(can="accounts.change_framework")
def scale_change(request: HttpRequest) -> HttpResponse:
    """The words of the levels."""
    scale = scale_in_use()
    form = forms.ScaleForm(request.POST or None, scale=scale)

    def act() -> str:
        acts.rename_scale(scale, actor=request.user, **form.acts())
        return reverse("accounts:framework")

    hint = _("Level 0 means assessed and none; “not assessed” and “not applicable” are no levels.")
    words = {"name": _("Words of the levels"), "save": _("Save"), "hint": hint, **_skills()}
    return form_screen(request, form, act, words=words)


def _skills() -> dict[str, Any]:
    return {"back": reverse("accounts:framework"), "back_name": _("Skills framework")}


# --- job roles -------------------------------------------------------------------------------------------------------
@require_GET
@page(can="accounts.view_roles")
def role_list(request: HttpRequest) -> HttpResponse:
    roles = JobRole.objects.visible_to(request.user).for_list(today())
    context = rows_of(roles, request.GET.get("page"))
    return page_or_fragment(request, "accounts/role_list.html", "accounts/partials/role_rows.html", context)


@EVERY
@page(can="accounts.change_roles")
def role_add(request: HttpRequest) -> HttpResponse:
    form = forms.RoleForm(request.POST or None)

    def act() -> JobRole:
        return acts.add_role(actor=request.user, **form.values())

    words = {"name": _("Add a job role"), "save": _("Add the role"), "back": reverse("accounts:role_list")}
    return form_screen(request, form, act, words={**words, "back_name": _("Job roles")})


@EVERY
@on(JobRole, can="accounts.change_roles")
def role_change(request: HttpRequest, role: JobRole) -> HttpResponse:
    form = forms.RoleForm(request.POST or None, instance=role)

    def act() -> JobRole:
        acts.change_role(role, actor=request.user, **form.values())
        return role

    words = {"name": _("Change %(name)s") % {"name": role}, "save": _("Save"), "back": role.get_absolute_url()}
    return form_screen(request, form, act, words={**words, "back_name": str(role)})


@require_GET
@on(JobRole, can="accounts.view_roles")
def role_page(request: HttpRequest, role: JobRole) -> HttpResponse:
    """What the role requires, today and from later days."""
    return page_or_fragment(request, ROLE, GRID, grid_context(role))


@require_GET
@page(can="accounts.view_roles")
def baseline(request: HttpRequest) -> HttpResponse:
    """What everybody needs, whatever their role."""
    return page_or_fragment(request, ROLE, GRID, grid_context(None))


@require_POST
@on(JobRole, can="accounts.change_roles")
def requirement_set(request: HttpRequest, role: JobRole) -> HttpResponse:
    return _require(request, role, role.get_absolute_url())


@require_POST
@page(can="accounts.change_roles")
def baseline_set(request: HttpRequest) -> HttpResponse:
    return _require(request, None, reverse("accounts:baseline"))


@require_POST
@on(RoleRequirement, can="accounts.change_roles")
def requirement_end(request: HttpRequest, requirement: RoleRequirement) -> HttpResponse:
    role = requirement.job_role
    acts.end_requirement(requirement, actor=request.user)
    return go(request, role or reverse("accounts:baseline"))


def grid_context(role: JobRole | None, **forms_in_it: Any) -> dict[str, Any]:
    rows = RoleRequirement.objects.from_day(today()).filter(job_role=role).for_grid()
    return {"role": role, "rows": rows[:200], "form": forms.RequirementForm(), "today": today(), **forms_in_it}


def _require(request: HttpRequest, role: JobRole | None, here: str) -> HttpResponse:
    form = forms.RequirementForm(request.POST)
    if form.is_valid():
        try:
            acts.require_skill(role, actor=request.user, **form.cleaned_data)
            return go(request, here)
        except Refused as refusal:
            form.refuse(refusal)
    return invalid(request, ROLE, GRID, grid_context(role, form=form))


ROLE, GRID = "accounts/role_page.html", "accounts/partials/requirement_grid.html"
