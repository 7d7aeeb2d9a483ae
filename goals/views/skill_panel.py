"""On the page of a skill: which goals aim at it."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from accounts.models import Skill
from ecosystem.core.doors import on
from ecosystem.core.htmx import page_or_fragment
from goals.skill_panel import panel_context


@require_GET
@on(Skill, can="goals.view_skill_panel")
def skill_panel(request: HttpRequest, skill: Skill) -> HttpResponse:
    context = panel_context(skill, request.user)
    return page_or_fragment(request, "goals/skill_goals.html", "goals/partials/skill_panel.html", context)
