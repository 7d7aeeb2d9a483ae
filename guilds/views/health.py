"""How a guild does, for those who tend and sponsor it."""

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from ecosystem.core.doors import SignedIn, on
from ecosystem.core.htmx import page_or_fragment
from guilds.health_page import health_context
from guilds.models import Guild


@require_GET
@on(Guild, can="guilds.view_health")
def health(request: SignedIn, guild: Guild) -> HttpResponse:
    """As counted tonight, with the line of the last months and the next step on the ladder."""
    return page_or_fragment(request, "guilds/health.html", "guilds/partials/health_figures.html", health_context(guild))
