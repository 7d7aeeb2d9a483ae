"""The team dashboard."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from ecosystem.core.doors import SignedIn, page
from ecosystem.core.htmx import page_or_fragment
from ecosystem.core.looks import record_looks
from ecosystem.reports.team import team_of

LOOK = "team"


@require_safe
@page(can="reports.view_team")
def team(request: SignedIn) -> HttpResponse:
    """Who could use me this week; the others from A to Z. Each of them sees that somebody looked."""
    context = team_of(request.user)
    record_looks(request.user, context["looked_at"], LOOK)
    return page_or_fragment(request, "reports/team.html", "reports/partials/team_content.html", context)
