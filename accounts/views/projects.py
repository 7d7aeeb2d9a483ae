"""Projects: work with a lead of its own, beside the reporting line."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.actions import projects as acts
from accounts.forms import projects as forms
from accounts.models import Assignment, Project
from accounts.views.screens import form_screen, rows_of
from ecosystem.core.clock import today
from ecosystem.core.doors import on, page
from ecosystem.core.errors import Refused
from ecosystem.core.htmx import go, invalid, page_or_fragment

EVERY = require_http_methods(["GET", "POST"])
PAGE, PART = "accounts/project_page.html", "accounts/partials/project_people.html"


@require_GET
@page(can="accounts.view_projects")
def project_list(request: HttpRequest) -> HttpResponse:
    """Running projects first."""
    projects = Project.objects.visible_to(request.user).for_list(today())
    context = {**rows_of(projects, request.GET.get("page")), "today": today()}
    return page_or_fragment(request, "accounts/project_list.html", "accounts/partials/project_rows.html", context)


@require_GET
@on(Project, can="accounts.view_projects", select="for_page")
def project_page(request: HttpRequest, project: Project) -> HttpResponse:
    return page_or_fragment(request, PAGE, PART, project_context(project))


def project_context(project: Project, **forms_in_it: Any) -> dict[str, Any]:
    working = project.assignments.from_day(today()).select_related("person").order_by("person__full_name")
    return {
        "project": project,
        "assignments": working[:50],
        "people": working.count(),
        "today": today(),
        "form": forms.AssignmentForm(),
        **forms_in_it,
    }


@EVERY
@page(can="accounts.change_projects")
def project_add(request: HttpRequest) -> HttpResponse:
    form = forms.ProjectForm(request.POST or None)

    def act() -> str:
        project = acts.add_project(actor=request.user, **form.values())
        return reverse("accounts:project_page", args=[project.pk])

    words = {"name": _("Add a project"), "save": _("Add the project"), "back": reverse("accounts:project_list")}
    return form_screen(request, form, act, words={**words, "back_name": _("Projects")})


@EVERY
@on(Project, can="accounts.change_projects", select="for_page")
def project_change(request: HttpRequest, project: Project) -> HttpResponse:
    form = forms.ProjectForm(request.POST or None, instance=project)
    here = reverse("accounts:project_page", args=[project.pk])

    def act() -> None:
        acts.change_project(project, actor=request.user, **form.values())

    words = {
        "name": _("Change %(name)s") % {"name": project},
        "save": _("Save"),
        "back": here,
        "back_name": str(project),
    }
    return form_screen(request, form, act, words=words, to=here)


@require_POST
@on(Project, can="accounts.change_projects", select="for_page")
def assignment_add(request: HttpRequest, project: Project) -> HttpResponse:
    form = forms.AssignmentForm(request.POST)
    if form.is_valid():
        try:
            acts.assign_person(project, actor=request.user, **form.cleaned_data)
            return go(request, reverse("accounts:project_page", args=[project.pk]))
        except Refused as refusal:
            form.refuse(refusal)
    return invalid(request, PAGE, PART, project_context(project, form=form))


@require_POST
@on(Assignment, can="accounts.change_projects")
def assignment_end(request: HttpRequest, assignment: Assignment) -> HttpResponse:
    """Today is the last day."""
    here = reverse("accounts:project_page", args=[assignment.project_id])
    acts.end_assignment(assignment, actor=request.user, last_day=today())
    messages.success(request, _("Today is the last day on the project."))
    return go(request, here)
