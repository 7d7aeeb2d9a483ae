"""The alignment summary."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from ecosystem.core.doors import SignedIn, page
from ecosystem.core.htmx import page_or_fragment
from ecosystem.core.rules import allows
from ecosystem.reports.alignment import summary_of, to_sponsor


@require_safe
@page(can="reports.view_alignment")
def alignment(request: SignedIn) -> HttpResponse:
    """How learning serves the objectives; read in a minute, printed on two pages."""
    summary = summary_of()
    context = {
        "summary": summary,
        "sponsors": to_sponsor(summary.shown, request.user),
        "sets": allows(request.user, "goals.set_objective"),
    }
    return page_or_fragment(request, "reports/alignment.html", "reports/partials/alignment_content.html", context)
