"""The training-needs analysis, and taking it away."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from ecosystem.core.doors import SignedIn, page
from ecosystem.core.exports import csv_response, xlsx_response
from ecosystem.core.htmx import page_or_fragment
from ecosystem.reports.gaps import first_step
from ecosystem.reports.needs_analysis import analysis_of
from ecosystem.reports.needs_export import export_of
from ecosystem.reports.needs_filters import SORTS, Filters

PAGE, CONTENT = "reports/needs_analysis.html", "reports/partials/needs_content.html"


@require_safe
@page(can="reports.view_needs_analysis")
def needs_analysis(request: SignedIn) -> HttpResponse:
    """What is needed, by skill and unit, with what there is to meet it."""
    analysis = analysis_of(Filters.of(request.GET))
    context = {"analysis": analysis, "sorts": SORTS.items()}
    if analysis.place.published is None:
        context["first_step"] = first_step()
    return page_or_fragment(request, PAGE, CONTENT, context)


@require_safe
@page(can="reports.export_needs_analysis")
def needs_export_csv(request: SignedIn) -> HttpResponse:
    """All rows of the chosen table, in its order."""
    name, sheets = export_of(analysis_of(Filters.of(request.GET), most=None))
    header, rows = next(iter(sheets.values()))
    return csv_response(f"{name}.csv", header, rows)


@require_safe
@page(can="reports.export_needs_analysis")
def needs_export_xlsx(request: SignedIn) -> HttpResponse:
    name, sheets = export_of(analysis_of(Filters.of(request.GET), most=None))
    return xlsx_response(f"{name}.xlsx", sheets)
