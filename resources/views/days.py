"""How fresh the library is, over a quarter."""

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from ecosystem.core.clock import today
from ecosystem.core.doors import SignedIn, page
from ecosystem.core.htmx import page_or_fragment
from resources.library_days import fresh_line

PAGE, PART = "resources/fresh_line.html", "resources/partials/fresh_line.html"


@require_GET
@page(can="resources.list_resources")
def fresh_line_page(request: SignedIn) -> HttpResponse:
    return page_or_fragment(request, PAGE, PART, {"line": fresh_line(today())})
