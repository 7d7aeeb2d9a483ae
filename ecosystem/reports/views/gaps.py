"""The gap report."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.models import Skill
from ecosystem.core.doors import SignedIn, on, page
from ecosystem.core.exports import csv_response, xlsx_response
from ecosystem.core.htmx import page_or_fragment, wants_fragment
from ecosystem.core.rules import allows
from ecosystem.reports.gap_export import export_of
from ecosystem.reports.gap_filters import Filters
from ecosystem.reports.gap_skill import page_context
from ecosystem.reports.gaps import first_step, note_of, report_of

CONTENT = "reports/partials/gap_content.html"


@require_safe
@page(can="reports.view_gaps")
def gaps(request: SignedIn) -> HttpResponse:
    """Which skills come first, where they are missing, and why they rank so."""
    report = report_of(Filters.of(request.GET))
    context = {
        "report": report,
        "exports": allows(request.user, "reports.export_gaps"),
        "first_step": None if report.place.published else first_step(),
    }
    return page_or_fragment(request, "reports/gap_report.html", CONTENT, context)


@require_safe
@page(can="reports.view_gaps")
def gap_cell(request: HttpRequest) -> HttpResponse:
    """What one cell of the map says; without JavaScript on the report itself."""
    filters = Filters.of(request.GET)
    if not wants_fragment(request):
        return HttpResponseRedirect(f"{reverse('reports:gaps')}{filters.query()}#gap-foot")
    context = {"note": note_of(filters), "filters": filters}
    return page_or_fragment(request, "reports/gap_report.html", "reports/partials/gap_foot.html", context)


@require_safe
@on(Skill, can="reports.view_gaps")
def gap_skill(request: SignedIn, skill: Skill) -> HttpResponse:
    """What the company knows of one skill; the viewer's own place on it stands below."""
    part = "reports/partials/gap_skill_content.html"
    return page_or_fragment(request, "reports/gap_skill.html", part, page_context(skill, request.user))


@require_safe
@page(can="reports.export_gaps")
def gap_export_csv(request: HttpRequest) -> HttpResponse:
    """The figures of the chosen place and of the units right below it."""
    name, sheets = export_of(Filters.of(request.GET))
    header, rows = next(iter(sheets.values()))
    return csv_response(f"{name}.csv", header, rows)


@require_safe
@page(can="reports.export_gaps")
def gap_export_xlsx(request: HttpRequest) -> HttpResponse:
    name, sheets = export_of(Filters.of(request.GET))
    return xlsx_response(f"{name}.xlsx", sheets)
