"""The team dashboard."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from ecosystem.core.doors import SignedIn, page
from ecosystem.core.htmx import page_or_fragment
from ecosystem.core.looks import record_looks
from ecosystem.core.rules import allows
from ecosystem.reports.team import looked_at, team_of

LOOK = "team"


@require_safe
@page(can="reports.view_team")
def team(request: SignedIn) -> HttpResponse:
    """Who could use me this week; the others from A to Z. Each of them sees that somebody looked."""
    found = team_of(request.user)
    record_looks(request.user, looked_at(found), LOOK)
    context = {"team": found, "posts": allows(request.user, "goals.post_opportunity")}
    return page_or_fragment(request, "reports/team.html", "reports/partials/team_content.html", context)
