"""The alignment summary."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from ecosystem.core.doors import SignedIn, page
from ecosystem.core.htmx import page_or_fragment
from ecosystem.reports.alignment import summary_of


@require_safe
@page(can="reports.view_alignment")
def alignment(request: SignedIn) -> HttpResponse:
    """How learning serves the objectives; read in a minute, printed on two pages."""
    part = "reports/partials/alignment_content.html"
    return page_or_fragment(request, "reports/alignment.html", part, summary_of())
