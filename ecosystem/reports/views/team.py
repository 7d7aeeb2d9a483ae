"""The team dashboard."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from ecosystem.core.doors import SignedIn, page
from ecosystem.core.htmx import page_or_fragment
from ecosystem.reports.team import team_of


@require_safe
@page(can="reports.view_team")
def team(request: SignedIn) -> HttpResponse:
    """Who could use me this week; the others from A to Z."""
    return page_or_fragment(request, "reports/team.html", "reports/partials/team_content.html", team_of(request.user))
