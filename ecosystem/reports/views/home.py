"""Home."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from ecosystem.core.doors import SignedIn, page
from ecosystem.core.htmx import page_or_fragment
from ecosystem.reports.home import home_of


@require_safe
@page(can="reports.view_home")
def home(request: SignedIn) -> HttpResponse:
    """Where I stand, what waits for me, what to learn next."""
    return page_or_fragment(request, "reports/home.html", "reports/partials/home_content.html", home_of(request.user))
